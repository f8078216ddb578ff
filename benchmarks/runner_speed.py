"""How fast the exam screen is on a slow phone: a 60-item sitting in Chromium with its processor slowed down 6 times.

    bin/bench lists how to run it

Wall time, in the page: from the key press to the second animation frame after it (the new item is painted by then),
the browser's own figure for the same (Event Timing, in steps of 8 ms), and long tasks. On a machine that is busy with
other work these say little. The last lines do not mind: processor time of the page's main thread, measured without
throttling and multiplied by it.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
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
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from accounts.services.people import ensure_person  # noqa: E402
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


def measure_processor(page: Page, url: str) -> tuple[list[float], int]:
    """Milliseconds of each task of the main thread during a walk, and how many keys were pressed."""
    items = open_exam(page, url, 1)
    page.wait_for_timeout(1000)
    trace = Path(folder.name) / "trace.json"
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, path=trace, categories=["toplevel", "disabled-by-default-devtools.timeline"])
    walk(page, items)
    browser.stop_tracing()
    events = json.loads(trace.read_text())["traceEvents"]
    is_main = {(e["pid"], e["tid"]) for e in events if e["name"] == "thread_name" and "RendererMain" in str(e["args"])}
    tasks: dict[tuple[int, int], list[float]] = {thread: [] for thread in is_main}
    for event in events:
        if event["name"] == "RunTask" and (event["pid"], event["tid"]) in tasks:
            tasks[event["pid"], event["tid"]].append(event.get("tdur", 0) / 1000)
    return max(tasks.values(), key=sum), items * 3


def main() -> None:
    path, session = prepare()
    server, address = serve()
    found = installed_chromium()
    assert found is not None, "Chromium: `bin/test browser` installs one or says how."
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(found.path), args=["--no-sandbox"])
            context = browser.new_context(viewport={"width": 412, "height": 915})
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
            page = context.new_page()
            result = measure_wall(page, address + path)
            page.close()
            tasks, keys = measure_processor(context.new_page(), address + path)
            browser.close()
    finally:
        server.kill()
        server.wait()
    print(f"processor slowed down {THROTTLE:g} times; milliseconds; load average {os.getloadavg()[0]:.1f}")
    print(f"{'':34} {'n':>5} {'p50':>8} {'p95':>8} {'max':>8}")
    report("key press to second frame", result["frames"])
    report("key press to paint (from 16 ms on)", result["events"])
    for when, is_meant in (
        ("while loading", lambda at: at < result["ready"]),
        ("afterwards", lambda at: at >= result["ready"]),
    ):
        report(f"long tasks {when}", [task["duration"] for task in result["longTasks"] if is_meant(task["startTime"])])
    print(f"{'first item on screen after':34} {result['ready']:14.0f}")
    print(f"{'processor time per key':34} {sum(tasks) / keys * THROTTLE:14.1f}")
    print(f"{'processor time, longest task':34} {max(tasks) * THROTTLE:14.1f}")


if __name__ == "__main__":
    main()
