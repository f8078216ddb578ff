"""What watching through the camera costs a candidate's device: the share of one core, all processes of the browser together.

    .venv-dev/bin/python benchmarks/look_away.py [SECONDS]

A page that does nothing, then the same page looking once a second through a camera of 640 × 480 at 30 frames a second
(a video for a camera: its pictures come uncompressed). Chromium without a GPU. What it says is the difference.
"""

import contextlib
import http.server
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.load.machine import reference_ms  # noqa: E402
from tests.browser.camera_video import write_video  # noqa: E402
from tests.harness.provision import chromium  # noqa: E402

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
SETTLE_SECONDS = 5.0
SIZE = (640, 480)
DETECTOR = """import Human from "/static/camera-model/human.mjs";
import { serve } from "/static/proctoring/watch/detector.js";
serve(Human, new URL("/static/camera-model/", location.href).href);"""
# The work of a picture in the worker is measured there; all of it is in the processes' time.
WATCH = """async () => {
  const { Eye } = await import("/static/proctoring/watch/eye.js");
  window.seen = [];
  window.eye = new Eye({ url: "/detector.js", onPicture: (picture) => seen.push(picture.faces.length), onFailure: () => seen.push(-1) });
  await eye.open({ isQuiet: false });
  setInterval(() => eye.look(), 1000);
}"""


class Files(http.server.SimpleHTTPRequestHandler):
    """An empty page, the worker, and the static files as the site has them."""

    extensions_map = {
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        "": "text/plain",
    }

    def translate_path(self, path: str) -> str:
        name = path.removeprefix("/static/")
        if name.startswith("camera-model/"):
            return str(ROOT / ".camera-model" / "static" / name.removeprefix("camera-model/"))
        return str(ROOT / "static" / name)

    def do_GET(self) -> None:
        made = {"/": ("text/html", "<!DOCTYPE html><title>Idle</title>"), "/detector.js": ("text/javascript", DETECTOR)}
        if self.path not in made:
            super().do_GET()
            return
        kind, text = made[self.path]
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        pass


@contextlib.contextmanager
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def share_of_a_core(browser: Browser, seconds: float) -> float:
    """Of all processes of the browser, by their processor time."""
    session = browser.new_browser_cdp_session()

    def spent() -> float:
        found = session.send("SystemInfo.getProcessInfo")["processInfo"]
        return float(sum(process["cpuTime"] for process in found))

    before, began = spent(), time.monotonic()
    time.sleep(seconds)
    return (spent() - before) / (time.monotonic() - began)


def measure(browser: Browser, page: Page) -> None:
    time.sleep(SETTLE_SECONDS)
    idle = share_of_a_core(browser, SECONDS / 3)
    page.evaluate(WATCH)
    page.wait_for_function("seen.length >= 3")
    before = page.evaluate("seen.length")
    watching = share_of_a_core(browser, SECONDS)
    pictures = page.evaluate("seen")
    assert set(pictures) == {1}, "the picture has one face"
    print(f"reference of this machine {reference_ms():.0f} ms")
    print(f"idle {idle:6.1%}   watching {watching:6.1%}   difference {watching - idle:6.1%} of one core")
    print(f"{len(pictures) - before} pictures in {SECONDS:.0f} s")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, site() as url, sync_playwright() as playwright:
        video = Path(folder) / "camera.y4m"
        write_video(video, [("present", 1)], size=SIZE, frames_a_second=30)
        flags = ["--disable-gpu", "--no-sandbox", "--use-fake-device-for-media-stream"]
        flags += ["--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={video}"]
        browser = playwright.chromium.launch(executable_path=str(chromium().path), args=flags)
        page = browser.new_page()
        page.goto(url)
        measure(browser, page)
        browser.close()


if __name__ == "__main__":
    main()
