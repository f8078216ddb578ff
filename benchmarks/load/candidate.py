"""One candidate: signs in to nothing (a session is given), then follows the sync protocol to the letter."""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

from benchmarks.load import plan
from benchmarks.load.wire import Answer, ConnectionLost, Wire
from benchmarks.load.wire2 import Http2Wire

EXAM = "gcp-pmle"
CSRF = "k" * 32
BACKOFF_SECONDS = (0.5, 15.0)
SERVER_ERRORS = {500, 502, 503, 504}


class Refused(Exception):
    """The server answered what the protocol does not expect here."""

    def __init__(self, what: str, answer: Answer) -> None:
        super().__init__(f"{what}: {answer.status} {answer.body[:300]!r}")


@dataclass
class Record:
    """What a room of candidates has seen. `latencies`: milliseconds by kind, counted from the scheduled time."""

    latencies: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    counts: Counter[str] = field(default_factory=Counter)


class Clock:
    """Exam time, run faster than the wall's."""

    def __init__(self, *, compress: float, from_ms: int = 0) -> None:
        self._loop = asyncio.get_running_loop()
        self._zero = self._loop.time()
        self._compress = compress
        self._from_ms = from_ms

    def wall(self, at_ms: float) -> float:
        return self._zero + (at_ms - self._from_ms) / 1000 / self._compress

    def now_ms(self) -> float:
        return (self._loop.time() - self._zero) * 1000 * self._compress + self._from_ms

    async def until(self, at_ms: float) -> None:
        await asyncio.sleep(self.wall(at_ms) - self._loop.time())

    def late_ms(self, at_ms: float) -> float:
        """Wall milliseconds since this moment."""
        return (self._loop.time() - self.wall(at_ms)) * 1000


class Candidate:
    """`acked`: position → options, as the server acknowledged them."""

    def __init__(self, *, session: str, wire: Wire | Http2Wire, record: Record, seed: int) -> None:
        self.wire, self.record = wire, record
        self.acked: dict[int, list[str]] = {}
        self.sitting = self.client = ""
        self.seq = self.receipt_number = 0
        self._rng = Random(seed)
        self._answers: dict[int, tuple[list[str], bool]] = {}
        self._items: list[tuple[str, int]] = []
        self._etag = ""
        cookies = f"Cookie: sessionid={session}; csrftoken={CSRF}\r\n"
        self._page = cookies
        self._api = f"{cookies}X-CSRFToken: {CSRF}\r\nOrigin: https://exams.test\r\n"
        self._token = ""

    # --- before the start -------------------------------------------------------------------------
    async def enter(self) -> None:
        """To the waiting room: check-in is opened and its page shown."""
        self.client = str(uuid4())
        body = {"client": self.client}
        opened = (await self._ask("open", "POST", f"/api/v1/exams/{EXAM}/sittings", body, self._api)).json()
        self.sitting = opened["id"]
        self._use(opened["token"])
        await self._ask("check-in page", "GET", f"/sittings/{self.sitting}/check-in/", None, self._page)

    async def start(self) -> None:
        """Start, take the seat, fetch the form: question 1 is on the screen."""
        body = {"accept_rules": True, "client": self.client}
        started = await self._ask("start", "POST", self._url("start"), body, self._token)
        self._sit_down(started.json()["seat"])
        await self._fetch_form()

    async def _take_over(self) -> list[dict[str, Any]]:
        taken = await self._ask("take-over", "POST", self._url("take-over"), {"client": self.client}, self._api)
        return self._sit_down(taken.json())

    def _sit_down(self, seat: dict[str, Any]) -> list[dict[str, Any]]:
        self.seq = seat["seq"]
        self.receipt_number = seat.get("receipt", {}).get("number", 0)
        self._use(seat["token"])
        self._arrangement = seat.get("arrangement")
        self._zero = asyncio.get_running_loop().time() - seat["elapsed_ms"] / 1000
        return list(seat["answers"])

    def _use(self, token: str) -> None:
        self._token = f"Authorization: Sitting {token}\r\n"  # no cookies: the runner leaves them out

    async def _fetch_form(self) -> None:
        known = f"If-None-Match: {self._etag}\r\n" if self._etag else ""
        answer = await self._ask("content", "GET", self._url("content"), None, self._token + known)
        self._etag = next(
            (line[5:].strip().decode() for line in answer.head.split(b"\r\n") if line[:5].lower() == b"etag:"), ""
        )
        if answer.status != 304 and not self._items:
            items = answer.json()["items"]
            selects = {item.get("place") or item["position"]: item["select"] for item in items}
            ids = {n: "".join(option["id"] for option in items[n - 1]["options"]) for n in range(1, len(items) + 1)}
            order = self._arrangement or [(place, ids[place]) for place in sorted(selects)]
            self._items = [(options, selects[place]) for place, options in order]

    # --- during the exam --------------------------------------------------------------------------
    async def live(self, steps: Iterable[plan.Step], clock: Clock) -> None:
        """The steps at their times; what has become due while a request was under way goes in one batch."""
        queue = deque(steps)
        while queue:
            await clock.until(queue[0].at_ms)
            due: list[plan.Step] = []
            while queue and queue[0].kind not in {plan.RELOAD, plan.OUTAGE} and queue[0].at_ms <= clock.now_ms():
                due.append(queue.popleft())
            if due:
                await self._sync_due(due, clock)
            elif queue[0].kind == plan.RELOAD:
                queue.popleft()
                await self.reload()
            elif queue[0].kind == plan.OUTAGE:
                await self._lose_network(queue.popleft(), clock)

    async def _sync_due(self, due: list[plan.Step], clock: Clock) -> None:
        saves = [step for step in due if step.kind in plan.SAVES]
        is_clean = await self._deliver("save" if saves else "heartbeat", self._batch(saves))
        name = "" if is_clean else " after a failure"
        for step in saves or due[:1]:
            self.record.latencies[("save" if saves else "heartbeat") + name].append(clock.late_ms(step.at_ms))

    def _batch(self, saves: Iterable[plan.Step]) -> dict[str, Any]:
        changes: dict[int, dict[str, Any]] = {}
        at_ms = int((asyncio.get_running_loop().time() - self._zero) * 1000)
        for step in saves:
            options, count = self._items[step.position - 1]
            selected, is_flagged = self._answers.get(step.position, ([], False))
            if step.kind == plan.FLAG:
                is_flagged = True
            else:
                selected = plan.choose(step.choice, options, count)
            self._answers[step.position] = (selected, is_flagged)
            change = {"position": step.position, "selected": selected, "at_ms": at_ms, "spent_ms": 8450}
            changes[step.position] = change | ({"flagged": True} if is_flagged else {})
        batch: dict[str, Any] = {"client": self.client, "seq": self.seq + 1}
        return batch | ({"changes": list(changes.values())} if changes else {})

    async def save_all(self, steps: Iterable[plan.Step]) -> None:
        """These changes in one batch, at once."""
        await self._deliver("save", self._batch(steps))

    async def heartbeat(self) -> None:
        await self._deliver("heartbeat", self._batch([]))

    async def _deliver(self, kind: str, batch: dict[str, Any]) -> bool:
        """Until the server has acknowledged it, unchanged each time; whether the first try went through."""
        failures = 0
        while True:
            try:
                answer = await self.wire.ask(kind, "POST", self._url("sync"), batch, self._token)
                if answer.status == 200:
                    break
                if answer.status not in {429, *SERVER_ERRORS}:
                    raise Refused("sync", answer)
                self.record.counts[f"answered {answer.status}"] += 1
            except ConnectionLost:
                self.record.counts["connection lost"] += 1
            await self._back_off(failures)
            failures += 1
        self._acknowledge(batch, answer.json())
        return failures == 0

    async def _back_off(self, failures: int) -> None:
        first, most = BACKOFF_SECONDS
        await asyncio.sleep(min(most, first * 2**failures) * self._rng.uniform(0.5, 1))

    def _acknowledge(self, batch: dict[str, Any], answer: dict[str, Any]) -> None:
        self.seq = batch["seq"]
        refused = {refusal["position"] for refusal in answer.get("refused", ())}
        for change in batch.get("changes", ()):
            if change["position"] in refused:
                self.record.counts["refused change"] += 1
            else:
                self.acked[change["position"]] = change["selected"]
                self.record.counts["acknowledged"] += 1
        if "token" in answer:
            self._use(answer["token"])
        if "receipt" in answer:
            self._check_receipt(answer["receipt"]["number"], has_changes=len(refused) < len(batch.get("changes", ())))

    def _check_receipt(self, number: int, *, has_changes: bool) -> None:
        """The chain grows by one with each batch that changed something, and by nothing else."""
        if number != self.receipt_number + has_changes:
            self.record.counts["receipt out of step"] += 1
        self.receipt_number = number

    async def reload(self) -> None:
        """The page is loaded again: a new client takes over, and finds what was acknowledged."""
        self.client = str(uuid4())
        await self._ask("page", "GET", f"/sittings/{self.sitting}/", None, self._page)
        stored = {row["position"]: row["selected"] for row in await self._take_over()}
        if any(stored.get(position) != selected for position, selected in self.acked.items()):
            self.record.counts["answers missing after a reload"] += 1
        await self._fetch_form()
        self.record.counts["reloads"] += 1

    async def _lose_network(self, step: plan.Step, clock: Clock) -> None:
        """A minute without network, from the moment between a request and its answer; then the batch goes again."""
        batch = self._batch([plan.Step(step.at_ms, plan.ANSWER, step.position, step.choice)])
        self.record.counts["outages"] += 1
        try:
            await self.wire.ask_and_hang_up("POST", self._url("sync"), batch, self._token)
        except ConnectionLost:
            self.record.counts["connection lost"] += 1
        await clock.until(step.at_ms + plan.OUTAGE_MS)
        await self._deliver("save", batch)

    def take_place_of(self, original: "Candidate", sitting: str, token: str) -> None:
        """Go on in a copy of another candidate's sitting, made in the database."""
        self.sitting, self.client, self.seq = sitting, original.client, original.seq
        self.acked, self._answers = dict(original.acked), dict(original._answers)
        self._items, self._zero = original._items, original._zero
        self.receipt_number = original.receipt_number
        self._use(token)

    # --- the end ----------------------------------------------------------------------------------
    async def submit(self) -> None:
        await self._ask("submit", "POST", self._url("submit"), {"client": self.client}, self._token)

    def _url(self, name: str) -> str:
        return f"/api/v1/sittings/{self.sitting}/{name}"

    async def _ask(self, kind: str, method: str, path: str, body: Any, headers: str) -> Answer:
        """Like _deliver, for what may simply be asked again. Raises Refused."""
        for failures in range(10):
            try:
                answer = await self.wire.ask(kind, method, path, body, headers)
                if answer.status in {200, 304}:
                    return answer
                if answer.status not in SERVER_ERRORS:
                    raise Refused(kind, answer)
                self.record.counts[f"answered {answer.status}"] += 1
            except ConnectionLost:
                self.record.counts["connection lost"] += 1
            await self._back_off(failures)
        raise ConnectionLost(f"{kind} was tried ten times")
