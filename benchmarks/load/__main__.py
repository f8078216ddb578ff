"""`bin/bench load [PHASE …]`: see --help."""

import argparse
import asyncio
import json
import platform
import resource
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.load.growth import grow
from benchmarks.load.phases import Options, Run
from benchmarks.load.report import Report
from benchmarks.load.stack import Stack
from tests.harness import children

PHASES = ("day", "crowd", "growth", "faults")
WANTED_FILES = 8192


def main(words: list[str]) -> int:
    arguments = _parse(words)
    options = Options(
        candidates=arguments.candidates,
        crowd=arguments.crowd,
        compress=arguments.compress,
        heartbeat_ms=arguments.heartbeat * 1000,
        levels=tuple(arguments.levels),
        loop_seconds=arguments.loop,
        http=arguments.http,
    )
    children.adopt_orphans()
    children.interrupt_on_signals()
    _allow_many_connections()
    report = Report()
    try:
        for phase in arguments.phases or PHASES:
            _measure(phase, options, arguments, report)
    except KeyboardInterrupt:
        print("\nInterrupted.")
        return 130
    is_good = report.print_table()
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(report.figures, indent=2) + "\n")
    return 0 if is_good else 1


def _parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench load", description=__doc__)
    parser.add_argument("phases", nargs="*", metavar="PHASE", help=f"{', '.join(PHASES)}; all when none is named")
    parser.add_argument("--candidates", type=int, default=200, help="who sit a whole day (200)")
    parser.add_argument("--crowd", type=int, default=1000, help="who start at once in the second room (1000)")
    parser.add_argument("--compress", type=float, default=60, help="how many times as fast as in life (60)")
    parser.add_argument("--heartbeat", type=int, default=30, help="seconds between heartbeats (30)")
    parser.add_argument("--levels", type=int, nargs="*", default=[2000, 5000, 10000], help="candidates to simulate")
    parser.add_argument("--loop", type=float, default=10, help="seconds of each closed loop and level (10)")
    parser.add_argument("--workers", type=int, default=2, help="web processes (2)")
    parser.add_argument("--threads", type=int, default=4, help="threads of each (4)")
    parser.add_argument("--http", choices=("1.1", "2"), default="1.1", help="what the candidates speak (1.1)")
    parser.add_argument("--json", help="write the figures to this file")
    arguments = parser.parse_args(words)
    if unknown := set(arguments.phases) - set(PHASES):
        parser.error(f"no such phase: {', '.join(sorted(unknown))}")
    return arguments


def _allow_many_connections() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, WANTED_FILES), hard), hard))


def _measure(phase: str, options: Options, arguments: argparse.Namespace, report: Report) -> None:
    """A phase on an installation of its own."""
    folder = Path(tempfile.mkdtemp(prefix="mockingbird-load-"))
    folder.chmod(0o711)
    stack = None
    try:
        stack = Stack(folder, workers=arguments.workers, threads=arguments.threads)
        report.say(f"\n== {phase}: {stack.postgres.description}, Python {platform.python_version()}")
        asyncio.run(_run(phase, Run(stack, options, report)))
    finally:
        with children.signals_held():
            if stack:
                stack.stop()
            children.end_orphans(spare=set(), patience_seconds=0.5)
            shutil.rmtree(folder, ignore_errors=True)


async def _run(phase: str, run: Run) -> None:
    run.compare("before")
    await run.warm_up()
    if phase == "day":
        await run.sign_in()
        await run.day()
    elif phase == "crowd":
        await run.crowd()
    elif phase == "growth":
        await grow(run)
    else:
        await run.faults()
    run.compare("after")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
