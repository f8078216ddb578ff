"""A waiver excuses a finding with a reason; it never hides it."""

from dataclasses import replace

import pytest

from exams.bank.lint import Level, Waiver, blocks_live, lint, read_waivers
from tests.bank.lint.items import GOOD, ITEM_FACTS, KNOWLEDGE, with_ask, with_text

FORMER = with_ask("What should you do in Cloud Functions?")
REASON = Waiver("R05", "The item is about the move to the new name.", "ben", "2026-11-21")


def findings(content, *waivers):
    return lint(content, replace(ITEM_FACTS, waivers=waivers), KNOWLEDGE)


def test_a_waived_finding_is_shown_with_its_reason():
    (finding,) = findings(FORMER, REASON)
    assert (finding.rule, finding.waived_because) == ("R05", REASON.reason)


def test_an_error_blocks_until_it_is_waived():
    assert [finding.rule for finding in blocks_live(findings(FORMER))] == ["R05"]
    assert blocks_live(findings(FORMER), [REASON]) == []
    assert blocks_live(findings(FORMER, REASON)) == []


def test_a_warning_does_not_block():
    assert (
        blocks_live(findings(with_text("d", "Raise the threshold that a candidate usually has to pass first."))) == []
    )


def test_what_is_missing_cannot_be_waived():
    broken = replace(GOOD, explanation="")
    waiver = replace(REASON, rule="S05")
    assert [finding.rule for finding in blocks_live(findings(broken, waiver))] == ["S05"]
    assert "W01" in [finding.rule for finding in findings(broken, waiver)]


@pytest.mark.parametrize("missing", ["reason", "by", "on"])
def test_a_waiver_that_does_not_say_why_who_and_when_is_a_finding(missing):
    found = findings(FORMER, replace(REASON, **{missing: ""}))
    assert [(finding.rule, finding.level) for finding in found[1:]] == [("W01", Level.WARNING)]
    assert bool(blocks_live(found)) == (missing == "reason")


def test_a_waiver_of_no_rule_is_a_finding():
    assert [finding.rule for finding in findings(GOOD, replace(REASON, rule="X99"))] == ["W01"]


def test_a_waiver_that_excuses_nothing_is_told():
    assert [(finding.rule, finding.level) for finding in findings(GOOD, REASON)] == [("W02", Level.INFORMATION)]


def test_a_negative_question_is_waived_only_with_the_word_in_bold():
    waiver = replace(REASON, rule="T06", reason="The exception is the point.")
    assert blocks_live(findings(with_ask("Which of these steps is not useful?"), waiver))
    assert not blocks_live(findings(with_ask("Which of these steps is **not** useful?"), waiver))


@pytest.mark.parametrize("raw", [None, "T01", {"rule": "T01"}, [3, None, {}], [{"rule": ["T01"], "reason": 7}]])
def test_whatever_stands_in_the_metadata_can_be_read(raw):
    assert all(isinstance(waiver.reason, str) for waiver in read_waivers(raw))
