"""From the proctor's click to the candidate's screen: one of each in Chromium, the running system between them.

    bin/bench lists how to run it; CLICKS=40 sets how often the proctor clicks without the push channel, and with it

A throw-away PostgreSQL and Redis, granian as in production, the push channel in a process of its own. The proctor sends
a message from the console; the delay is from the click on "Send message" to the moment in which the words stand on the
candidate's page. Both pages live in one browser: one clock. Clicks come at random moments of the heartbeat.
"""

import os
import random
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.load.machine import reference_ms  # noqa: E402
from benchmarks.one_address import OneAddress  # noqa: E402
from tests.harness import children, running, servers  # noqa: E402

folder = servers.temporary_folder()
postgres = servers.start_postgres(folder / "postgres")
redis = servers.start_redis(folder / "redis")
(folder / "data").mkdir()
PREFIX = "/push/"
OURS = running.environment(
    folder / "data",
    {
        "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
        "DATABASE_URL": postgres.url,
        "REDIS_URL": redis.url,
        "DEMO": "no",
    },
)
os.environ.update(OURS)
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.services.people import ensure_person  # noqa: E402
from accounts.services.roles import set_up_roles  # noqa: E402
from config.demo import load_shipped_content  # noqa: E402
from config.roles import ROLES  # noqa: E402
from exams.assembly.models import Exam, Proctoring  # noqa: E402
from exams.proctoring.selectors import get_rules, list_asked_steps  # noqa: E402
from exams.proctoring.services.check_in import complete_step, open_supervision  # noqa: E402
from exams.sittings.models import Sitting  # noqa: E402
from exams.sittings.services import entry  # noqa: E402
from tests.harness.provision import installed_chromium  # noqa: E402

CLICKS = int(os.environ.get("CLICKS", "40"))
HEARTBEAT_SECONDS = 5.0
PASSWORD = "correct horse battery"
HEAR = """
  globalThis.heardAt = {};
  new MutationObserver(() => {
    for (const [, number] of document.getElementById("alerts").textContent.matchAll(/Message number (\\d+)\\./g)) {
      heardAt[number] ??= performance.timeOrigin + performance.now();
    }
  }).observe(document.getElementById("alerts"), { childList: true, subtree: true, characterData: true });
"""
CLICK = """
  document.getElementById("order-submit").addEventListener("click", () => {
    globalThis.clickedAt = performance.timeOrigin + performance.now();
  }, { capture: true });
"""


class Installation:
    """Web server, push channel where it is wanted, and the one address of both."""

    def __init__(self, *, has_push: bool) -> None:
        variables = OURS | {"PUSH_PATH": PREFIX if has_push else ""}
        web_port, push_port, port = (children.free_port() for _ in range(3))
        self.url = f"http://127.0.0.1:{port}"
        self._proxy = OneAddress(port, web_port=web_port, push_port=push_port, prefix=PREFIX)
        web = ["--interface=wsgi", f"--port={web_port}", "--blocking-threads=8", "config.wsgi:application"]
        self._processes = [_granian(web, variables)]
        _wait_for(f"http://127.0.0.1:{web_port}/healthz")
        if has_push:
            self._processes.append(
                _granian(["--interface=asgi", f"--port={push_port}", "config.push:application"], variables)
            )
            _wait_for(f"http://127.0.0.1:{push_port}{PREFIX}alive")

    def stop(self) -> None:
        for process in self._processes:
            children.end_group(process)
        self._proxy.stop()


def _granian(words: list[str], variables: dict[str, str]) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "granian", "--workers=1", "--host=127.0.0.1", "--log-level=error", *words]
    return children.start(command, cwd=ROOT, env=variables)


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{url} does not answer.")


def make_exam() -> Exam:
    """The shipped exam, always sat under the rules of the room."""
    call_command("migrate", "--no-input", verbosity=0)
    load_shipped_content()
    set_up_roles(roles=ROLES)
    exam = Exam.objects.get()
    exam.proctoring = Proctoring.REQUIRED
    exam.save(update_fields=["proctoring"])
    return exam


def begin(user: User, exam: Exam) -> Sitting:
    sitting = entry.open_check_in(user=user, exam=exam)
    open_supervision(user=user, sitting_id=sitting.pk)
    rules = get_rules(exam_id=exam.pk)
    for code in list_asked_steps(rules):
        complete_step(user=user, sitting_id=sitting.pk, code=code, text_version=rules.terms_version)
    return entry.start(user=user, sitting_id=sitting.pk, is_rules_accepted=True)


def open_page(browser: Browser, url: str, user: User, path: str) -> Page:
    client = Client()
    client.force_login(user)
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900})
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])
    page = context.new_page()
    page.goto(path)
    return page


def measure(browser: Browser, exam: Exam, *, has_push: bool) -> list[float]:
    """Milliseconds from each click to the candidate's screen."""
    installation = Installation(has_push=has_push)
    name = "with" if has_push else "without"
    try:
        alice = ensure_person(email=f"alice-{name}@example.org", name=f"Alice {name}", password=PASSWORD)
        petra = ensure_person(email="petra@example.org", name="Petra", password=PASSWORD, role="Proctor", is_staff=True)
        sitting = begin(alice, exam)
        candidate = open_page(browser, installation.url, alice, sitting.get_absolute_url())
        candidate.locator("#item:not([hidden])").wait_for()
        candidate.evaluate(HEAR)
        proctor = open_page(browser, installation.url, petra, f"/proctor/{exam.slug}/")
        proctor.get_by_label(f"Select {alice.name}").check()
        proctor.evaluate(CLICK)
        delays = [_click(proctor, candidate, number) for number in range(1, CLICKS + 1)]
        for page in (candidate, proctor):
            page.context.close()
        return delays
    finally:
        installation.stop()


def _click(proctor: Page, candidate: Page, number: int) -> float:
    proctor.wait_for_timeout(random.random() * HEARTBEAT_SECONDS * 1000)
    proctor.get_by_role("button", name="Message", exact=True).click()
    proctor.locator("#order-text").fill(f"Message number {number}.")
    proctor.locator("#order-submit").click()
    heard_at = _wait_until_heard(candidate, number)
    delay = heard_at - float(proctor.evaluate("globalThis.clickedAt"))
    proctor.locator("#order:not([open])").wait_for(state="attached")
    return delay


def _wait_until_heard(candidate: Page, number: int) -> float:
    for _ in range(300):
        heard_at = candidate.evaluate(f"globalThis.heardAt[{number}] ?? null")
        if heard_at is not None:
            return float(heard_at)
        candidate.wait_for_timeout(100)
    raise SystemExit(f"Message {number} never arrived.")


def describe(delays: list[float]) -> str:
    ordered = sorted(delays)

    def share(part: float) -> float:
        return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]

    return f"p50 {share(0.5):6.0f} ms   p95 {share(0.95):6.0f} ms   max {ordered[-1]:6.0f} ms   ({len(ordered)} clicks)"


def main() -> None:
    before = reference_ms()
    exam = make_exam()
    found: Any = installed_chromium()
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found.path), args=[*flags, "--disable-gpu"])
        for has_push, title in ((True, "with push"), (False, "heartbeat alone")):
            print(f"{title:<16} {describe(measure(browser, exam, has_push=has_push))}", flush=True)
        browser.close()
    print(f"machine: {os.cpu_count()} cores, reference {before:.0f} ms before, {reference_ms():.0f} ms after")


if __name__ == "__main__":
    try:
        main()
    finally:
        redis.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
