"""The pure part of highlighting, inside a real Chromium."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Run = Callable[[str], Any]

PRELUDE = """
const { Highlights, covers, join, trim, wordsOf } = await import("/static/runner/highlights.js");
const notes = new Map();
const store = {
  loadNote: async (name) => notes.get(name) ?? null,
  putNote: async (name, value) => { notes.set(name, structuredClone(value)); },
};
"""


@pytest.fixture
def run(blank_page: Page) -> Run:
    """`run(source)`: what a piece of JavaScript returns, after PRELUDE."""
    return lambda source: blank_page.evaluate(f"async () => {{ {PRELUDE} {source} }}")


@pytest.mark.parametrize(
    ("ranges", "added", "joined"),
    [
        ([], [3, 5], [[3, 5]]),
        ([[8, 9]], [3, 5], [[3, 5], [8, 9]]),
        ([[3, 5]], [5, 7], [[3, 7]]),
        ([[0, 2], [4, 6], [9, 12]], [1, 5], [[0, 6], [9, 12]]),
    ],
)
def test_stretches_that_touch_become_one(run: Run, ranges: object, added: object, joined: object) -> None:
    assert run(f"return join({ranges}, {added})") == joined


def test_a_stretch_inside_a_highlight_takes_it_away_and_one_that_reaches_out_extends_it(run: Run) -> None:
    source = """
      const book = new Highlights(store);
      const done = [[2, 9], [4, 12], [3, 5]].map((stretch) => [book.toggle(1, "stem", stretch), book.of(1, "stem")]);
      return done;
    """
    assert run(source) == [["added", [[2, 9]]], ["added", [[2, 12]]], ["removed", []]]


def test_highlights_belong_to_a_position_and_a_part_and_come_back(run: Run) -> None:
    source = """
      const book = new Highlights(store);
      book.toggle(1, "stem", [2, 9]);
      book.toggle(1, "stimulus", [0, 4]);
      book.toggle(2, "stem", [5, 6]);
      book.removeAt(2, "stem", 5);
      const again = new Highlights(store);
      await again.load();
      return [again.of(1, "stem"), again.of(1, "stimulus"), again.of(2, "stem"), again.of(3, "stem")];
    """
    assert run(source) == [[[2, 9]], [[0, 4]], [], []]


def test_without_storage_highlights_live_as_long_as_the_page(run: Run) -> None:
    source = """
      const broken = { loadNote: async () => { throw new Error(); }, putNote: async () => { throw new Error(); } };
      const book = new Highlights(broken);
      book.toggle(1, "stem", [2, 9]);
      await book.load();
      return book.of(1, "stem");
    """
    assert run(source) == [[2, 9]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Which one, then?", ["Which", "one", "then"]),
        ("مرحبا بالعالم", ["مرحبا", "بالعالم"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("  ", []),
    ],
)
def test_words_in_any_script(run: Run, text: str, words: list[str]) -> None:
    assert run(f"const text = '{text}'; return wordsOf(text).map(([start, end]) => text.slice(start, end))") == words


def test_without_knowledge_of_words_spaces_decide(run: Run) -> None:
    assert run("return wordsOf('a  b.c', null)") == [[0, 1], [3, 6]]


def test_white_space_around_a_stretch_is_left_out(run: Run) -> None:
    assert run("return [trim('  ab  ', [0, 6]), trim('   ', [0, 3]), covers([[1, 5]], [1, 6])]") == [
        [2, 4],
        None,
        False,
    ]
