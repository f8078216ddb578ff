"""The rules that no item may break, and the fingerprint that tells one version from another."""

from dataclasses import replace
from decimal import Decimal

import pytest

from exams.bank.content import ItemContent, OptionContent, ReferenceContent, check, check_structure
from tests.fixtures.exam import make_content

SINGLE = make_content()
MULTIPLE = make_content(select=2)
LONG_ENOUGH = "The fewest characters that a rationale may have."


def option(code: str, text: str = "", **values: object) -> OptionContent:
    return OptionContent(code, text or f"Another answer {code}", LONG_ENOUGH, **values)  # type: ignore[arg-type]


def with_option(content: ItemContent, index: int, **changes: object) -> ItemContent:
    options = list(content.options)
    options[index] = replace(options[index], **changes)  # type: ignore[arg-type]
    return replace(content, options=tuple(options))


def all_correct(content: ItemContent) -> ItemContent:
    return replace(content, options=tuple(replace(row, is_correct=True) for row in content.options))


BROKEN = {
    "stem too short": (replace(SINGLE, stem="x" * 39), "S01", "stem"),
    "stem of spaces": (replace(SINGLE, stem=" " * 60), "S01", "stem"),
    "no word for the number": (replace(MULTIPLE, stem=SINGLE.stem), "S04", "stem"),
    "wrong word for the number": (replace(MULTIPLE, stem=f"{SINGLE.stem} (Choose three.)"), "S04", "stem"),
    "no explanation": (replace(SINGLE, explanation=" "), "S05", "explanation"),
    "single choice of two": (replace(SINGLE, select_count=2), "S03", "select_count"),
    "multiple select of one": (replace(MULTIPLE, select_count=1), "S03", "select_count"),
    "multiple select of five": (all_correct(replace(MULTIPLE, select_count=5)), "S03", "select_count"),
    "nothing correct": (with_option(SINGLE, 0, is_correct=False), "S03", "options"),
    "one correct too many": (with_option(SINGLE, 1, is_correct=True), "S03", "options"),
    "three options": (replace(SINGLE, options=SINGLE.options[:3]), "T17", "options"),
    "four options of multiple select": (replace(MULTIPLE, options=MULTIPLE.options[:4]), "T17", "options"),
    "nine options": (replace(SINGLE, options=SINGLE.options + tuple(map(option, "efghi"))), "T17", "options"),
    "a letter twice": (replace(SINGLE, options=(*SINGLE.options, option("a"))), "S01", "options"),
    "the same text twice": (with_option(SINGLE, 1, text=" item,  ANSWER a"), "T14", "options"),
    "an option without text": (with_option(SINGLE, 1, text=" "), "S01", "options.b.text"),
    "a short rationale": (with_option(SINGLE, 1, rationale=f" {'x' * 19} "), "S05", "options.b.rationale"),
    "an unlisted reference": (with_option(SINGLE, 1, reference_codes=("doc", "other")), "S06", "options.b.refs"),
    "a reference over http": (
        replace(SINGLE, references=(ReferenceContent("doc", "Manual", "http://example.org/"),)),
        "S06",
        "references",
    ),
    "a reference without a host": (
        replace(SINGLE, references=(ReferenceContent("doc", "Manual", "https:///manual"),)),
        "S06",
        "references",
    ),
}


@pytest.mark.parametrize(("content", "rule", "where"), BROKEN.values(), ids=BROKEN)
def test_broken_rule_is_found_with_its_place(content: ItemContent, rule: str, where: str) -> None:
    assert [(finding.rule, finding.where) for finding in check(content)] == [(rule, where)]


GOOD = {
    "single choice": SINGLE,
    "choose two": MULTIPLE,
    "choose three": make_content(select=3),
    "choose four": replace(
        with_option(with_option(MULTIPLE, 2, is_correct=True), 3, is_correct=True),
        select_count=4,
        stem=f"{SINGLE.stem} (Choose four.)",
    ),
    "shortest stem": replace(SINGLE, stem="x" * 40),
    "shortest rationale": with_option(SINGLE, 1, rationale="x" * 20),
    "eight options": replace(SINGLE, options=SINGLE.options + tuple(map(option, "efgh"))),
    "listed references": with_option(SINGLE, 1, reference_codes=("doc",)),
}


@pytest.mark.parametrize("content", GOOD.values(), ids=GOOD)
def test_good_content_has_no_findings(content: ItemContent) -> None:
    assert check(content) == []


def test_every_finding_is_told_at_once() -> None:
    content = with_option(replace(SINGLE, stem="Too short", explanation=""), 3, rationale="")
    assert {finding.where for finding in check(content)} == {"stem", "explanation", "options.d.rationale"}


def test_message_names_option_and_reference() -> None:
    finding = check(with_option(SINGLE, 1, reference_codes=("other",)))[0]
    assert finding.message == "Option b names the reference “other”, which is not listed."


# --- what can be stored as a draft -----------------------------------------------------------------
def bare(count: int, **changes: object) -> ItemContent:
    """As another system writes it: a few words, no rationale."""
    options = tuple(
        OptionContent(code, f"Answer {code}", "", code == "a") for code in "abcdefghijklmnopqrstuvwxyz"[:count]
    )
    return replace(ItemContent("single_choice", 1, "Why?", options, ""), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [2, 26])
def test_item_of_another_system_can_be_stored_but_not_go_live(count: int) -> None:
    assert check_structure(bare(count)) == []
    assert {finding.rule for finding in check(bare(count))} == {"S01", "S05", "T17"}


UNSTORABLE = {
    "no stem": (bare(3, stem="  "), "stem"),
    "one option": (bare(1), "options"),
    "two keys of one": (bare(3, options=all_correct(bare(3)).options), "options"),
    "no key": (with_option(bare(3), 0, is_correct=False), "options"),
    "a kind that we do not have": (bare(3, kind="essay"), "kind"),
    "single choice of two": (bare(3, select_count=2), "select_count"),
    "a letter twice": (with_option(bare(3), 1, code="a"), "options"),
    "an option without text": (with_option(bare(3), 1, text=" "), "options.b.text"),
    "more than all of the credit": (with_option(bare(3), 1, fraction=Decimal("1.5")), "options.b.fraction"),
}


@pytest.mark.parametrize(("content", "where"), UNSTORABLE.values(), ids=UNSTORABLE)
def test_what_is_no_item_is_not_stored(content: ItemContent, where: str) -> None:
    assert [finding.where for finding in check_structure(content)] == [where]


def test_share_of_the_credit_is_part_of_the_fingerprint() -> None:
    assert with_option(SINGLE, 1, fraction=Decimal(0)).fingerprint() != SINGLE.fingerprint()


def test_same_share_written_otherwise_is_the_same() -> None:
    one, other = (with_option(SINGLE, 1, fraction=Decimal(text)) for text in ("0.5", "0.50000000"))
    assert one.fingerprint() == other.fingerprint()


SEEN = {
    "stem": {"stem": f"{SINGLE.stem} Now."},
    "kind": {"kind": "multiple_select"},
    "number to select": {"select_count": 2},
    "explanation": {"explanation": "Another explanation."},
    "shuffling": {"is_shuffled": False},
    "stimulus": {"stimulus_code": "case-1"},
    "revision of the stimulus": {"stimulus_revision": 2},
    "order of options": {"options": SINGLE.options[::-1]},
    "one option less": {"options": SINGLE.options[:3]},
    "reference's title": {"references": (replace(SINGLE.references[0], title="Another manual"),)},
    "reference's address": {"references": (replace(SINGLE.references[0], url="https://example.org/other"),)},
    "no references": {"references": ()},
    "option's letter": {"options": with_option(SINGLE, 3, code="e").options},
    "option's text": {"options": with_option(SINGLE, 3, text="Another text").options},
    "option's rationale": {"options": with_option(SINGLE, 3, rationale="Another rationale").options},
    "key": {"options": with_option(SINGLE, 3, is_correct=True).options},
    "option's references": {"options": with_option(SINGLE, 3, reference_codes=()).options},
}


@pytest.mark.parametrize("change", SEEN.values(), ids=SEEN)
def test_fingerprint_changes_with_what_a_candidate_may_see(change: dict[str, object]) -> None:
    assert replace(SINGLE, **change).fingerprint() != SINGLE.fingerprint()  # type: ignore[arg-type]


def test_fingerprint_does_not_change_with_facts() -> None:
    assert replace(SINGLE, facts=({"claim": "New", "ref": "doc"},)).fingerprint() == SINGLE.fingerprint()


def test_fingerprint_is_pinned() -> None:
    """Stored versions are compared with it: another way of computing it would make every item look edited."""
    content = ItemContent("single_choice", 1, "Stem", (OptionContent("a", "Text", "Why", True),), "So.")
    assert content.fingerprint() == "1f0f86b4376daddc4119f60caa01062216ec4e6f269160f9dce4c2a52a555eac"
