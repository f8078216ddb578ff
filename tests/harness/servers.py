"""A PostgreSQL and a Redis of our own: fresh, on free ports, in a temporary folder, gone afterwards."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tests.harness import children, provision

START_SECONDS = 30.0
START_TRIES = 3
# Nothing here has to survive a crash of the machine, so nothing waits for the disk.
POSTGRES_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Every test rolls back: who counts rows in between finds none, and the planner then believes that for ever.
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "log_min_messages": "warning",
    "timezone": "UTC",
}


@dataclass
class Server:
    """A running server and the address that reaches it. `launch` starts the same one again: same data, same port."""

    launch: Callable[[], subprocess.Popen[bytes]]
    url: str
    description: str
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.process = self.launch()

    def stop(self) -> None:
        children.end_group(self.process, first=signal.SIGINT)

    def die(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Without time for anything. PostgreSQL's "immediate" is SIGQUIT: it ends its own children, nothing else."""
        self.process.send_signal(number)
        self.process.wait(children.GRACE_SECONDS)


class Servers:
    """Starts each server when it is first asked for; `stop` ends them and removes the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: dict[str, Server] = {}
        self._refused: dict[str, provision.Missing] = {}

    @property
    def pids(self) -> set[int]:
        return {server.process.pid for server in self._running.values()}

    def get(self, name: str) -> Server:
        """'postgres' or 'redis'. Raises provision.Missing when it cannot be had; asked once, remembered."""
        if name in self._refused:
            raise self._refused[name]
        if name not in self._running:
            began = time.monotonic()
            try:
                self._running[name] = {"postgres": start_postgres, "redis": start_redis}[name](self.folder / name)
            except provision.Missing as missing:
                self._refused[name] = missing
                raise
            print(f"      {self._running[name].description} started in {time.monotonic() - began:.1f} s", flush=True)
        return self._running[name]

    def stop(self) -> None:
        for server in self._running.values():
            server.stop()
        self._running.clear()


def temporary_folder() -> Path:
    """A folder that PostgreSQL's user can walk to: root's own TMPDIR may be closed to others."""
    chosen_by_user = Path(tempfile.gettempdir()).resolve()
    walkable = all(parent.stat().st_mode & 0o001 for parent in (chosen_by_user, *chosen_by_user.parents))
    where = chosen_by_user if walkable or os.geteuid() != 0 else Path("/var/tmp")
    folder = Path(tempfile.mkdtemp(prefix="mockingbird-test-", dir=where))
    folder.chmod(0o711)
    return folder


def start_postgres(folder: Path, settings: Mapping[str, str] | None = None) -> Server:
    """PostgreSQL refuses to run as root: then it runs as `postgres` if there is one, else as `nobody`.

    `settings` go before POSTGRES_SETTINGS: a test that kills it needs `synchronous_commit` to be "on".
    """
    binaries = provision.postgres()
    folder.mkdir(mode=0o700)
    owner = _unprivileged()
    options: dict[str, Any] = {
        "cwd": folder,
        "env": {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "HOME": str(folder)},
    }
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        options |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    programs = _reachable(binaries, folder, options)
    password = secrets.token_hex(16)
    data = _initialize(programs, folder, password, options, POSTGRES_SETTINGS | dict(settings or {}))
    version = _output([programs / "postgres", "--version"]).split()[2]

    def launch(port: int) -> Server:
        command = [str(programs / "postgres"), "-D", str(data), "-p", str(port)]
        start = partial(_start, folder, command, **options)
        url = f"postgres://mockingbird:{password}@127.0.0.1:{port}/postgres"
        return Server(start, url, f"PostgreSQL {version} ({binaries.origin}, port {port})")

    return _launch(launch, folder, lambda port: "ready" in (data / "postmaster.pid").read_text())


def _initialize(programs: Path, folder: Path, password: str, options: dict[str, Any], settings: dict[str, str]) -> Path:
    """A new cluster with one superuser, `mockingbird`; returns its data directory."""
    data = folder / "data"
    secret = folder / "password"
    secret.write_text(password)
    os.chown(secret, options.get("user", -1), options.get("group", -1))
    words = ["-D", str(data), "-U", "mockingbird", "-A", "scram-sha-256", f"--pwfile={secret}"]
    words += ["-E", "UTF8", "--no-locale", "--no-sync"]
    done = subprocess.run([programs / "initdb", *words], capture_output=True, check=False, **options)
    secret.unlink()
    if done.returncode:
        raise provision.Missing(f"A PostgreSQL whose initdb works:\n{done.stderr.decode(errors='replace')[-1500:]}")
    with (data / "postgresql.auto.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        file.write(f"unix_socket_directories = '{folder}'\n")
    return data


def start_redis(folder: Path) -> Server:
    binary = provision.redis()
    folder.mkdir(mode=0o700)
    password = secrets.token_hex(16)
    asked = _output([binary.path, "--version"])
    version = next((word[2:] for word in asked.split() if word.startswith("v=")), "?")

    def launch(port: int) -> Server:
        options = {
            "bind": "127.0.0.1",
            "port": port,
            "requirepass": password,
            "save": "",
            "appendonly": "no",
            "dir": folder,
        }
        command = [str(binary.path)] + [word for name, value in options.items() for word in (f"--{name}", str(value))]
        start = partial(_start, folder, command, cwd=folder)
        kind = "Valkey" if "valkey" in asked.lower() else "Redis"
        return Server(
            start, f"redis://:{password}@127.0.0.1:{port}/0", f"{kind} {version} ({binary.origin}, port {port})"
        )

    return _launch(launch, folder, _is_listening)


def _unprivileged() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise provision.Missing(
        "PostgreSQL does not run as root: add a user named `postgres`, or run the tests as yourself."
    )


def _reachable(binaries: provision.PostgresBinaries, folder: Path, options: dict[str, Any]) -> Path:
    """The folder of the programs, copied first where the other user may not read the original."""
    try:
        probe = subprocess.run([binaries.bin / "postgres", "--version"], capture_output=True, check=False, **options)
        if probe.returncode == 0:
            return binaries.bin
    except PermissionError:
        pass
    if binaries.home is None:
        raise provision.Missing(f"PostgreSQL: its programs in {binaries.bin} cannot be run by the user it must run as.")
    for name in binaries.copy:
        shutil.copytree(binaries.home / name, folder / name, symlinks=True)
    folder.chmod(0o755)
    return folder / binaries.bin.relative_to(binaries.home)


def _start(folder: Path, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
    with (folder / "server.log").open("ab") as log:
        return children.start(command, stdout=log, stderr=subprocess.STDOUT, **options)


def _launch(launch: Callable[[int], Server], folder: Path, is_ready: Callable[[int], bool]) -> Server:
    """Tries again on another port when somebody took the first one in between."""
    for _ in range(START_TRIES):
        server = launch(port := children.free_port())
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and server.process.poll() is None:
            with contextlib.suppress(OSError):
                if is_ready(port):
                    return server
            time.sleep(0.05)
        server.stop()
    log = (folder / "server.log").read_text(errors="replace")[-1500:]
    raise provision.Missing(f"A server that starts; this one did not:\n{log}")


def _is_listening(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True


def _output(command: list[Path | str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
