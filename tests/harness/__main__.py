"""`python -m tests.harness [STEP …] [-- PYTEST WORDS]`: see `--help`."""

import argparse
import dataclasses
import os
import shutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from tests.harness import children, provision, running, servers
from tests.harness.running import Outcome
from tests.harness.steps import ROOT, STEPS, Step, chosen

LOGS = ROOT / "var" / "test-logs"
INTERRUPTED = 130


def main(words: list[str]) -> int:
    own, extra = (words[: words.index("--")], words[words.index("--") + 1 :]) if "--" in words else (words, [])
    parser = argparse.ArgumentParser(
        prog="bin/test", description="Runs every check, or the steps named.", epilog=_epilog()
    )
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("steps", nargs="*", metavar="STEP", help="steps to run; all when none is named")
    parser.add_argument("--serve", action="store_true", help="only start PostgreSQL and Redis, and wait for Ctrl-C")
    arguments = parser.parse_args(own)
    try:
        steps = chosen(arguments.steps)
    except ValueError as unknown:
        parser.error(str(unknown))
    children.adopt_orphans()
    children.interrupt_on_signals()
    folder = servers.temporary_folder()
    parts = servers.Servers(folder)
    try:
        return _serve(parts) if arguments.serve else _run_all(steps, extra, parts, folder)
    except KeyboardInterrupt:
        print("\nInterrupted.", flush=True)
        return INTERRUPTED
    finally:
        with children.signals_held():
            parts.stop()
            children.end_orphans(spare=set(), patience_seconds=0.5)
            shutil.rmtree(folder, ignore_errors=True)


def _epilog() -> str:
    lines = [f"  {step.name:<11} {step.title}" for step in STEPS]
    return "steps:\n" + "\n".join(lines) + "\n\nWords after -- go to pytest: bin/test postgres -- tests/races -x"


def _serve(parts: servers.Servers) -> int:
    for variable, name in (("DATABASE_URL", "postgres"), ("REDIS_URL", "redis")):
        print(f"export {variable}={parts.get(name).url}", flush=True)
    print("export TEST_SERVERS_ARE_DISPOSABLE=1\nServing until Ctrl-C.", flush=True)
    while True:
        time.sleep(3600)


def _run_all(steps: Iterable[Step], extra: list[str], parts: servers.Servers, folder: Path) -> int:
    LOGS.mkdir(parents=True, exist_ok=True)
    seed = str(int.from_bytes(os.urandom(4)))
    began = time.monotonic()
    outcomes = [_run_one(step, extra, parts, folder, seed) for step in steps]
    return _close(outcomes, time.monotonic() - began, seed)


def _run_one(step: Step, extra: list[str], parts: servers.Servers, folder: Path, seed: str) -> Outcome:
    log = LOGS / f"{step.name}.log"
    try:
        variables = _variables(step, parts)
    except provision.Missing as missing:
        log.write_text(f"This step needs:\n{missing}\n")
        outcome = Outcome(step, False, 0.0, log, "cannot run here")
    else:
        data = folder / f"data-{step.name}"
        data.mkdir()
        words = [f"--randomly-seed={seed}", *extra] if step.is_suite else []
        outcome = running.run(step, words, running.environment(data, variables), log)
        outcome = _blame_for_leftovers(outcome, children.end_orphans(spare=parts.pids))
        shutil.rmtree(data, ignore_errors=True)
    _print_line(outcome)
    return outcome


def _blame_for_leftovers(outcome: Outcome, left: list[str]) -> Outcome:
    """A step that leaves processes behind has failed, whatever its exit code says."""
    if not left:
        return outcome
    with outcome.log.open("a") as output:
        output.write("\nLeft running (ended now):\n" + "\n".join(left) + "\n")
    return dataclasses.replace(outcome, is_ok=False, why=f"left {len(left)} processes running")


def _variables(step: Step, parts: servers.Servers) -> dict[str, str]:
    """Addresses of what the step needs. Raises provision.Missing."""
    variables = {}
    if "postgres" in step.needs:
        variables["DATABASE_URL"] = parts.get("postgres").url
    if "redis" in step.needs:
        variables["REDIS_URL"] = parts.get("redis").url
    if variables:
        variables["TEST_SERVERS_ARE_DISPOSABLE"] = "1"
    if "chromium" in step.needs:
        variables["CHROMIUM"] = str(provision.chromium().path)
    if "camera-model" in step.needs:
        provision.camera_model()
    return variables


def _print_line(outcome: Outcome) -> None:
    step = outcome.step
    word, note = ("ok  ", outcome.closing) if outcome.is_ok else ("FAIL", outcome.why)
    print(f"{word}  {step.name:<11} {step.title:<40} {outcome.seconds:6.1f} s  {note}".rstrip())
    if not outcome.is_ok:
        for line in outcome.blamed():
            print(f"      {line}")
        print(outcome.tail())
        print(f"      full output: {outcome.log.relative_to(ROOT)}")
    sys.stdout.flush()


def _close(outcomes: list[Outcome], seconds: float, seed: str) -> int:
    """The last lines: what failed, pytest's own closing lines, and the sum that CI reads."""
    failed = [outcome.step.name for outcome in outcomes if not outcome.is_ok]
    print(f"\n{len(outcomes)} steps in {int(seconds) // 60} min {int(seconds) % 60} s.", end=" ")
    print(f"Failed: {', '.join(failed)}." if failed else "All passed.", end=" ")
    print(f"Random order: --randomly-seed={seed}")
    suites = [outcome for outcome in outcomes if outcome.step.is_suite]
    for outcome in suites:
        print(f"{outcome.step.name:<11} ==== {outcome.closing or 'pytest did not finish'} ====")
    if suites:
        total = {"passed": 0, "failed": 0, "error": 0, "skipped": 0}
        for name, count in (pair for outcome in suites for pair in outcome.counts):
            total[name] = total.get(name, 0) + count
        print(
            f"{total['passed']} passed, {total['failed'] + total['error']} failed, {total['skipped']} skipped",
            flush=True,
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
