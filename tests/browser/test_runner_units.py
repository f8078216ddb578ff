"""The exam screen's pure modules, each on its own, inside a real Chromium."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ITEMS = """[
  {position: 1, type: "single_choice", select: 1, options: [{id: "a"}, {id: "b"}, {id: "c"}]},
  {position: 2, type: "multiple_select", select: 2, options: [{id: "a"}, {id: "b"}, {id: "c"}]},
  {position: 3, type: "single_choice", select: 1, options: [{id: "a"}, {id: "b"}]},
]"""

Run = Callable[[str], Any]


@pytest.fixture
def run(blank_page: Page) -> Run:
    """`run(source)`: the value that a piece of JavaScript returns; `load(name)` imports a module of the runner."""
    prelude = f"const load = (name) => import(`/static/runner/${{name}}.js`); const items = {ITEMS};"
    return lambda source: blank_page.evaluate(f"async () => {{ {prelude} {source} }}")


# --- clock -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ms", "text"), [(6_728_000, "1:52:08"), (7_200_000, "2:00:00"), (1, "0:00:01"), (0, "0:00:00"), (-5, "0:00:00")]
)
def test_remaining_time_is_rounded_up(run: Run, ms: int, text: str) -> None:
    assert run(f"return (await load('clock')).formatRemaining({ms})") == text


def test_clock_counts_down_between_answers_and_follows_the_server(run: Run) -> None:
    source = """
      const { ExamClock } = await load("clock");
      let now = 0;
      const clock = new ExamClock(() => now);
      clock.anchor({ remainingMs: 10000, elapsedMs: 5000, isRunning: true });
      now = 4000;
      const before = [clock.remainingMs(), clock.elapsedMs()];
      clock.anchor({ remainingMs: 60000, elapsedMs: 9000, isRunning: true });
      return [before, clock.remainingMs()];
    """
    assert run(source) == [[6000, 9000], 60000]


def test_clock_stands_still_while_paused_but_wall_time_goes_on(run: Run) -> None:
    source = """
      const { ExamClock } = await load("clock");
      let now = 0;
      const clock = new ExamClock(() => now);
      clock.anchor({ remainingMs: 10000, elapsedMs: 0, isRunning: false });
      now = 3000;
      return [clock.remainingMs(), clock.elapsedMs()];
    """
    assert run(source) == [10000, 3000]


def test_small_differences_do_not_make_the_clock_jump(run: Run) -> None:
    source = """
      const { ExamClock } = await load("clock");
      let now = 1000;
      const clock = new ExamClock(() => now);
      clock.anchor({ remainingMs: 10000, elapsedMs: 0, isRunning: true });
      now = 2000;
      clock.anchor({ remainingMs: 9100, elapsedMs: 900, isRunning: true });
      return clock.remainingMs();
    """
    assert run(source) == 9000


@pytest.mark.parametrize(
    ("remaining", "alerts"),
    [
        ([1_800_001, 1_800_000], [None, 30]),
        ([901_000, 899_000], [None, 15]),
        ([1_900_000, 50_000], [None, 1]),
        ([300_000, 299_000], [None, None]),
        ([9, 0], [None, None]),
        # The server's answer moves the clock a little; a minute more is time that was given.
        ([901_000, 899_000, 904_000, 898_000], [None, 15, None, None]),
        ([901_000, 899_000, 960_000, 899_000], [None, 15, None, 15]),
    ],
)
def test_an_alert_belongs_to_the_moment_it_is_crossed(run: Run, remaining: list[int], alerts: list[int | None]) -> None:
    source = f"""
      const {{ TimeAlerts }} = await load("clock");
      const alerts = new TimeAlerts();
      return {remaining}.map((ms) => alerts.due(ms));
    """
    assert run(source) == alerts


def test_a_sleep_of_the_device_is_noticed(run: Run) -> None:
    source = """
      const { SleepDetector } = await load("clock");
      const sleep = new SleepDetector(1000, 0);
      return [sleep.check(2000, 1000), sleep.check(60000, 2000), sleep.check(61000, 3000)];
    """
    assert run(source) == [False, True, False]


def test_a_sleep_before_the_first_look_is_noticed_too(run: Run) -> None:
    source = """
      const { SleepDetector } = await load("clock");
      return new SleepDetector(1000, 0).check(60000, 100);
    """
    assert run(source) is True


# --- answers -----------------------------------------------------------------------------------------


def test_single_choice_replaces_and_cannot_be_emptied_by_choosing_again(run: Run) -> None:
    source = """
      const sheet = new (await load("answers")).AnswerSheet(items);
      sheet.choose(1, "a", 10);
      sheet.choose(1, "b", 20);
      sheet.choose(1, "b", 30);
      return sheet.record(1);
    """
    assert run(source) == {"position": 1, "selected": ["b"], "struck": [], "flagged": False, "at_ms": 20}


def test_more_than_n_is_refused_and_changes_nothing(run: Run) -> None:
    source = """
      const sheet = new (await load("answers")).AnswerSheet(items);
      sheet.choose(2, "a", 1);
      sheet.choose(2, "b", 2);
      return [sheet.choose(2, "c", 3), sheet.record(2).selected];
    """
    assert run(source) == [{"refused": 2}, ["a", "b"]]


def test_striking_out_takes_the_choice_back_and_choosing_takes_the_strike_back(run: Run) -> None:
    source = """
      const sheet = new (await load("answers")).AnswerSheet(items);
      sheet.choose(1, "a", 1);
      sheet.strike(1, "a", 2);
      const struck = sheet.record(1);
      sheet.choose(1, "a", 3);
      return [struck.selected, struck.struck, sheet.record(1).selected, sheet.record(1).struck];
    """
    assert run(source) == [[], ["a"], ["a"], []]


def test_the_newest_record_of_each_position_wins_a_merge(run: Run) -> None:
    source = """
      const sheet = new (await load("answers")).AnswerSheet(items);
      sheet.merge([{ position: 1, selected: ["a"], at_ms: 50 }, { position: 2, selected: ["a"], at_ms: 50 }]);
      sheet.merge([{ position: 1, selected: ["b"], at_ms: 40 }, { position: 2, selected: ["b"], at_ms: 60 }]);
      sheet.merge([{ position: 9, selected: ["a"], at_ms: 1 }, { position: 3, selected: ["z"], at_ms: 1 }]);
      return [1, 2, 3].map((position) => sheet.record(position).selected);
    """
    assert run(source) == [["a"], ["b"], []]


def test_times_of_changes_only_rise(run: Run) -> None:
    source = """
      const sheet = new (await load("answers")).AnswerSheet(items);
      return [sheet.choose(1, "a", 500), sheet.choose(1, "b", 100)].map(({ record }) => record.at_ms);
    """
    assert run(source) == [500, 501]


def test_looking_makes_no_answer_newer(run: Run) -> None:
    source = """
      const sheet = new (await load("answers")).AnswerSheet(items);
      const first = sheet.see(1);
      const second = sheet.see(1);
      return [first.isNew, second.isNew, second.record.at_ms];
    """
    assert run(source) == [True, False, 0]


def test_statuses_and_counts(run: Run) -> None:
    source = """
      const sheet = new (await load("answers")).AnswerSheet(items);
      sheet.choose(1, "a", 1);
      sheet.choose(2, "a", 2);
      sheet.flag(2, 3);
      return [sheet.rows().map((row) => row.status), sheet.counts()];
    """
    statuses, counts = run(source)
    assert statuses == ["Complete", "Incomplete", "Unseen"]
    assert counts == {"total": 3, "unseen": 1, "incomplete": 1, "complete": 1, "unanswered": 2, "flagged": 1}


# --- navigation, keys, words ---------------------------------------------------------------------------


def test_next_after_the_last_item_is_the_review_screen(run: Run) -> None:
    source = """
      const places = new (await load("navigation")).Navigation(2);
      places.next();
      const counter = places.counter;
      places.next();
      const atEnd = places.isReview;
      places.previous();
      return [counter, atEnd, places.isReview, places.position];
    """
    assert run(source) == ["2 of 2", True, False, 2]


def test_a_round_visits_its_items_only(run: Run) -> None:
    source = """
      const places = new (await load("navigation")).Navigation(9);
      places.startRound("flagged", [2, 5, 8]);
      const seen = [places.position];
      for (let step = 0; step < 2; step++) { places.next(); seen.push(places.position); }
      places.next();
      return [seen, places.isReview];
    """
    assert run(source) == [[2, 5, 8], True]


@pytest.mark.parametrize(
    ("event", "settings", "action"),
    [
        ('{key: "c"}', "{hasSingleKeys: true}", {"action": "choose", "index": 2}),
        ('{key: "3"}', "{hasSingleKeys: true}", {"action": "choose", "index": 2}),
        ('{key: "C", shiftKey: true}', "{hasSingleKeys: true}", {"action": "strike", "index": 2}),
        ('{key: "c"}', "{hasSingleKeys: false}", None),
        ('{key: "c"}', "{hasSingleKeys: true, isTyping: true}", None),
        ('{key: "c", ctrlKey: true}', "{hasSingleKeys: true}", None),
        ('{key: "n", altKey: true}', "{hasSingleKeys: false}", {"action": "next"}),
        ('{key: "˜", code: "KeyN", altKey: true}', "{hasSingleKeys: true}", {"action": "next"}),
        ('{key: "?", shiftKey: true}', "{hasSingleKeys: true}", {"action": "help"}),
        ('{key: "x"}', "{hasSingleKeys: true}", None),
    ],
)
def test_keys(run: Run, event: str, settings: str, action: object) -> None:
    assert run(f"return (await load('keyboard')).readKey({event}, {settings})") == action


def test_save_state_tells_the_truth_about_where_answers_are(run: Run) -> None:
    source = """
      const { saveState } = await load("wording");
      const saved = { link: "online", savedAt: "2026-11-21T10:41:07.500Z" };
      const facts = { unsent: 0, isPersistent: true, isWritten: true };
      const offline = { ...saved, link: "offline" };
      return [
        saveState(saved, facts, 0),
        saveState(saved, { ...facts, unsent: 1 }),
        saveState(offline, { ...facts, unsent: 3 }),
        saveState(offline, { ...facts, unsent: 3, isWritten: false }),
        saveState(offline, { ...facts, unsent: 1, isPersistent: false }),
        saveState({ ...saved, link: "signed-out" }, facts),
      ].map(({ text }) => text);
    """
    assert run(source) == [
        "Saved 10:41:07",
        "Saving…",
        "Offline: 3 answers kept on this device",
        "Saving…",
        "Offline: 1 answer kept in this page only",
        "Signed out: nothing waits to be sent",
    ]


def test_the_connection_panel_comes_after_a_minute(run: Run) -> None:
    source = """
      const { connectionPanel } = await load("wording");
      const status = { link: "offline", offlineSince: 1000 };
      return [60000, 61000].map((now) => connectionPanel(status, 2, true, now)?.title ?? null);
    """
    assert run(source) == [None, "No connection to the exam server"]


def test_the_end_says_what_is_open(run: Run) -> None:
    source = """
      const { endSummary } = await load("wording");
      return [endSummary({ total: 60, unanswered: 12, flagged: 3 }), endSummary({ total: 60, unanswered: 0, flagged: 0 })];
    """
    assert run(source) == [
        "12 of 60 questions are not answered completely. 3 are flagged for review.",
        "All 60 questions are answered. None is flagged for review.",
    ]


@pytest.mark.parametrize(
    ("state", "curtain"),
    [
        ('{stopped: "taken-over", isTimeUp: true}', "taken-over"),
        ("{stopped: null, hasContent: false}", "loading"),
        ("{stopped: null, hasContent: true, isTakingBack: true}", "loading"),
        ("{stopped: null, hasContent: true, isTimeUp: true, isEnding: true}", "time-up"),
        ("{stopped: null, hasContent: true, isEnding: true, isPaused: true}", "submitting"),
        ("{stopped: null, hasContent: true, isPaused: true}", "paused"),
        ("{stopped: null, hasContent: true}", None),
    ],
)
def test_which_curtain(run: Run, state: str, curtain: str | None) -> None:
    assert run(f"return (await load('curtain_choice')).chooseCurtain({state})") == curtain


# --- small things that must not fail ---------------------------------------------------------------------


def test_waiting_grows_to_15_seconds_and_is_spread(run: Run) -> None:
    source = """
      const { waitAfter } = await load("backoff");
      return [waitAfter(1, () => 1), waitAfter(1, () => 0), waitAfter(50, () => 1), waitAfter(50, () => 0)];
    """
    assert run(source) == [500, 250, 15000, 7500]


def test_a_client_id_is_made_without_a_secure_context(run: Run) -> None:
    source = """
      const { newClientId } = await load("identity");
      return newClientId({ getRandomValues: (bytes) => bytes.fill(0xff) });
    """
    assert run(source) == "ffffffff-ffff-4fff-bfff-ffffffffffff"


def test_preferences_work_without_storage(run: Run) -> None:
    source = """
      const { Preferences } = await load("preferences");
      const forbidden = { getItem() { throw new Error(); }, setItem() { throw new Error(); } };
      const preferences = new Preferences(forbidden);
      const before = preferences.get("theme");
      preferences.set("theme", "dark");
      return [before, preferences.get("theme")];
    """
    assert run(source) == ["auto", "dark"]


# --- colors, refusals, the exact number, messages -----------------------------------------------------------


def test_a_scheme_of_the_exam_screen_leaves_the_site_s_theme_alone(run: Run) -> None:
    source = """
      const { Preferences, chooseColors, chosenColors } = await load("preferences");
      const preferences = new Preferences(null);
      chooseColors(preferences, "dark");
      chooseColors(preferences, "yellow-on-blue");
      const chosen = [chosenColors(preferences), preferences.get("theme")];
      chooseColors(preferences, "light");
      return [...chosen, chosenColors(preferences), preferences.get("theme")];
    """
    assert run(source) == ["yellow-on-blue", "dark", "light", "light"]


def test_refusals_are_told_by_reason(run: Run) -> None:
    source = """
      const { refusalNotices } = await load("wording");
      const refusals = [{ position: 3, code: "late" }, { position: 7, code: "late" }, { position: 9, code: "late" }];
      return refusalNotices([...refusals, { position: 4, code: "unheard-of" }]);
    """
    assert run(source) == [
        (
            "Questions 3, 7 and 9: your last change came after the time was up."
            " It is kept and shown with your result, but does not count."
        ),
        (
            "Question 4: your last change was not stored: the exam server could not read it."
            " The screen shows what is stored; please look at it again."
        ),
    ]


def test_a_refused_answer_goes_back_unless_it_was_changed_since(run: Run) -> None:
    source = """
      const sheet = new (await load("answers")).AnswerSheet(items);
      const [first, second] = [sheet.choose(1, "a", 10).record, sheet.choose(1, "b", 20).record];
      sheet.restore(1, first, second.at_ms);
      const back = sheet.record(1).selected;
      const third = sheet.choose(1, "c", 30).record;
      sheet.restore(1, first, second.at_ms);
      const kept = sheet.record(1).selected;
      sheet.restore(1, null, third.at_ms);
      return [back, kept, sheet.record(1).selected];
    """
    assert run(source) == [["a"], ["c"], []]


def test_the_outbox_knows_what_the_server_has(run: Run) -> None:
    source = """
      const { Outbox } = await load("outbox");
      const outbox = new Outbox({ put: async () => {}, putNote: async () => {} });
      const record = (selected, at_ms) => ({ position: 1, selected, struck: [], flagged: false, at_ms });
      await outbox.add(record(["a"], 5), 0);
      await outbox.settle(outbox.batch());
      await outbox.add(record(["b"], 9), 0);
      const refused = outbox.batch();
      await outbox.add(record(["b"], 9), 70, { isVisit: true });
      await outbox.settle(refused, [{ position: 1 }]);
      return [outbox.confirmed(1).selected, outbox.settledAtMs(1), outbox.isEmpty, outbox.confirmed(2)];
    """
    assert run(source) == [["a"], 9, True, None]


@pytest.mark.parametrize(
    ("message", "link", "state"),
    [
        ('{isOwn: false, at: "2026-11-21T10:41:07Z"}', "online", "10:41"),
        ('{isOwn: true, fate: "delivered", at: "2026-11-21T10:41:07Z"}', "online", "Sent 10:41"),
        ('{isOwn: true, fate: "waiting", at: null}', "online", "Sending…"),
        ('{isOwn: true, isKept: true, fate: "waiting", at: null}', "signed-out", "Waiting for the connection"),
        ('{isOwn: true, isKept: false, fate: "waiting", at: null}', "offline", "Not yet kept on this device"),
        ('{isOwn: true, fate: "dropped", at: null}', "online", "Not sent: the exam server did not accept it"),
    ],
)
def test_what_stands_beside_a_message(run: Run, message: str, link: str, state: str) -> None:
    assert run(f"return (await load('wording')).messageState({message}, '{link}', 0)") == state


def test_a_message_is_called_sent_only_when_it_is(run: Run) -> None:
    source = """
      const { Conversation } = await load("conversation");
      const { Outbox } = await load("outbox");
      const outbox = new Outbox({ put: async () => {}, putNote: async () => {} });
      const talk = new Conversation({ outbox, now: () => "now" });
      const nothing = talk.say("   ", 1);
      const kept = talk.say(" One ", 2);
      const wasKept = talk.entries[0].isKept;
      await kept;
      const before = talk.entries[0];
      await outbox.settle(outbox.batch());
      talk.say("Two", 3);
      await outbox.dropEvents();
      return [nothing, wasKept, before.isKept, before.text, before.fate, ...talk.entries.map(({ fate }) => fate)];
    """
    assert run(source) == [None, False, True, "One", "waiting", "delivered", "dropped"]


def test_without_the_exact_number_an_item_may_be_left(run: Run) -> None:
    source = """
      const { Exam } = await load("exam");
      const { ExamClock } = await load("clock");
      const outbox = { add: async () => {} };
      const open = (must_complete) => {
        const stays = [];
        const onStay = (select) => stays.push(select);
        const content = { items, must_complete };
        const exam = new Exam({ content, clock: new ExamClock(), outbox, onChange() {}, onStay });
        exam.move((places) => places.goTo(2));
        exam.choose("a");
        exam.move((places) => places.next());
        return [exam.navigation.position, stays];
      };
      return [open(true), open(false), open(undefined)];
    """
    assert run(source) == [[2, [2]], [3, []], [3, []]]


def test_a_seat_is_handed_over_once_and_not_when_it_is_old(run: Run) -> None:
    source = """
      const { handOver, receiveSeat } = await load("seat");
      handOver("s", { client: "c" });
      const first = receiveSeat("s");
      const again = receiveSeat("s");
      sessionStorage.setItem("mockingbird-seat-s", JSON.stringify({ seat: {}, at: Date.now() - 60000 }));
      const old = receiveSeat("s");
      sessionStorage.setItem("mockingbird-seat-s", "nonsense");
      const forbidden = { setItem() { throw new Error(); }, getItem() { throw new Error(); } };
      handOver("s", {}, forbidden);
      return [first.data.client, again, old, receiveSeat("s"), receiveSeat("s", forbidden), receiveSeat("s", null)];
    """
    assert run(source) == ["c", None, None, None, None, None]
