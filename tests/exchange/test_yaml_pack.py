"""Our own files: what is exported is imported again as it was, and the same items give the same text."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.exchange.bank_files import METADATA, ParsedBank, read_bank
from exams.exchange.formats import yaml_pack
from exams.exchange.formats.yaml_pack import AFTER_STEM, BEFORE_STEM, write_bank
from tests.exchange.files import bank_text, raw_item, raw_option, raw_stimulus

BANK = Path(__file__).parents[2] / "content" / "gcp-pmle" / "items"
TEXTS = st.text(st.characters(exclude_categories=["C"], include_characters="\n\t#:-'\"{}[]|>&*!%@`"), max_size=60)


def written(bank: ParsedBank) -> dict[str, str]:
    assert not bank.findings
    return write_bank(bank.items, bank.stimuli.values(), bank="practice", licence="CC-BY-4.0")


def values(bank: ParsedBank) -> tuple[list[Any], list[Any]]:
    """All that was read, but where it stood; the authors' facts with it, which compare as equal otherwise."""
    items = [(replace(item, file="", line=0), item.content.facts) for item in bank.items]
    return items, [replace(stimulus, file="", line=0) for stimulus in bank.stimuli.values()]


def test_the_shipped_bank_comes_back_as_it_was() -> None:
    bank = read_bank({path.name: path.read_text("utf-8") for path in sorted(BANK.rglob("*.yaml"))})
    assert bank.items
    again = read_bank(written(bank))
    assert values(again) == values(bank)
    assert written(again) == written(bank)


def test_all_that_an_item_can_say_comes_back() -> None:
    options = [raw_option(letter, correct=letter in "ab", mechanism="wrong-mode") for letter in "abcde"]
    fact = {"claim": "c", "ref": "doc", "evidence": "e: #", "volatility": "price"}
    waiver = {"rule": "T01", "reason": "needed"}
    stem = "A team of many wants two things done in the cloud. What should they do? (Choose two.)"
    raw = raw_item("x-1", type="multiple_select", select=2, shuffle=False, options=options, stem=stem, tags=["a: b"])
    raw |= {"enemies": ["x-2"], "stimulus": "case-1", "facts": [fact], "lint_waivers": [waiver], "reviewer": "rita"}
    bank = read_bank({"a.yaml": bank_text(raw, raw_item("x-2"), stimuli=[raw_stimulus()])})
    assert values(read_bank(written(bank))) == values(bank)


@given(TEXTS, TEXTS)
def test_any_text_comes_back_letter_by_letter(stem: str, text: str) -> None:
    bank = read_bank({"a.yaml": bank_text(raw_item())})
    (item,) = bank.items
    # Signs enough for the rules of items; the texts under test stand first and last in them.
    long = f"{stem} is what a team of forty people asked us today.\n{stem}"
    options = (replace(item.content.options[0], text=f"x {text}"), *item.content.options[1:])
    changed = replace(item, content=replace(item.content, stem=long, options=options))
    again = read_bank(write_bank([changed], bank="practice", licence="x"))
    assert not again.findings and again.items[0].content == changed.content


def test_large_banks_become_several_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_pack, "MOST_CHARACTERS", 3_000)
    bank = read_bank({"a.yaml": bank_text(*(raw_item(f"x-{number}") for number in range(9)), stimuli=[raw_stimulus()])})
    files = written(bank)
    assert list(files)[:2] == ["items-001.yaml", "items-002.yaml"]
    assert values(read_bank(files)) == values(bank)


def test_all_metadata_is_written() -> None:
    assert {*BEFORE_STEM, *AFTER_STEM, "tags"} == set(METADATA)


def test_people_can_read_it() -> None:
    stem = "A team asks for the result of this statement.\n\n```sql\nSELECT 1\n```\n"
    text = written(read_bank({"a.yaml": bank_text(raw_item(stem=stem))}))["items-001.yaml"]
    assert text.startswith("schema: 1\nbank: practice\nlicence: CC-BY-4.0\nitems:\n  - id: x-1\n    revision: 1\n")
    assert "    stem: |\n      A team asks for the result of this statement.\n\n      ```sql\n      SELECT 1\n" in text
