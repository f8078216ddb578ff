"""Seconds of `manage.py analyse_responses` for 100,000 sittings of 60 items with options, two groups and six domains.

python benchmarks/analyse_responses.py [--sittings 100000] [--models none]
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.item_analysis import CHOICES, simulate  # noqa: E402


def write(folder: Path, sittings: int, items: int = 60) -> list[str]:
    """The tables, and the command's arguments."""
    texts = np.array(["".join(choice) for choice in CHOICES], dtype=object)
    names = [f"I{item + 1:02}" for item in range(items)]
    rows = texts[simulate(sittings, items).codes]
    with (folder / "responses.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "group", *names])
        writer.writerows([number, number % 2, *row] for number, row in enumerate(rows))
    with (folder / "items.csv").open("w", newline="") as file:
        facts = ([name, "ABCD"[item % 4], item * 6 // items, 4] for item, name in enumerate(names))
        csv.writer(file).writerows([["item", "key", "domain", "n_options"], *facts])
    files = [str(folder / "responses.csv"), "--items", str(folder / "items.csv"), "--json", str(folder / "out.json")]
    return [*files, "--group", "group", "--cut", "60%"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sittings", type=int, default=100_000)
    parser.add_argument("--models", nargs="+", default=["none", "rasch,cml,2pl,2pl-map,3pl"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        arguments = write(Path(folder), asked.sittings)
        for models in asked.models:
            started = time.perf_counter()
            program = [sys.executable, str(ROOT / "manage.py"), "analyse_responses", *arguments, "--models", models]
            environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
            process = subprocess.Popen(program, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            print(
                f"{models}: exit {process.returncode}, {time.perf_counter() - started:.1f} s wall, "
                f"{used.ru_utime + used.ru_stime:.1f} s CPU, {used.ru_maxrss / 1024:.0f} MiB"
            )


if __name__ == "__main__":
    main()
