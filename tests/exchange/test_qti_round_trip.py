"""What we write as QTI we read again as it was: in every version, for every item that the version can say."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exams.exchange.foreign import MULTIPLE_SELECT, SINGLE_CHOICE, ForeignItem, ForeignOption, Medium, Place, Source
from exams.exchange.formats.qti import LOSSES, read_qti, write_qti
from exams.exchange.formats.qti_scoring import even_shares
from exams.exchange.html_text import to_html, to_html_line, to_line, to_markdown

VERSIONS = ("1.2", "2.1", "2.2", "3.0")
PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
GIF = b"GIF89a" + b"picture"

words = st.sampled_from(
    [
        "Vertex AI",
        "a < b & c",
        "*star*",
        "`code`",
        "~~no~~",
        "**bold**",
        "café",
        "“quoted”",
        "x_1",
        "]]>",
        "&nbsp;",
        "1.",
    ]
)
blocks = st.one_of(
    st.lists(words, min_size=1, max_size=4).map(" ".join),
    st.just("- one\n- two"),
    st.just("```python\nif a < b:\n    print('x & y')\n```"),
    st.just("| a | b |\n|---|---|\n| 1 | 2 |"),
    st.just("> quoted"),
)
texts = st.lists(blocks, min_size=1, max_size=3).map("\n\n".join).map(lambda text: to_markdown(to_html(text)))
# What one pass changes is the Markdown writer's business; what it leaves must survive ours.
stable = texts.filter(lambda text: bool(text) and to_markdown(to_html(text)) == text)
lines = (
    st.lists(words, min_size=1, max_size=3)
    .map(" ".join)
    .map(lambda text: to_line(to_html_line(text)))
    .filter(lambda text: bool(text) and to_line(to_html_line(text)) == text)
)
feedback = st.one_of(st.just(""), stable)
names = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,8}", fullmatch=True).filter(
    lambda name: not any(word in name.lower() for word in ("correct", "right", "general", "wrong", "fail"))
)
plain = st.text(st.characters(codec="utf-8", categories=["L", "N"], include_characters=" -&<>"), max_size=12).map(
    lambda text: " ".join(text.split())
)


@st.composite
def fractions(draw: st.DrawFn, codes: list[str], key: list[str], kind: str) -> dict[str, Decimal]:
    """Even shares, or others that bring the whole credit together."""
    if draw(st.booleans()):
        return even_shares(codes, key)
    penalty = st.integers(-100, 0).map(lambda percent: Decimal(percent) / 100)
    found = {code: draw(penalty) for code in codes}
    if kind == SINGLE_CHOICE:
        partial = draw(st.sampled_from([Decimal("0.5"), Decimal("0.25"), Decimal("-0.1")]))
        return {**found, codes[-1]: partial, key[0]: Decimal(1)}
    first = draw(st.integers(5, 40).map(lambda percent: Decimal(percent) / 100))
    rest = even_shares(key[1:], key[1:])
    return {**found, **{code: share * (1 - first) for code, share in rest.items()}, key[0]: first}


@st.composite
def items(draw: st.DrawFn) -> ForeignItem:
    kind = draw(st.sampled_from([SINGLE_CHOICE, MULTIPLE_SELECT]))
    codes = draw(st.lists(names, min_size=4, max_size=6, unique_by=str.lower))
    key = codes[:1] if kind == SINGLE_CHOICE else codes[: draw(st.sampled_from([2, 3]))]
    shares = draw(fractions(codes, key, kind))
    options = tuple(ForeignOption(code, draw(lines), code in key, shares[code], draw(feedback)) for code in codes)
    medium = draw(st.sampled_from([None, Medium("a-b.png", "image/png", PNG), Medium("x.gif", "image/gif", GIF)]))
    picture = f"\n\n![What is seen](media:{medium.name})" if medium else ""
    metadata = {
        name: value
        for name in ("title", "category", "style", "difficulty", "objectives", "kind")
        if (value := draw(plain))
    }
    told = ("correct_feedback", "incorrect_feedback", *(("partial_feedback",) if kind == MULTIPLE_SELECT else ()))
    metadata.update((name, value) for name in told if (value := draw(feedback)))
    has_stimulus = draw(st.booleans())
    return ForeignItem(
        source_id=draw(names),
        kind=kind,
        select_count=len(key),
        stem=draw(stable) + picture,
        options=options,
        place=Place(""),
        feedback=draw(feedback),
        is_shuffled=draw(st.booleans()),
        max_points=draw(st.sampled_from([Decimal(1), Decimal(2), Decimal("2.5"), Decimal(10)])),
        stimulus_code="case-1" if has_stimulus else "",
        stimulus_title=draw(plain) if has_stimulus else "",
        stimulus=draw(stable) if has_stimulus else "",
        tags=tuple(sorted(draw(st.sets(plain.filter(bool), max_size=2)))),
        metadata=metadata,
        media=(medium,) if medium else (),
    )


def written_and_read(item: ForeignItem, version: str) -> ForeignItem:
    reading = read_qti(Source("quiz.zip", write_qti([item], version)))
    assert not reading.refused
    assert not reading.unsupported
    return reading.items[0]


def rounded(item: ForeignItem) -> ForeignItem:
    """Fractions to six places: thirds have no end."""
    options = tuple(replace(each, fraction=round(each.fraction, 6)) for each in item.options)
    return replace(item, options=options, place=Place(""))


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(item=items())
def test_an_item_comes_back_as_it_was(version: str, item: ForeignItem) -> None:
    assert rounded(written_and_read(item, version)) == rounded(item)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_same_items_give_the_same_bytes(version: str) -> None:
    item = items_of_test()
    assert write_qti([item], version) == write_qti([item], version)


@pytest.mark.parametrize("version", VERSIONS)
def test_items_keep_their_order_and_number(version: str) -> None:
    several = [replace(items_of_test(), source_id=f"q{number}") for number in (3, 1, 2)]
    reading = read_qti(Source("quiz.zip", write_qti(several, version)))
    assert [item.source_id for item in reading.items] == ["q3", "q1", "q2"]


@pytest.mark.parametrize("version", ["2.1", "2.2", "3.0"])
def test_identifiers_that_xml_forbids_are_replaced_and_stay_apart(version: str) -> None:
    several = [replace(items_of_test(), source_id=name) for name in ("1 a", "1_a", "é")]
    reading = read_qti(Source("quiz.zip", write_qti(several, version)))
    assert len({item.source_id for item in reading.items}) == 3


def test_every_version_says_what_it_loses() -> None:
    assert set(LOSSES) == set(VERSIONS)


def items_of_test() -> ForeignItem:
    options = tuple(
        ForeignOption(code, f"Option {code}", code == "a", Decimal(code == "a"), f"About {code}.") for code in "abcd"
    )
    return ForeignItem("q1", SINGLE_CHOICE, 1, "Which one?", options, Place(""))
