"""`python -m config.supervisor`: HOST and PORT from the environment; ends with Ctrl-C, SIGTERM or SIGHUP."""

import os
import signal
import sys
from pathlib import Path

from config.supervisor import address
from config.supervisor.child import ChildSpec
from config.supervisor.freshness import Stamp, fingerprint
from config.supervisor.probe import HealthProbe
from config.supervisor.supervisor import Stopped, Supervisor
from config.supervisor.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]
BLOCKING_THREADS = 8
# Celery finishes what it runs at the first signal, and gives it back to the queue at the second.
WORKER_STOP = ((0.0, signal.SIGTERM), (3.0, signal.SIGQUIT))
# Beat needs to write its schedule; granian to end its requests.
OTHERS_STOP = ((0.0, signal.SIGTERM),)

# Celery would import every view to check the addresses it never serves: a second of each start.
NO_CHECKS = {"CELERY_SKIP_CHECKS": "1"}


def main() -> int:
    os.chdir(ROOT)
    data = Path(os.environ.setdefault("DATA_DIR", str(ROOT / "var")))
    terminal = Terminal()
    lock = address.InstanceLock(data / "run.lock")
    try:
        lock.acquire()
    except address.CannotStart as reason:
        terminal.say(str(reason))
        return 1
    try:
        host = address.resolve_host(os.environ.get("HOST") or address.DEFAULT_HOST)
        port, remark = address.choose_port(host, os.environ.get("PORT"))
    except address.CannotStart as reason:
        terminal.say(str(reason))
        lock.release()
        return 1
    if remark:
        terminal.say(remark)
    if host != address.DEFAULT_HOST and "ALLOWED_HOSTS" not in os.environ:
        terminal.say("Others reach it only by a name that ALLOWED_HOSTS lists (names or addresses, with commas).")
    lock.publish(address.url(host, port))
    supervisor = Supervisor(terminal)
    supervisor.install_signals()
    try:
        return run(supervisor, data, host, port)
    finally:
        supervisor.stop()
        lock.release()


def run(supervisor: Supervisor, data: Path, host: str, port: int) -> int:
    """From the first child to the wish to stop; returns the exit status."""
    url = address.url(host, port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")
    os.environ.setdefault("PUBLIC_URL", url.rstrip("/"))
    os.environ.setdefault("LOG_FORMAT", "console")
    os.environ["PYTHONUNBUFFERED"] = "1"
    # WhiteNoise complains about a folder that is missing, even where it serves from the sources.
    (data / "static").mkdir(exist_ok=True)
    database = os.environ.get("DATABASE_URL", "")
    stamp = Stamp(data / "prepared", None if database else data / "mockingbird.sqlite3")
    wanted = fingerprint(ROOT, database)
    is_prepared = stamp.matches(wanted)
    try:
        if not is_prepared and (status := supervisor.run_to_end(prepare())):
            supervisor.terminal.say("the database could not be prepared (message above)")
            return status
    except Stopped:
        return 0
    stamp.write(wanted)
    probe = HealthProbe(host, port)
    # Prepared already, it seems: then the worker looks again, which costs no process of its own.
    supervisor.start([worker(is_preparing=is_prepared), web(host, port)])

    def is_ready() -> bool:
        probe.step()
        return probe.is_healthy and all(child.is_ready for child in supervisor.children)

    def announce() -> None:
        supervisor.terminal.banner(url, data / "demo-accounts.json")
        # Last, so that it takes no time from the others: nothing periodic is due in the first seconds.
        supervisor.start([beat()])

    has_ended_well = supervisor.watch(is_ready, announce)
    supervisor.terminal.say("stopping")
    return 0 if has_ended_well else 1


def web(host: str, port: int) -> ChildSpec:
    command = f"-m granian --interface wsgi --workers 1 --blocking-threads {BLOCKING_THREADS} --log-level error".split()
    command += [
        "--host",
        host,
        "--port",
        str(port),
        "--workers-kill-timeout",
        "3",
        "config.supervisor.site:application",
    ]
    return ChildSpec("web", (sys.executable, *command), stop_signals=OTHERS_STOP)


def worker(*, is_preparing: bool) -> ChildSpec:
    words = ("worker", "--prepare") if is_preparing else ("worker",)
    return ChildSpec("worker", _module("jobs", *words), NO_CHECKS, stop_signals=WORKER_STOP, says_ready=True)


def beat() -> ChildSpec:
    return ChildSpec("beat", _module("jobs", "beat"), NO_CHECKS, stop_signals=OTHERS_STOP)


def prepare() -> ChildSpec:
    return ChildSpec("setup", _module("prepare"), is_service=False)


def _module(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", f"config.supervisor.{name}", *arguments)


if __name__ == "__main__":
    sys.exit(main())
