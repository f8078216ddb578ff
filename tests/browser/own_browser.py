"""A Chromium of a test's own, with a profile that outlives it: to be killed like a candidate's, or put to sleep."""

import os
import signal
import subprocess
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, BrowserType, CDPSession

START_SECONDS = 20.0


def _renderers(session: CDPSession) -> set[int]:
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return {process["id"] for process in found if process["type"] == "renderer"}


class OwnBrowser:
    """Started as its own group of processes, so that a signal reaches every one of them."""

    def __init__(self, kind: BrowserType, program: str, flags: list[str], profile: Path) -> None:
        self._kind = kind
        self._command = [program, *flags, "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
        self._port_file = profile / "DevToolsActivePort"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> BrowserContext:
        """The context of the profile: cookies and storage of earlier starts are in it."""
        self._port_file.unlink(missing_ok=True)
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen([*self._command, "about:blank"], stderr=quiet, start_new_session=True)
        return self._kind.connect_over_cdp(f"http://127.0.0.1:{self._wait_for_port()}").contexts[0]

    def kill(self) -> None:
        """As the system does when memory is short: no goodbye, nothing written any more."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def kill_pages(self, context: BrowserContext) -> None:
        """As the system does with tabs when memory is short; the browser itself lives."""
        assert context.browser is not None
        session = context.browser.new_browser_cdp_session()
        killed = _renderers(session)
        for process in killed:
            os.kill(process, signal.SIGKILL)
        end = time.monotonic() + START_SECONDS
        # The browser must have noticed: it would give a new page to a dead one that stood ready.
        while killed & _renderers(session) and time.monotonic() < end:
            time.sleep(0.02)

    def sleep(self) -> None:
        self._signal(signal.SIGSTOP)

    def wake(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        os.killpg(self._process.pid, number)

    def _wait_for_port(self) -> str:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self._port_file.exists() and (lines := self._port_file.read_text().splitlines()):
                return lines[0]
            time.sleep(0.02)
        raise TimeoutError("Chromium does not open its debugging port.")
