"""YAML with less: what is refused, and that every value knows its line."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.exchange.strict_yaml import MAXIMUM_BYTES, Refused, parse

REFUSED = {
    "an anchor": ("a: 1\nb: &name 2", 2, "Anchors and aliases are not allowed."),
    "an anchor on a list": ("a: 1\nb: &name\n  - 2", 2, "Anchors and aliases are not allowed."),
    "an alias": ("a: &name 1\nb: *name", 1, "Anchors and aliases are not allowed."),
    "a merge": ("a: 1\n<<: {b: 2}", 2, "could not determine a constructor"),
    "a tag": ("a: 1\nb: !!str 2", 2, "Tags are not allowed."),
    "a tag that makes an object": ("!!python/object/apply:os.getcwd []", 1, "Tags are not allowed."),
    "a tag on a mapping": ("a:\n  !mine {b: 1}", 2, "Tags are not allowed."),
    "a key twice": ("a: 1\nb: 2\na: 3", 3, "“a” stands here twice."),
    "an inner key twice": ("a:\n  - b: 1\n    c: 2\n    b: 3", 4, "“b” stands here twice."),
    "a number and its text as keys": ('1: x\n"1": y', 2, "“1” stands here twice."),
    "nothing": ("", 1, "The file is empty."),
    "only a comment": ("# later\n", 1, "The file is empty."),
    "two documents": ("a: 1\n---\nb: 2", 2, "found another document"),
    "a tabulator": ("a:\n\t- b", 2, "cannot start any token"),
    "an open bracket": ("a: [1,\n", 2, "expected"),
    "a number without digits": ("a: 0x_", 1, "invalid literal"),
    "a control character": ("a: \x00b", 1, "control characters are not allowed"),
}


@pytest.mark.parametrize(("text", "line", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_names_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse(text)
    assert refusal.value.line == line
    assert message in refusal.value.message


def text_of(size: int) -> str:
    return "a: " + "x" * (size - 3)


def test_largest_file_is_read() -> None:
    assert parse(text_of(MAXIMUM_BYTES)).data == {"a": "x" * (MAXIMUM_BYTES - 3)}


def test_larger_file_is_refused() -> None:
    with pytest.raises(Refused, match=r"larger than 1 MiB"):
        parse(text_of(MAXIMUM_BYTES + 1))


def test_size_is_counted_in_bytes() -> None:
    with pytest.raises(Refused, match=r"larger than 1 MiB"):
        parse("a: " + "é" * (MAXIMUM_BYTES // 2))


@given(st.text(st.sampled_from("ab01x_:,-?&*!|>%@[]{}'\"#<=. \t\n\0\x85é😀")))
def test_any_text_is_read_or_refused(text: str) -> None:
    """A reader that fails in another way shows an instructor a stack trace instead of a line."""
    with suppress(Refused):
        parse(text)


def test_plain_values() -> None:
    text = "number: 3\nshare: 0.5\nyes: true\nnothing:\nlist: [a, {b: c}]\ntext: |\n  x\n  y\n"
    assert parse(text).data == {
        "number": 3,
        "share": 0.5,
        "yes": True,
        "nothing": None,
        "list": ["a", {"b": "c"}],
        "text": "x\ny\n",
    }


@pytest.mark.parametrize("text", ["2026-11-21", "2026-11-21T10:00:00Z"])
def test_dates_stay_text(text: str) -> None:
    assert parse(f"on: {text}").data == {"on": text}


LINES = """\
# a comment
items:
  - id: x-1
    options:
      - text: yes
        refs: [a, b]
  - id: x-2
    stem: |
      Two
      lines
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("items",), 2),
        (("items", 0), 3),
        (("items", 0, "options", 0, "refs"), 6),
        (("items", 0, "options", 0, "refs", 1), 6),
        (("items", 1), 7),
        (("items", 1, "stem"), 8),
    ],
)
def test_every_value_knows_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert parse(LINES).line(path) == line


def test_what_is_missing_stands_where_it_should_be() -> None:
    assert parse(LINES).line(("items", 1, "options", 0, "text")) == 7


def test_unknown_place_is_the_beginning() -> None:
    assert parse(LINES).line(("guides",)) == 2


def test_a_key_is_the_text_that_stands_there() -> None:
    assert parse("{on: 1, yes: 2, 1.10: 3}").data == {"on": 1, "yes": 2, "1.10": 3}
