"""The linter judges whatever it is given: it never raises, and always says the same about the same."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exams.bank.content import ItemContent, OptionContent, ReferenceContent
from exams.bank.lint import Facts, Knowledge, Subject, lint, lint_bank, read_waivers
from tests.bank.lint.items import KNOWLEDGE

SPICE = st.sampled_from(
    [
        *("```", "`", "|a|\n|-|", "![](", "](", "**", "__", "1-2", "10 %", "2026-01-01", "(Choose two.)", "?"),
        *("What is not", "Cloud Functions", "https://[", "NOT", "all", "an ___", "\n\n", "- ", "\u202e", "ß", "’s"),
        *("A and B", "a" * 300),
    ]
)
TEXT = st.one_of(st.text(max_size=60), st.lists(st.one_of(SPICE, st.text(max_size=8)), max_size=8).map(" ".join))
OPTION = st.builds(
    OptionContent,
    code=st.sampled_from(["a", "b", "c", ""]),
    text=TEXT,
    rationale=TEXT,
    is_correct=st.booleans(),
    reference_codes=st.lists(TEXT, max_size=2).map(tuple),
)
CONTENT = st.builds(
    ItemContent,
    kind=st.sampled_from(["single_choice", "multiple_select", "essay"]),
    select_count=st.integers(-1, 9),
    stem=TEXT,
    options=st.lists(OPTION, max_size=9).map(tuple),
    explanation=TEXT,
    references=st.lists(st.builds(ReferenceContent, TEXT, TEXT, TEXT), max_size=2).map(tuple),
    facts=st.lists(st.dictionaries(st.sampled_from(["claim", "volatility"]), TEXT), max_size=2).map(tuple),
)
JUNK = st.recursive(st.none() | st.booleans() | TEXT, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner))
FACTS = st.builds(
    Facts,
    code=TEXT,
    style=TEXT,
    placements=st.lists(TEXT, max_size=2).map(tuple),
    products=st.lists(TEXT, max_size=2).map(tuple),
    enemies=st.frozensets(TEXT, max_size=2),
    verified_on=st.one_of(TEXT, st.dates().map(str)),
    review_by=st.one_of(TEXT, st.dates().map(str)),
    waivers=st.lists(st.fixed_dictionaries({"rule": st.sampled_from(["T01", "D01", "x"]), "reason": JUNK})).map(
        read_waivers
    ),
)


@settings(deadline=None)
@given(CONTENT, FACTS)
def test_no_content_makes_the_linter_raise(content, facts):
    assert lint(content, facts, KNOWLEDGE) == lint(content, facts, replace(KNOWLEDGE))
    lint(content)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
@given(st.builds(Subject, CONTENT, FACTS), st.builds(Subject, CONTENT, FACTS))
def test_no_bank_makes_the_linter_raise(first, second):
    """Several times the same two, because some rules ask for many items."""
    assert all(finding.why and finding.mend for finding in lint_bank([first, second] * 10, Knowledge()))
