"""How fast the exam screen is on a slow phone: a 60-item sitting in Chromium with its processor slowed down 6 times.

    bin/bench lists how to run it

Wall time, in the page: from the key press to the second animation frame after it (the new item is painted by then),
the browser's own figure for the same (Event Timing, in steps of 8 ms), and long tasks. On a machine that is busy with
other work these say little: how busy it was is printed. The second table minds less: processor time of the page's main
thread, traced in a walk without throttling and multiplied by it; "to paint" counts from the key to the frame that shows
what it did, "all" until the next key, and the parts are of the whole. Both walks are in a normal window: in a private one
Chromium draws the page's icon anew for each place in the history.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
folder = tempfile.TemporaryDirectory(prefix="mockingbird-bench-")
os.environ["DATA_DIR"] = folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.embedded"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread
os.environ.setdefault("LOG_LEVEL", "WARNING")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from playwright.sync_api import BrowserContext, Page, sync_playwright  # noqa: E402

from accounts.services.people import ensure_person  # noqa: E402
from benchmarks.load.machine import machine_seconds, reference_ms, tree_seconds  # noqa: E402
from config.demo import load_shipped_content  # noqa: E402
from exams.assembly.models import Exam  # noqa: E402
from exams.sittings.services import entry  # noqa: E402
from tests.harness.provision import installed_chromium  # noqa: E402

THROTTLE = float(os.environ.get("THROTTLE", "6"))
MEASURE = """
  globalThis.frames = [];
  globalThis.events = [];
  globalThis.longTasks = [];
  addEventListener("keydown", ({ key, timeStamp }) => {
    if (key === "Alt") { return; }
    requestAnimationFrame(() => requestAnimationFrame((now) => { frames.push(now - timeStamp); }));
  }, true);
  const watch = (type, keep, more = {}) => new PerformanceObserver((list) => list.getEntries().forEach(keep))
    .observe({ type, buffered: true, ...more });
  watch("event", (entry) => entry.name === "keydown" && events.push(entry.duration), { durationThreshold: 16 });
  watch("longtask", ({ startTime, duration }) => longTasks.push({ startTime, duration }));
"""

# Marks in the trace the moment of each step; the walk knows what the steps were.
STEP = 'addEventListener("keydown", ({ key }) => key !== "Alt" && performance.mark("step"), true);'
NAVIGATOR = 'performance.mark("step"); document.getElementById("open-navigator").click();'
CATEGORIES = ["toplevel", "blink.user_timing", "devtools.timeline", "disabled-by-default-devtools.timeline"]
PAUSE_MS = 150  # between two keys: everything that belongs to one is over before the next
PARTS = {
    "UpdateLayoutTree": "style",
    "Layout": "layout",
    **dict.fromkeys(("PrePaint", "Paint", "Layerize", "Commit"), "paint"),
    **dict.fromkeys(("FunctionCall", "EventDispatch", "FireIdleCallback", "TimerFire", "ParseHTML"), "script"),
    **dict.fromkeys(("MinorGC", "MajorGC", "BlinkScheduler_PerformMicrotaskCheckpoint"), "script"),
}
COLUMNS = ("script", "style", "layout", "paint", "other")


@dataclass
class Step:
    """Milliseconds of the main thread for one key."""

    name: str
    to_paint: float = 0
    longest: float = 0
    is_painted: bool = False
    parts: Counter[str] = field(default_factory=Counter)


def serve() -> tuple[subprocess.Popen[bytes], str]:
    """The product on a free port, with the database prepared here."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["manage.py", "runserver", "--noreload", "--insecure", f"127.0.0.1:{port}"]
    process = subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, f"http://127.0.0.1:{port}"
        time.sleep(0.1)


def prepare() -> tuple[str, str]:
    """A running sitting: its path, and the session of the person who sits it."""
    call_command("migrate", verbosity=0)
    load_shipped_content()
    person = ensure_person(email="one@example.org", name="One", password="x")
    sitting = entry.open_check_in(user=person, exam=Exam.objects.get())
    sitting = entry.start(user=person, sitting_id=sitting.pk, is_rules_accepted=True)
    client = Client()
    client.force_login(person)
    return sitting.get_absolute_url(), client.cookies[settings.SESSION_COOKIE_NAME].value


def walk(page: Page, items: int) -> None:
    """Answer and go on, item by item; a look at the review screen; then back by Previous."""
    for number in range(1, items + 1):
        page.keyboard.press("b")
        page.keyboard.press("Alt+n")
        heading = f"Question {number + 1}" if number < items else "Review"
        page.locator("h1:visible", has_text=heading).wait_for()
    page.wait_for_timeout(1500)  # the review screen under the ticking clock
    for _ in range(items):
        page.keyboard.press("Alt+p")
    page.wait_for_timeout(1500)


def report(name: str, values: list[float]) -> None:
    if not values:
        print(f"{name:34} none")
        return
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(f"{name:34} {len(values):5} {statistics.median(ordered):8.1f} {p95:8.1f} {ordered[-1]:8.1f}")


def open_exam(page: Page, url: str, rate: float) -> int:
    """The exam on screen, in a page that is `rate` times slower; returns how many items it has."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})
    page.goto(url)
    page.locator(".item__title").wait_for()
    return int(page.locator("#counter").inner_text().split(" of ")[1])


def measure_wall(page: Page, url: str) -> dict[str, Any]:
    page.add_init_script(MEASURE)
    items = open_exam(page, url, THROTTLE)
    ready = page.evaluate("performance.now()")
    page.wait_for_timeout(1000)
    page.evaluate("frames.length = events.length = 0")
    walk(page, items)
    return page.evaluate("({ frames, events, longTasks })") | {"ready": ready}


def stroll(page: Page, items: int) -> list[str]:
    """The same walk at a steady pace and without looking, which would cost the page time; returns its steps."""
    steps = []

    def press(key: str, name: str) -> None:
        page.keyboard.press(key)
        page.wait_for_timeout(PAUSE_MS)
        steps.append(name)

    for number in range(1, items + 1):
        press("b", "choose")
        if number == items:
            page.evaluate(NAVIGATOR)
            page.wait_for_timeout(PAUSE_MS * 4)
            steps.append("navigator")
            press("Escape", "close")
        press("Alt+n", "next" if number < items else "review")
    page.wait_for_timeout(PAUSE_MS * 4)
    for number in range(items):
        press("Alt+p", "previous" if number else "back")
    return steps


def measure_processor(page: Page, url: str) -> tuple[list[Step], float]:
    """What each step of a walk cost the main thread, and its longest task before the first of them."""
    page.add_init_script(STEP)
    trace = Path(folder.name) / "trace.json"
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, path=trace, categories=CATEGORIES)
    items = open_exam(page, url, 1)
    page.wait_for_timeout(1000)
    names = stroll(page, items)
    browser.stop_tracing()
    events = main_thread(json.loads(trace.read_text())["traceEvents"])
    return read_steps(events, names)


def main_thread(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events of the page's main thread in order: of all renderers' the one with the steps."""
    threads = {(event["pid"], event["tid"]) for event in events if event["name"] == "step"}
    assert len(threads) == 1, threads
    ours = [event for event in events if (event["pid"], event["tid"]) in threads]
    return sorted(ours, key=lambda event: (event["ts"], -event.get("dur", 0)))


def read_steps(events: list[dict[str, Any]], names: list[str]) -> tuple[list[Step], float]:
    """A task belongs to the last step that began before it ended."""
    marks = [event["ts"] for event in events if event["name"] == "step"]
    assert len(marks) == len(names), (len(marks), len(names))
    steps = [Step("load"), *map(Step, names)]
    for task, inside in tasks(events):
        step = steps[bisect_left(marks, task["ts"] + task["dur"])]
        milliseconds = task["tdur"] / 1000
        step.longest = max(step.longest, milliseconds)
        step.to_paint += 0 if step.is_painted else milliseconds
        step.is_painted |= any(event["name"] == "Commit" for event in inside)
        step.parts += shares(inside)
    return steps[1:], steps[0].longest


def tasks(events: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each task of the thread with all that happened in it, itself included."""
    timed = [event for event in events if event["ph"] == "X" and "tdur" in event]
    found: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    for event in timed:
        if found and event["ts"] < found[-1][0]["ts"] + found[-1][0]["dur"]:
            found[-1][1].append(event)
        elif event["name"] == "RunTask":
            found.append((event, [event]))
    yield from found


def shares(inside: list[dict[str, Any]]) -> Counter[str]:
    """Milliseconds by part: of each event what none inside it has."""
    total: Counter[str] = Counter()
    stack: list[tuple[float, str]] = []
    for event in inside:
        while stack and stack[-1][0] <= event["ts"]:
            stack.pop()
        part = PARTS.get(event["name"], stack[-1][1] if stack else "other")
        total[part] += event["tdur"] / 1000
        if stack:
            total[stack[-1][1]] -= event["tdur"] / 1000
        stack.append((event["ts"] + event["dur"], part))
    return total


def report_steps(steps: list[Step]) -> None:
    heads = ("n", "to paint", "p95", "all", *COLUMNS, "longest")
    print(f"{'processor time: median of':26}" + "".join(f"{head:>9}" for head in heads))
    by_name: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        by_name[step.name].append(step)
    for name, same in by_name.items():
        painted = sorted(step.to_paint for step in same)
        values = [
            statistics.median(painted),
            painted[min(len(painted) - 1, int(len(painted) * 0.95))],
            statistics.median(sum(step.parts.values()) for step in same),
            *(statistics.median(step.parts[part] for step in same) for part in COLUMNS),
            max(step.longest for step in same),
        ]
        print(f"{name:26}{len(same):9}" + "".join(f"{value * THROTTLE:9.1f}" for value in values))


@contextmanager
def watched(name: str) -> Iterator[None]:
    """Say afterwards how much of the machine others had meanwhile."""
    began, machine, own = time.monotonic(), machine_seconds(), tree_seconds(os.getpid())
    yield
    others = machine_seconds() - machine - (tree_seconds(os.getpid()) - own)
    cores = max(0.0, others) / (time.monotonic() - began)
    print(
        f"{name}: other programs kept {cores:.2f} of {os.cpu_count()} cores busy; {reference_ms():.0f} ms for a fixed sum"
    )


def measure(context: BrowserContext, url: str) -> None:
    page = context.new_page()
    print(f"processor slowed down {THROTTLE:g} times; milliseconds; load average {os.getloadavg()[0]:.1f}")
    with watched("wall time"):
        result = measure_wall(page, url)
    page.close()
    print(f"{'':34} {'n':>5} {'p50':>8} {'p95':>8} {'max':>8}")
    report("key press to second frame", result["frames"])
    report("key press to paint (from 16 ms on)", result["events"])
    for when, is_meant in (
        ("while loading", lambda at: at < result["ready"]),
        ("afterwards", lambda at: at >= result["ready"]),
    ):
        report(f"long tasks {when}", [task["duration"] for task in result["longTasks"] if is_meant(task["startTime"])])
    print(f"{'first item on screen after':34} {result['ready']:14.0f}\n")
    with watched("processor time"):
        steps, loading = measure_processor(context.new_page(), url)
    report_steps(steps)
    print(f"{'longest task while loading':34} {loading * THROTTLE:14.1f}")


def main() -> None:
    path, session = prepare()
    server, address = serve()
    found = installed_chromium()
    assert found is not None, "Chromium: `bin/test browser` installs one or says how."
    try:
        with sync_playwright() as playwright:
            context = playwright.chromium.launch_persistent_context(
                Path(folder.name) / "profile",
                executable_path=str(found.path),
                args=["--no-sandbox"],
                viewport={"width": 412, "height": 915},
            )
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
            measure(context, address + path)
            context.close()
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main()
