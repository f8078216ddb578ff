"""Writer of our own item files, as `bank_files` reads them: the same items always give the same text. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import yaml

from exams.bank.content import MULTIPLE_SELECT, OptionContent
from exams.exchange.bank_files import ParsedItem, ParsedStimulus

LOSSES = ("Pictures: their names stay in the texts, the files themselves are not in the export.",)
WIDTH = 100
# The reader takes 1 MiB a file; people like smaller ones.
MOST_CHARACTERS = 250_000
BEFORE_STEM = ("cognitive", "criteria", "products")
AFTER_STEM = ("verified_on", "author", "reviewer", "lint_waivers")
FACT = ("claim", "ref", "evidence", "volatility")


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, lists indented, nothing written as a reference to something above."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text.strip("\n") else None)


_Dumper.add_representer(str, _represent_text)


def write_bank(
    items: Iterable[ParsedItem],
    stimuli: Iterable[ParsedStimulus] = (),
    *,
    bank: str,
    licence: str,
    originality: str = "",
) -> dict[str, str]:
    """File name → text; all of them together are the bank. `bank`: its short name, as in the files' `bank`."""
    head = {"schema": 1, "bank": bank, "licence": licence} | ({"originality": originality} if originality else {})
    cases = [_stimulus(stimulus) for stimulus in stimuli]
    files: dict[str, str] = {}
    for number, part in enumerate(_parts([_dumped([_item(item)]) for item in items]), start=1):
        values = head | ({"stimuli": cases} if cases and number == 1 else {})
        body = f"items:\n{part}" if part else "items: []\n"
        files[f"items-{number:03}.yaml"] = _dumped(values) + body
    return files


def _parts(items: Sequence[str]) -> Iterator[str]:
    """The items' texts, joined until a file is full; one empty part if there is none."""
    part: list[str] = []
    size = 0
    for item in items:
        if part and size + len(item) > MOST_CHARACTERS:
            yield "\n".join(part)
            part, size = [], 0
        part.append(_indented(item))
        size += len(part[-1])
    yield "\n".join(part)


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" if line else "\n" for line in text.removesuffix("\n").split("\n"))


def _dumped(values: Any) -> str:
    return str(
        yaml.dump(values, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False)
    )


def _stimulus(stimulus: ParsedStimulus) -> dict[str, Any]:
    return {"id": stimulus.code, "revision": stimulus.revision, "title": stimulus.title, "text": stimulus.text}


def _item(item: ParsedItem) -> dict[str, Any]:
    content = item.content
    is_several = content.kind == MULTIPLE_SELECT
    values: dict[str, Any] = {
        "id": item.code,
        "revision": item.revision,
        "status": item.status,
        "type": content.kind,
        **({"select": content.select_count} if is_several else {}),
        **({} if content.is_shuffled else {"shuffle": False}),
        "objectives": dict(item.placements),
        "style": item.style,
        "difficulty": item.difficulty,
        **_named(item.metadata, BEFORE_STEM),
        "genai": item.is_generative,
        **({"enemies": list(item.enemies)} if item.enemies else {}),
        **_named(item.metadata, ("tags",)),
        **({"stimulus": content.stimulus_code} if content.stimulus_code else {}),
        "stem": content.stem,
        "options": [_option(option) for option in content.options],
        "explanation": content.explanation,
        "references": [{"id": one.id, "title": one.title, "url": one.url} for one in content.references],
        **({"facts": [_named(fact, FACT) for fact in content.facts]} if content.facts else {}),
        **_named(item.metadata, AFTER_STEM),
    }
    return values


def _named(values: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _option(option: OptionContent) -> dict[str, Any]:
    return {
        "id": option.code,
        "text": option.text,
        **({"correct": True} if option.is_correct else {}),
        **({"mechanism": option.mechanism} if option.mechanism else {}),
        "rationale": option.rationale,
        "refs": list(option.reference_codes),
    }
