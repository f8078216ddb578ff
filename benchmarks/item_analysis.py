"""Seconds of one core for the classical statistics, from arrays: marks, items, options, reliability, groups, domains.

    python benchmarks/item_analysis.py [--sittings 100000 1000000] [--items 60]

Simulated single choice of four options, one ability, 2 % omissions, two groups, six domains. Every step is timed by
itself; the sum is what a report of one form costs beside the database.
"""

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

# One core: the matrix product would otherwise take all of them.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from scoring.psychometrics.classification import fit_beta, livingston_lewis  # noqa: E402
from scoring.psychometrics.count_table import count, totals_of  # noqa: E402
from scoring.psychometrics.covariances import covariances  # noqa: E402
from scoring.psychometrics.dif import analyse_dif  # noqa: E402
from scoring.psychometrics.distractors import analyse_options  # noqa: E402
from scoring.psychometrics.item_analysis import analyse_items  # noqa: E402
from scoring.psychometrics.reliability import analyse_reliability  # noqa: E402
from scoring.psychometrics.responses import Responses  # noqa: E402
from scoring.psychometrics.subscores import analyse_subscores  # noqa: E402

CHOICES = (("A",), ("B",), ("C",), ("D",), ())
OMITTED = 4
Result = TypeVar("Result")


def simulate(sittings: int, items: int) -> Responses:
    """Codes as they come from the database's options; the key of item j is option j modulo 4."""
    random = np.random.default_rng(20251121)
    ability = random.normal(size=sittings).astype(np.float32)
    codes = np.empty((sittings, items), dtype=np.uint8)
    for item in range(items):
        chance = 1 / (1 + np.exp(-(ability - np.linspace(-1.5, 1.5, items)[item])))
        is_right = random.random(sittings, dtype=np.float32) < chance
        other = (item + random.integers(1, 4, sittings)) % 4
        codes[:, item] = np.where(is_right, item % 4, other)
        codes[random.random(sittings, dtype=np.float32) < 0.02, item] = OMITTED
    points = np.zeros((items, len(CHOICES)))
    points[np.arange(items), np.arange(items) % 4] = 1.0
    return Responses(codes, points, np.ones(items), (CHOICES,) * items)


class Stopwatch:
    """CPU seconds by step."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}

    def __call__(self, name: str, work: Callable[[], Result]) -> Result:
        started = time.process_time()
        found = work()
        self.steps[name] = time.process_time() - started
        return found


def measure(responses: Responses, groups: NDArray[np.int64], domains: NDArray[np.int64]) -> dict[str, float]:
    """Every statistic of a form's report, from option codes."""
    watch = Stopwatch()
    totals = watch("marks and totals", lambda: totals_of(responses))
    table = watch("count table, by group", lambda: count(responses, groups, totals))
    watch("items: p, correlations, D27", lambda: analyse_items(table))
    watch("options", lambda: [analyse_options(table, item) for item in range(responses.k)])
    watch("Mantel-Haenszel", lambda: analyse_dif(table))
    found = watch("covariances", lambda: covariances(responses))
    reliability = watch("alpha, omega", lambda: analyse_reliability(found))
    watch("subscores", lambda: analyse_subscores(found, domains))
    model = watch("beta model", lambda: fit_beta(totals, responses.k, reliability.alpha or 0.0))
    if model:
        watch("Livingston-Lewis", lambda: livingston_lewis(model, 0.6 * responses.k))
    return watch.steps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sittings", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--items", type=int, default=60)
    options = parser.parse_args()
    domains = np.arange(options.items) * 6 // options.items
    for sittings in options.sittings:
        responses = simulate(sittings, options.items)
        steps = measure(responses, np.arange(sittings) % 2, domains)
        print(f"{sittings:,} sittings of {options.items} items: {sum(steps.values()):.2f} s of CPU")
        for name, seconds in steps.items():
            print(f"  {name:30} {seconds:7.3f}")
    print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB (with the simulation)")


if __name__ == "__main__":
    main()
