"""`make screenshots`: starts the product on a database of its own and takes the pictures that the README shows."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from tests.harness.provision import chromium

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "screenshots"
START_SECONDS = 120
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
RIGHT_OF_TEN = 8


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mockingbird-pictures-") as folder, product(Path(folder)) as url:
        accounts = json.loads((Path(folder) / "demo-accounts.json").read_text())
        candidate = next(account for account in accounts if account["role"] == "candidate")
        with sync_playwright() as playwright:
            flags = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=str(chromium().path), args=[*flags, "--disable-gpu"])
            take(browser, url, candidate, Path(folder))
            browser.close()


@contextmanager
def product(folder: Path) -> Iterator[str]:
    """The whole product as `make run` starts it, on a free port; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"DATA_DIR": str(folder), "PORT": str(port)}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings.embedded"
    process = subprocess.Popen([sys.executable, "-m", "config.supervisor"], cwd=ROOT, env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(url)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_until_ready(url: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with urlopen(f"{url}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The product did not become ready.")


def take(browser: Browser, url: str, account: dict[str, str], folder: Path) -> None:
    page = browser.new_context(viewport=DESKTOP, base_url=url, device_scale_factor=1).new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", account["email"])
    page.fill("[name=password]", account["password"])
    page.click("main button[type=submit]")
    page.goto("/exams/gcp-pmle/")
    picture(page, "exam")
    page.click("main form button[type=submit]")
    page.check("[name=accept_rules]")
    page.click("main form button[type=submit]")
    page.wait_for_selector("#item:not([hidden])")
    answer(page, folder)
    picture(page, "exam-screen")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")
    picture(page, "exam-screen-phone-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    finish(page)
    picture(page, "result")


def answer(page: Page, folder: Path) -> None:
    """Eight of ten right, as somebody would who is about to pass; the key is looked up on the server's side."""
    sitting = page.url.split("/sittings/")[1].split("/")[0]
    command = [sys.executable, "-m", "tests.browser.answers", sitting, str(RIGHT_OF_TEN)]
    environment = os.environ | {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings.embedded"}
    found = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    answers = json.loads(found.stdout)
    for number, letters in enumerate(answers["presses"], start=1):
        page.get_by_text(f"{number} of 60", exact=True).first.wait_for()
        for letter in letters:
            page.keyboard.press(letter)
        if number < 60:
            page.keyboard.press("Alt+n")
    for _ in range(60 - answers["shortest"]):
        page.keyboard.press("Alt+p")
    page.get_by_text(f"{answers['shortest']} of 60", exact=True).first.wait_for()
    page.wait_for_timeout(2000)


def finish(page: Page) -> None:
    page.keyboard.press("Alt+r")
    page.locator("main").get_by_role("button", name="End exam", exact=True).first.click()
    for name in ("End exam", "End exam now"):
        button = page.locator("dialog[open]").get_by_role("button", name=name, exact=True)
        if button.count() and button.first.is_visible():
            button.first.click()
    page.wait_for_url("**/ended/")
    page.get_by_role("link", name="See your result").click()
    page.wait_for_selector("#verdict", timeout=60_000)


def picture(page: Page, name: str) -> None:
    page.wait_for_timeout(300)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
