"""Writer of our own item files, as `bank_files` reads them: the same items always give the same text. Pure."""

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

import yaml

from exams.bank.content import MULTIPLE_SELECT, OptionContent
from exams.exchange.bank_files import ParsedItem, ParsedStimulus

LOSSES = (
    "Earlier versions, comments and the log of the review; enemies that are not in the export.",
    "Of stimuli of several revisions, all but the latest.",
    "What another system's file said besides (title, category, language, feedback for all), and statistics.",
)
WIDTH = 100
# A file's time would make two exports of the same items differ.
EPOCH = (1980, 1, 1, 0, 0, 0)
# The reader takes 1 MiB a file; people like smaller ones.
MOST_CHARACTERS = 250_000
BEFORE_STEM = ("cognitive", "criteria", "products")
AFTER_STEM = ("verified_on", "review_by", "author", "reviewer", "lint_waivers")
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


def write_package(
    items: Iterable[ParsedItem],
    stimuli: Iterable[ParsedStimulus] = (),
    *,
    media: Mapping[str, bytes],
    bank: str = "export",
    licence: str = "Not stated.",
) -> bytes:
    """The files of `write_bank` and their pictures (name → bytes) as a zip; the same items give the same bytes."""
    texts = write_bank(items, stimuli, bank=bank, licence=licence)
    members = {f"items/{name}": text.encode() for name, text in texts.items()}
    members |= {f"media/{name}": media[name] for name in sorted(media)}
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return stream.getvalue()


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
        **({"fraction": float(option.fraction)} if option.fraction is not None else {}),
        **({"mechanism": option.mechanism} if option.mechanism else {}),
        "rationale": option.rationale,
        "refs": list(option.reference_codes),
    }
