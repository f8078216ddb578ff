"""Lists of words that the rules look up. Files of the folder `data/`: a word a line, lines with # are comments. Pure."""

from pathlib import Path

FOLDER = Path(__file__).with_name("data")


def read_words(text: str) -> frozenset[str]:
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return frozenset(word for line in lines for word in line.split())


def _load(name: str) -> frozenset[str]:
    return read_words((FOLDER / f"{name}.txt").read_text("utf-8"))


# What an option may not say without telling key and distractors apart, and what says nothing exact.
ABSOLUTE = frozenset({"always", "never", "only", "all", "none", "every", "must", "cannot", "completely", "guarantee"})
VAGUE = frozenset(
    {"usually", "often", "sometimes", "may", "might", "rarely", "seldom", "generally", "frequently", "occasionally"}
    | {"normally", "typically", "probably", "possibly", "perhaps", "mostly"}
)
ABBREVIATIONS = _load("abbreviations")
IMPERATIVES = _load("imperatives")
TERMS = _load("terms")
