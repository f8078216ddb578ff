"""How answers travel: store, outbox and synchronizer, inside a real Chromium with a server made of promises."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# A server that answers what `replies` says, one after the other, then always the last; `sent` is what it was asked.
PRELUDE = """
const load = (name) => import(`/static/runner/${name}.js`);
const { openStore } = await load("store");
const { Outbox } = await load("outbox");
const { Problem, NetworkFailure } = await load("api");
const { Synchronizer } = await load("sync");
const record = (position, selected, at_ms) => ({ position, selected, struck: [], flagged: false, at_ms });
const forbidden = { open() { throw new Error("forbidden"); } };
const sent = [];
const events = [];
const refusal = (code, body = {}) => new Problem({ status: 409, code, body, retryAfterMs: 0 });
function makeSync(outbox, replies) {
  const clientOf = { token: "t", seq: 0, state: "running", commands: [], last_command: 0, answers: [] };
  const api = {
    takeOver: async () => { sent.push("take-over"); return { data: clientOf, sentAt: 0, receivedAt: 0 }; },
    submit: async () => { sent.push("submit"); return { data: { state: "closed" } }; },
    sync: async (token, body) => {
      sent.push(structuredClone(body));
      const reply = replies.length > 1 ? replies.shift() : replies[0];
      const data = typeof reply === "function" ? reply(body) : reply;
      if (data instanceof Error) { throw data; }
      return { data: { seq: body.seq, state: "running", commands: [], server_time: "x", ...data }, sentAt: 0, receivedAt: 0 };
    },
  };
  const note = (name) => (...args) => { events.push([name, args[0]?.id ?? args[0]]); };
  const listener = Object.fromEntries(
    ["tookOver", "answered", "commanded", "refused", "stopped", "changed"].map((name) => [name, note(name)]),
  );
  return new Synchronizer({ api, outbox, client: "me", listener });
}
const until = async (condition) => {
  for (let step = 0; step < 400 && !condition(); step++) { await new Promise((done) => setTimeout(done, 10)); }
  if (!condition()) { throw new Error("waited in vain: " + JSON.stringify(sent)); }
};
const batches = () => sent.filter((entry) => typeof entry === "object");
"""

Run = Callable[[str], Any]


@pytest.fixture
def run(blank_page: Page) -> Run:
    """`run(source)`: what a piece of JavaScript returns, after PRELUDE."""
    return lambda source: blank_page.evaluate(f"async () => {{ {PRELUDE} {source} }}")


def test_the_store_keeps_rows_per_sitting(run: Run) -> None:
    source = """
      const one = await openStore("one");
      await one.put({ ...record(1, ["a"], 5), is_unsent: true });
      await (await openStore("two")).put(record(2, ["b"], 5));
      const rows = await (await openStore("one")).load();
      await one.forget();
      return [one.isPersistent, rows.map((row) => row.position), (await one.load()).length, (await (await openStore("two")).load()).length];
    """
    assert run(source) == [True, [1], 0, 1]


def test_an_older_row_of_another_tab_does_not_replace_a_newer_one(run: Run) -> None:
    source = """
      const store = await openStore("one");
      await store.put({ ...record(1, ["b"], 9), is_unsent: true });
      await store.put({ ...record(1, ["a"], 5), is_unsent: false });
      const [row] = await store.load();
      return [row.selected, row.is_unsent];
    """
    assert run(source) == [["b"], True]


def test_without_storage_things_are_kept_in_memory_and_it_says_so(run: Run) -> None:
    source = """
      const store = await openStore("one", forbidden);
      await store.put(record(1, ["a"], 5));
      return [store.isPersistent, (await store.load()).length];
    """
    assert run(source) == [False, 1]


def test_nothing_is_sent_before_it_is_on_the_device(run: Run) -> None:
    source = """
      let written;
      const store = { put: () => new Promise((done) => { written = done; }), putNote: async () => {} };
      const outbox = new Outbox(store);
      const adding = outbox.add(record(1, ["a"], 5), 100);
      const before = [outbox.hasReady, outbox.unsentAnswers];
      written();
      await adding;
      return [before, outbox.hasReady];
    """
    assert run(source) == [[False, 1], True]


def test_a_change_made_while_its_elder_travels_is_sent_after_it(run: Run) -> None:
    source = """
      const outbox = new Outbox(await openStore("one", forbidden));
      await outbox.add(record(1, ["a"], 5), 100);
      const first = outbox.batch();
      await outbox.add(record(1, ["b"], 9), 30);
      await outbox.settle(first);
      return outbox.batch().changes;
    """
    assert run(source) == [
        {"position": 1, "selected": ["b"], "struck": [], "flagged": False, "at_ms": 9, "spent_ms": 30}
    ]


def test_an_earlier_page_load_s_unsent_answers_are_taken_up(run: Run) -> None:
    source = """
      const store = await openStore("one");
      await new Outbox(store).add(record(4, ["c"], 7), 50);
      const outbox = new Outbox(store);
      outbox.restore(await store.load());
      const before = outbox.unsentAnswers;
      await outbox.reconcile([{ position: 4, at_ms: 7 }]);
      return [before, outbox.unsentAnswers, (await store.load())[0].is_unsent];
    """
    assert run(source) == [1, 0, False]


def test_a_batch_is_sent_again_unchanged_until_it_is_answered(run: Run) -> None:
    source = """
      const outbox = new Outbox(await openStore("one", forbidden));
      await outbox.add(record(1, ["a"], 5), 0);
      const sync = makeSync(outbox, [new NetworkFailure("gone"), new NetworkFailure("gone"), {}]);
      sync.start();
      await until(() => batches().length === 1);
      await outbox.add(record(1, ["b"], 9), 0);
      await until(() => batches().length >= 4 && outbox.isEmpty);
      sync.stop();
      return batches().slice(0, 4).map(({ seq, changes }) => [seq, changes[0].selected[0]]);
    """
    assert run(source) == [[1, "a"], [1, "a"], [1, "a"], [2, "b"]]


def test_a_gap_is_closed_from_the_server_s_last_batch(run: Run) -> None:
    source = """
      const outbox = new Outbox(await openStore("one", forbidden));
      await outbox.add(record(1, ["a"], 5), 0);
      const sync = makeSync(outbox, [refusal("sequence-gap", { seq: 6 }), {}]);
      sync.start();
      await until(() => outbox.isEmpty);
      sync.stop();
      return batches().map(({ seq, changes }) => [seq, changes.length]);
    """
    assert run(source)[:2] == [[1, 1], [7, 1]]


def test_an_invalid_token_means_taking_over_again(run: Run) -> None:
    source = """
      const outbox = new Outbox(await openStore("one", forbidden));
      await outbox.add(record(1, ["a"], 5), 0);
      const sync = makeSync(outbox, [refusal("token-invalid"), {}]);
      sync.start();
      await until(() => outbox.isEmpty);
      sync.stop();
      return sent.map((entry) => entry.seq ?? entry);
    """
    assert run(source)[:4] == ["take-over", 1, "take-over", 1]


def test_being_taken_over_stops_and_keeps_what_is_unsent(run: Run) -> None:
    source = """
      const outbox = new Outbox(await openStore("one", forbidden));
      await outbox.add(record(1, ["a"], 5), 0);
      const sync = makeSync(outbox, [refusal("taken-over")]);
      sync.start();
      await until(() => events.some(([name]) => name === "stopped"));
      sync.now();
      await new Promise((done) => setTimeout(done, 50));
      return [batches().length, outbox.unsentAnswers, events.find(([name]) => name === "stopped")[1]];
    """
    assert run(source) == [1, 1, "taken-over"]


def test_while_paused_changes_wait_and_the_proctor_is_heard(run: Run) -> None:
    source = """
      const outbox = new Outbox(await openStore("one", forbidden));
      await outbox.add(record(1, ["a"], 5), 0);
      const resume = { commands: [{ id: 2, type: "resume" }] };
      const sync = makeSync(outbox, [refusal("sitting-is-paused"), { state: "paused" }, resume, {}]);
      sync.start();
      const asking = setInterval(() => sync.now(), 20);
      await until(() => outbox.isEmpty);
      clearInterval(asking);
      sync.stop();
      return [batches().map(({ changes }) => changes.length), events.filter(([name]) => name === "commanded")];
    """
    changes, commands = run(source)
    assert changes[:4] == [1, 0, 0, 1]
    assert commands == [["commanded", 2]]


def test_one_change_the_server_cannot_read_does_not_hold_up_the_others(run: Run) -> None:
    source = """
      const outbox = new Outbox(await openStore("one", forbidden));
      await outbox.add(record(1, ["a"], 5), 0);
      await outbox.add(record(2, ["b"], 6), 0);
      const judge = ({ changes }) => changes.some(({ position }) => position === 1) ? refusal("invalid-input") : {};
      const sync = makeSync(outbox, [judge]);
      sync.start();
      await until(() => outbox.isEmpty);
      sync.stop();
      return events.filter(([name]) => name === "refused").length;
    """
    assert run(source) == 1


def test_the_end_waits_until_everything_is_sent(run: Run) -> None:
    source = """
      const outbox = new Outbox(await openStore("one", forbidden));
      await outbox.add(record(1, ["a"], 5), 0);
      const sync = makeSync(outbox, [new NetworkFailure("gone"), {}]);
      sync.end();
      sync.start();
      await until(() => sent.includes("submit"));
      return [sent.at(-1), outbox.isEmpty, events.at(-2)];
    """
    assert run(source)[:2] == ["submit", True]
