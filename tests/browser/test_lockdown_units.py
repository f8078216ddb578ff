"""The lock-down's decisions, each module on its own, inside a real Chromium: no page of ours, no clock but the test's."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Run = Callable[[str], Any]

PRELUDE = """
const load = (name) => import(`/static/runner/lockdown/${name}.js`);
const ROOM = { warning_count: 1, counting: ["copy", "window-blurred", "second-screen"], counted: {},
  texts: { copy: { happened: "Copied.", please: "Do not." } } };
const open = async (room = {}) => {
  const { Lockdown } = await load("lockdown");
  const made = { noted: [], said: [], counts: {}, time: 0 };
  made.lockdown = new Lockdown({
    room: { ...ROOM, ...room }, kept: {}, getPosition: () => 7, now: () => made.time,
    note: ({ type, for_ms }) => made.noted.push([type, for_ms]), warn: ({ words }) => made.said.push(words),
    keep: (counts) => (made.counts = counts),
  });
  made.lockdown.watch(true);
  return made;
};
"""


@pytest.fixture
def run(blank_page: Page) -> Run:
    """`run(source)`: what a piece of JavaScript returns, after PRELUDE."""
    return lambda source: blank_page.evaluate(f"async () => {{ {PRELUDE} {source} }}")


# --- how long -------------------------------------------------------------------------------------
@pytest.mark.parametrize(("ms", "told"), [(499, None), (500, 500), (59_000, 59_000), (600_000, 600_000)])
def test_what_lasted_is_told_with_its_length_and_a_blink_is_nothing(run: Run, ms: int, told: int | None) -> None:
    source = f"""
      const spans = new (await load("spans")).Spans();
      spans.begin("a", 1000, {{ position: 3 }});
      spans.ripen(1000 + {ms});
      return spans.end("a", 1000 + {ms});
    """
    assert run(source) == (told and {"type": "a", "for_ms": told, "position": 3})


def test_who_stays_away_is_told_of_in_parts_that_grow(run: Run) -> None:
    source = """
      const spans = new (await load("spans")).Spans();
      spans.begin("a", 0);
      const parts = [];
      for (let now = 0; now <= 7_200_000; now += 1000) {
        spans.ripen(now);
        parts.push(...spans.parts(now).map((part) => part.for_ms / 1000));
      }
      return [parts, spans.end("a", 7_200_000).for_ms / 1000];
    """
    parts, rest = run(source)
    assert parts == [60, 120, 240, 480, 960, 1920]
    assert sum(parts) + rest == 7200


def test_parts_after_the_first_go_on_with_it_and_nobody_is_warned_again(run: Run) -> None:
    source = """
      const spans = new (await load("spans")).Spans();
      const named = [], counts = [];
      spans.begin("a", 0);
      for (let now = 0; now <= 200_000; now += 1000) {
        named.push(...spans.ripen(now));
        counts.push(...spans.parts(now).map((part) => part.count ?? 1));
      }
      counts.push(spans.end("a", 200_000).count ?? 1);
      return [named, counts];
    """
    assert run(source) == [["a"], [1, 0, 0]]


def test_beginning_twice_is_beginning_once(run: Run) -> None:
    source = """
      const spans = new (await load("spans")).Spans();
      spans.begin("a", 0);
      spans.begin("a", 4000);
      spans.ripen(5000);
      return [spans.end("a", 5000).for_ms, spans.end("a", 6000)];
    """
    assert run(source) == [5000, None]


def test_what_turns_out_to_be_graver_keeps_its_beginning(run: Run) -> None:
    source = """
      const spans = new (await load("spans")).Spans();
      spans.begin("window-blurred", 0);
      spans.rename("window-blurred", "page-hidden");
      spans.ripen(3000);
      return [spans.end("window-blurred", 3000), spans.end("page-hidden", 3000)];
    """
    assert run(source) == [None, {"type": "page-hidden", "for_ms": 3000, "position": 0}]


def test_a_key_that_is_held_is_one(run: Run) -> None:
    source = """
      const moments = new (await load("moments")).Moments();
      return [0, 30, 1900, 3800, 6000].map((now) => moments.isNew("copy", now));
    """
    assert run(source) == [True, False, False, False, True]


# --- warnings -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("free", "outcomes"),
    [
        (0, ["recorded", "recorded", "recorded"]),
        (1, ["last-warning", "recorded", "recorded"]),
        (2, ["warning", "last-warning", "recorded"]),
    ],
)
def test_as_many_warnings_as_the_exam_says(run: Run, free: int, outcomes: list[str]) -> None:
    source = f"""
      const warnings = new (await load("warnings")).Warnings({{ ...ROOM, warning_count: {free} }});
      return [1, 2, 3].map(() => warnings.count("copy"));
    """
    assert run(source) == outcomes


def test_each_type_has_warnings_of_its_own_and_some_do_not_count(run: Run) -> None:
    source = """
      const warnings = new (await load("warnings")).Warnings(ROOM);
      return ["copy", "window-blurred", "drag", "drag"].map((type) => warnings.count(type));
    """
    assert run(source) == ["last-warning", "last-warning", "ignored", "ignored"]


def test_what_the_server_and_what_the_device_know_is_not_added_up(run: Run) -> None:
    source = """
      const warnings = new (await load("warnings")).Warnings(
        { ...ROOM, warning_count: 3, counted: { copy: 2, drag: 1 } }, { copy: 1, "window-blurred": 3 });
      return [warnings.counts, warnings.count("copy"), warnings.count("window-blurred")];
    """
    assert run(source) == [{"copy": 2, "drag": 1, "window-blurred": 3}, "last-warning", "recorded"]


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("last-warning", "Copied. Do not. This was a warning; the next one counts."),
        ("warning", "Copied. Do not. This was a warning; it does not count."),
        ("recorded", "Copied. Do not. This was recorded."),
        ("ignored", "Copied. Do not."),
    ],
)
def test_words_name_what_happened_and_what_it_means(run: Run, outcome: str, words: str) -> None:
    assert run(f"return (await load('words')).warningWords(ROOM.texts.copy, '{outcome}')") == words


# --- what becomes of it -----------------------------------------------------------------------------
def test_an_absence_is_one_event_and_told_on_the_return(run: Run) -> None:
    source = """
      const made = await open();
      made.lockdown.begin("window-blurred");
      made.time = 5000;
      made.lockdown.tick();
      const before = [...made.said];
      made.lockdown.end("window-blurred");
      return [before, made.said.length, made.noted, made.counts];
    """
    noted = [["window-blurred", 5000], ["warning-shown", 0]]
    assert run(source) == [[], 1, noted, {"window-blurred": 1}]


def test_a_second_screen_is_told_while_it_is_there(run: Run) -> None:
    source = """
      const made = await open();
      made.lockdown.begin("second-screen", { leastMs: 3000 });
      for (made.time = 0; made.time <= 10_000; made.time += 250) { made.lockdown.tick(); }
      return [made.said.length, made.noted];
    """
    assert run(source) == [1, [["warning-shown", 0]]]


def test_nothing_is_watched_while_the_exam_is_covered(run: Run) -> None:
    source = """
      const made = await open();
      made.lockdown.watch(false);
      made.lockdown.begin("window-blurred");
      made.lockdown.happened("copy");
      made.time = 9000;
      made.lockdown.tick();
      made.lockdown.end("window-blurred");
      return [made.noted, made.said];
    """
    assert run(source) == [[], []]


def test_what_goes_on_when_the_exam_is_covered_is_as_long_as_it_is(run: Run) -> None:
    source = """
      const made = await open();
      made.lockdown.begin("window-blurred");
      made.time = 3000;
      made.lockdown.watch(false);
      return [made.noted, made.said];
    """
    assert run(source) == [[["window-blurred", 3000]], []]


def test_what_does_not_count_is_written_down_without_a_warning(run: Run) -> None:
    source = """
      const made = await open({ counting: [] });
      made.lockdown.begin("window-blurred");
      made.time = 3000;
      made.lockdown.end("window-blurred");
      made.lockdown.happened("copy");
      return [made.noted.map(([type]) => type), made.said];
    """
    assert run(source) == [["window-blurred", "copy"], ["Copied. Do not."]]


# --- panels beside the page -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "is_open"),
    [
        ("{ innerWidth: 900 }", True),
        ("{ innerWidth: 1200 }", False),  # a scroll bar, a narrow side bar
        ("{ innerHeight: 400 }", False),  # an on-screen keyboard, a find bar
        ("{ innerWidth: 900, innerHeight: 600 }", False),  # a zoom that changes no ratio
        ("{ innerWidth: 640, innerHeight: 450, devicePixelRatio: 2 }", False),  # a zoom
        ("{ innerWidth: 900, outerWidth: 900 }", False),  # a smaller window
        ("{ innerWidth: 640, innerHeight: 450, scale: 2 }", False),  # a pinch
        ("{ innerWidth: 900, isTouch: true }", False),
    ],
)
def test_only_a_page_that_became_narrow_alone_hints_at_a_panel(run: Run, change: str, is_open: bool) -> None:
    source = f"""
      const hint = new (await load("tools")).ToolsHint();
      const page = {{ innerWidth: 1280, innerHeight: 900, outerWidth: 1280, outerHeight: 980, devicePixelRatio: 1,
        scale: 1, isTouch: false }};
      hint.look(page);
      return [hint.look({{ ...page, ...{change} }}), hint.look(page)];
    """
    assert run(source) == [is_open, False]


def test_a_panel_that_moves_from_below_to_the_side_is_a_hint(run: Run) -> None:
    source = """
      const hint = new (await load("tools")).ToolsHint();
      const page = { innerWidth: 1280, innerHeight: 900, outerWidth: 1280, outerHeight: 980, devicePixelRatio: 1,
        scale: 1, isTouch: false };
      const below = { ...page, innerHeight: 600 };
      const beside = { ...page, innerWidth: 700 };
      return [page, below, beside, beside, page].map((now) => hint.look(now));
    """
    assert run(source) == [False, False, True, True, False]


# --- our own doing ----------------------------------------------------------------------------------
def test_an_excuse_covers_one_absence_that_begins_soon(run: Run) -> None:
    source = """
      const excuse = new (await load("excuse")).Excuse();
      excuse.give(0);
      const found = [excuse.covers(200), excuse.covers(60_000)];
      excuse.end();
      found.push(excuse.covers(61_000));
      excuse.give(100_000, 10_000);
      found.push(excuse.covers(102_000));
      excuse.end();
      found.push(excuse.covers(104_000));
      return found;
    """
    assert run(source) == [120_000, 120_000, None, 10_000, None]


# --- the queue --------------------------------------------------------------------------------------
def test_a_long_queue_is_added_up_by_type_and_loses_nothing(run: Run) -> None:
    source = """
      const { boundEvents } = await load("bounded");
      let events = [];
      for (let number = 0; number < 5000; number++) {
        events = boundEvents([...events, { type: ["copy", "paste"][number % 2], at_ms: number, for_ms: 10 }]);
      }
      const sum = (name) => events.reduce((total, event) => total + (event[name] ?? 1), 0);
      return [events.length <= 200, sum("count"), sum("for_ms"), events.at(-1).at_ms, events[0]];
    """
    is_bounded, count, lasted, newest, first = run(source)
    assert (is_bounded, count, lasted, newest) == (True, 5000, 50_000, 4999)
    assert first["at_ms"] == 0
    assert first["until_ms"] > 4000


def test_words_of_the_candidate_and_what_is_on_its_way_stay_as_they_are(run: Run) -> None:
    source = """
      const { boundEvents } = await load("bounded");
      const copies = Array.from({ length: 250 }, (_, at_ms) => ({ type: "copy", at_ms, for_ms: 0 }));
      const words = { type: "message", text: "May I?", at_ms: 3 };
      const kept = boundEvents([...copies.slice(0, 3), words, ...copies.slice(3)], (event) => event === copies[0]);
      return [kept[0], kept.filter((event) => event.text).length, kept.length];
    """
    assert run(source) == [{"type": "copy", "at_ms": 0, "for_ms": 0}, 1, 103]


def test_the_outbox_does_not_touch_what_it_has_offered(run: Run) -> None:
    source = """
      const { Outbox } = await import("/static/runner/outbox.js");
      const box = new Outbox({ putNote: async () => {}, put: async () => {} });
      for (let at_ms = 0; at_ms < 60; at_ms++) { await box.addEvent({ type: "copy", at_ms, for_ms: 0 }); }
      const batch = box.batch();
      for (let at_ms = 60; at_ms < 400; at_ms++) { await box.addEvent({ type: "copy", at_ms, for_ms: 0 }); }
      const before = box.events.length;
      await box.settle(batch);
      const left = box.events.reduce((total, event) => total + (event.count ?? 1), 0);
      return [before <= 200, left];
    """
    assert run(source) == [True, 350]
