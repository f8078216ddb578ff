"""Makes a virtual environment hold exactly what a hash-locked list names. Standard library only.

Usage: install.py VENV LOCK STAMP. May be interrupted and started again: the stamp is written last.
"""

import contextlib
import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

NO_VENV = """\
mockingbird: this Python cannot make virtual environments ({why}).
  Debian, Ubuntu:  apt-get install python3-venv
  elsewhere:       install uv or virtualenv, or name another Python: make run PYTHON=/path/to/python3"""


def say(text: str) -> None:
    print(f"mockingbird: {text}", flush=True)


@contextlib.contextmanager
def one_at_a_time(venv: Path) -> Iterator[None]:
    """Two terminals may start at once: the second waits, then finds the work done."""
    venv.mkdir(parents=True, exist_ok=True)
    with (venv / "bootstrap.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say(f"another start is preparing {venv}; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def runs(python: Path, code: str) -> bool:
    try:
        return subprocess.run([python, "-c", code], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_venv(venv: Path, uv: str | None) -> None:
    """Create the environment, or leave one that works as it is."""
    python = venv / "bin" / "python"
    if runs(python, "import sys; sys.exit(sys.version_info < (3, 11))") and (uv or runs(python, "import pip")):
        return
    if uv:
        # Not --clear: a half-made environment is completed, never somebody's files removed.
        command = [uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(venv)]
    elif importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        command = [sys.executable, "-m", "venv", str(venv)]
    elif importlib.util.find_spec("virtualenv"):
        command = [sys.executable, "-m", "virtualenv", "--quiet", str(venv)]
    else:
        raise SystemExit(NO_VENV.format(why="ensurepip is missing"))
    if subprocess.run(command, check=False).returncode:
        raise SystemExit(NO_VENV.format(why="see the message above"))


def install(venv: Path, lock: Path, uv: str | None) -> None:
    python = str(venv / "bin" / "python")
    if uv:
        command = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, str(lock)]
    else:
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        # No compiling: what is imported is compiled at its first import, the other half never.
        command += ["--require-hashes", "--no-deps", "--no-compile", "-r", str(lock)]
    # A PYTHONPATH or a user site of the caller's has no say in what the environment holds.
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    environment["PYTHONNOUSERSITE"] = "1"
    if subprocess.run(command, env=environment, check=False).returncode:
        raise SystemExit(
            f"mockingbird: installing {lock} failed (message above). The first start needs the network; "
            "run the same command again to continue."
        )


def main(venv: Path, lock: Path, stamp: Path) -> None:
    if os.geteuid() == 0 and lock.stem == "app":
        say("Running as root: fine for a trial; files in var/ will belong to root.")
    with one_at_a_time(venv):
        wanted = lock.read_bytes()
        if stamp.exists() and stamp.read_bytes() == wanted and os.access(venv / "bin" / "python", os.X_OK):
            return
        uv = shutil.which("uv")
        started = time.monotonic()
        say(f"preparing {venv} with {'uv' if uv else 'pip'} (first start, or the list of dependencies changed)")
        make_venv(venv, uv)
        install(venv, lock, uv)
        partial = stamp.with_suffix(".partial")
        partial.write_bytes(wanted)
        partial.replace(stamp)
        say(f"{venv} is ready after {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    try:
        main(*(Path(argument) for argument in sys.argv[1:4]))
    except KeyboardInterrupt:
        raise SystemExit("\nmockingbird: interrupted; the next start continues.") from None
