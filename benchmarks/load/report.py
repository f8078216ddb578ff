"""What a run found: said as it goes, and as one table against the goals at its end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.load.candidate import Record
from benchmarks.load.wire import Traffic


@dataclass(frozen=True)
class Goal:
    """`limit`: at most (at least, where `is_least`). Only CPU time and counts are gates: wall time is the machine's."""

    limit: float
    is_gate: bool = True
    is_least: bool = False

    def is_met(self, figure: float) -> bool:
        return figure >= self.limit if self.is_least else figure <= self.limit


# By the beginning of the figure's name.
GOALS = {
    "CPU ms per saved answer, web": Goal(1.0),
    "commits per saved": Goal(1.05),
    "write-ahead log per saved answer, bytes": Goal(500),
    "CPU ms per start with": Goal(3),
    "200 at once": Goal(0.5, is_gate=False),
    "1,000 at once": Goal(2.0, is_gate=False),
    "CPU ms per submit and score": Goal(5),
    "CPU seconds per whole sitting": Goal(0.2),
    "database bytes per sitting": Goal(20_000),
    "bytes on the wire per sitting": Goal(100_000),
    "candidates on one 2-core machine": Goal(10_000, is_gate=False, is_least=True),
    "save p99 at the requests of": Goal(200, is_gate=False),
    "10,000 candidates cost": Goal(1.25),
}
EARLIER = {"open", "check-in page"}
WIRES = {"1.1": "HTTP/1.1, without a browser's own headers", "2": "HTTP/2, with a browser's headers"}
KEPT_QUANTILES = (0.5, 0.99, 1.0)


def quantile(values: Sequence[float], share: float) -> float:
    """Of sorted values."""
    return values[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


@dataclass
class Report:
    figures: dict[str, float] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        print(line, flush=True)

    def add(self, name: str, figure: float) -> None:
        self.figures[name] = figure

    def fail(self, why: str) -> None:
        self.failures.append(why)
        self.say(f"FAILED: {why}")

    def latencies(self, record: Record) -> None:
        """Milliseconds from the scheduled time to the acknowledgement, and what went wrong on the way."""
        for kind, values in sorted(record.latencies.items()):
            values.sort()
            shown = ", ".join(f"p{share * 100:g} {quantile(values, share):.0f} ms" for share in KEPT_QUANTILES)
            self.say(f"  {kind}: {len(values)}, {shown}")
        self.say(f"  counts: {dict(record.counts)}")
        for name in ("refused change", "answers missing after a reload", "receipt out of step"):
            if record.counts[name]:
                self.fail(f"{record.counts[name]} × {name}")

    def lost(self, acknowledged: int, lost: int) -> None:
        self.say(f"  acknowledged answers {acknowledged}, found in the database {acknowledged - lost}, lost {lost}")
        if lost:
            self.fail(f"{lost} acknowledged answers are lost")

    def bytes_on_the_wire(self, traffic: Traffic, count: int, *, http: str) -> None:
        """Requests and answers with their headers, a sitting, from the start on."""
        kinds = set(traffic.requests)
        self.add(
            f"bytes on the wire per sitting, with the form ({WIRES[http]})", _bytes(traffic, kinds - EARLIER) / count
        )
        for kind in sorted(kinds, key=lambda kind: (kind in EARLIER, -_bytes(traffic, {kind}))):
            requests = traffic.requests[kind]
            self.say(
                f"  {kind}: {requests / count:.1f} a candidate, each {traffic.sent[kind] / requests:.0f} bytes there "
                f"(body {traffic.bodies_sent[kind] / requests:.0f}), {traffic.received[kind] / requests:.0f} back "
                f"(body {traffic.bodies_received[kind] / requests:.0f}): {_bytes(traffic, {kind}) / count:,.0f} a sitting"
                + ("; before the start, not in the sum" if kind in EARLIER else "")
            )

    def bytes_in_the_database(self, before: Mapping[str, int], after: Mapping[str, int], count: int) -> None:
        grown = {name: size - before.get(name, 0) for name, size in after.items() if size > before.get(name, 0)}
        self.add("database bytes per sitting", sum(grown.values()) / count)
        for name, size in sorted(grown.items(), key=lambda row: -row[1]):
            self.say(f"  {name}: {size / count:.0f} bytes a sitting")

    # --- the end ----------------------------------------------------------------------------------
    def print_table(self) -> bool:
        """The figures against their goals; whether every gate holds and nothing failed."""
        width = max(map(len, self.figures), default=0)
        is_good = not self.failures
        print(f"\n{'figure':{width}} {'measured':>12} {'goal':>10}")
        for name, figure in self.figures.items():
            goal = goal_of(name)
            verdict = ""
            if goal:
                is_met = goal.is_met(figure)
                is_good = is_good and (is_met or not goal.is_gate)
                verdict = "ok" if is_met else "MISSED" if goal.is_gate else "missed (no gate)"
            limit = f"{'≥' if goal.is_least else '≤'} {goal.limit:,g}" if goal else ""
            print(f"{name:{width}} {_number(figure):>12} {limit:>10}  {verdict}".rstrip())
        for why in self.failures:
            print(f"FAILED: {why}")
        return is_good


def _bytes(traffic: Traffic, kinds: set[str]) -> int:
    return sum(traffic.sent[kind] + traffic.received[kind] for kind in kinds)


def goal_of(name: str) -> Goal | None:
    return next((goal for beginning, goal in GOALS.items() if name.startswith(beginning)), None)


def _number(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"
