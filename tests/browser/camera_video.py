"""Videos that a Chromium takes for its camera, made of the pictures in tests/data/faces."""

import os
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.fixtures.browser import FLAGS
from tests.harness.provision import installed_chromium

FACES = Path(__file__).parents[1] / "data" / "faces"
SIZE = (320, 240)
FRAMES_A_SECOND = 5


def scene(name: str, size: tuple[int, int]) -> Image.Image:
    """ "present", "turned" and "down" are pictures; the others are made of the first."""
    present = Image.open(FACES / "present.jpg").convert("RGB")
    if name == "absent":  # the wall behind: a part of the picture without anybody
        return present.crop((480, 0, 640, 120)).resize(size)
    if name == "black":
        return Image.new("RGB", size, (2, 2, 2))
    if name == "two":
        both = Image.new("RGB", (320, 240))
        half = present.crop((130, 0, 510, 480)).resize((190, 240)).crop((15, 0, 175, 240))
        both.paste(half, (0, 0))
        both.paste(half.transpose(Image.Transpose.FLIP_LEFT_RIGHT), (160, 0))
        return both.resize(size)
    return Image.open(FACES / f"{name}.jpg").convert("RGB").resize(size)


def write_video(
    path: Path,
    scenes: Sequence[tuple[str, int]],
    *,
    size: tuple[int, int] = SIZE,
    frames_a_second: int = FRAMES_A_SECOND,
) -> Path:
    """`scenes`: (name, seconds) one after the other; the browser begins anew at the end. YUV4MPEG2."""
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{size[0]} H{size[1]} F{frames_a_second}:1 Ip A1:1 C420jpeg\n".encode())
        for name, seconds in scenes:
            frame = b"FRAME\n" + _planes(scene(name, size))
            file.write(frame * (seconds * frames_a_second))
    return path


def _planes(picture: Image.Image) -> bytes:
    luma, blue, red = picture.convert("YCbCr").split()
    half = (picture.width // 2, picture.height // 2)
    return luma.tobytes() + blue.resize(half).tobytes() + red.resize(half).tobytes()


def launch_with_camera(browser: Browser, video: Path) -> Browser:
    """One more Chromium beside `browser`, whose camera shows the video. To be closed by who asked."""
    found = installed_chromium()
    assert found is not None
    flags = [*FLAGS, f"--use-file-for-fake-video-capture={video}"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    return browser.browser_type.launch(executable_path=str(found.path), args=flags)
