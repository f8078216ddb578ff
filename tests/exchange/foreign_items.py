"""Items as a bank gives them to a writer, and ways to make many different ones."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from exams.exchange.foreign import MULTIPLE_SELECT, SINGLE_CHOICE, ForeignItem, ForeignOption, Place
from exams.exchange.formats.choices import EXACTNESS, even_share, letter

NOWHERE = Place("")
SIGNS = "ab1 .,;:()\\`*_[]~<>&!#+-=|\"'@/{}$^%?\n\té漢"
# Whole paragraphs: what begins or ends with a space is not kept anywhere.
TEXTS = st.one_of(
    st.text(st.sampled_from(SIGNS), min_size=1, max_size=40),
    st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=20),
    st.sampled_from(
        ["%50%x", "[html]x", "// no comment", "TRUE", "=1+1", "A) x", "ANSWER: A", "a -> b", "$CATEGORY: x"]
    ),
    st.just("Look:\n\n```sql\nSELECT 1; -- {a} = #1\n\n// end\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"),
)
MORE: list[dict[str, str]] = [{}, {"category": "A/B c"}, {"difficulty": "hard", "style": "coding"}]
WORDS = st.text("abc é:][=#{}~'\"", min_size=1, max_size=12)


def stripped(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return texts.map(str.strip).filter(bool)


def option(code: str, text: str, credit: Decimal | int = 0, feedback: str = "") -> ForeignOption:
    return ForeignOption(code, text, credit > 0, Decimal(credit), feedback)


def item(**changes: Any) -> ForeignItem:
    """A single-choice item; `b` is right."""
    options = (option("a", "One"), option("b", "Two", 1, "Yes."), option("c", "Three"), option("d", "Four"))
    return replace(ForeignItem("x-1", SINGLE_CHOICE, 1, "How many are two?", options, NOWHERE), **changes)


@st.composite
def options(
    draw: st.DrawFn, texts: st.SearchStrategy[str], *, is_single: bool, is_exact: bool
) -> tuple[ForeignOption, ...]:
    """`is_exact`: credit as bare answers give it, not by parts or with penalties."""
    count = draw(st.integers(2, 6))
    key = draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=1 if is_single else count))
    parts = st.just(Decimal(0)) if is_exact else st.integers(-(10**7), 0).map(lambda n: (n * EXACTNESS).normalize())
    made = []
    for index in range(count):
        credit = (Decimal(1) if is_single else even_share(len(key))) if index in key else draw(parts) + Decimal(0)
        feedback = draw(st.one_of(st.just(""), texts))
        made.append(ForeignOption(letter(index), draw(texts), index in key, credit, feedback))
    return tuple(made)


@st.composite
def items(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS, *, is_exact: bool = False) -> ForeignItem:
    """An item of what nearly every format can say."""
    texts = stripped(texts)
    is_single = draw(st.booleans())
    made = draw(options(texts, is_single=is_single, is_exact=is_exact))
    names = stripped(WORDS).map(lambda text: " ".join(text.split()))
    return ForeignItem(
        source_id=draw(names),
        kind=SINGLE_CHOICE if is_single else MULTIPLE_SELECT,
        select_count=sum(o.is_correct for o in made),
        stem=draw(texts),
        options=made,
        place=NOWHERE,
        feedback=draw(st.one_of(st.just(""), texts)),
        tags=tuple(draw(st.lists(names, max_size=2, unique=True))),
        metadata={"title": draw(names)} | draw(st.sampled_from(MORE)),
    )


def without_place(read: ForeignItem) -> ForeignItem:
    return replace(read, place=NOWHERE, warnings=())
