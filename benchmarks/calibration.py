"""Time for 2PL item parameters from sparse answers, and for abilities: arrays in, arrays out, without a database.

python benchmarks/calibration.py [--sittings 50000] [--items 420] [--length 60]
"""

import argparse
import resource
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scoring.psychometrics.ability import expected_abilities  # noqa: E402
from scoring.psychometrics.calibration import calibrate  # noqa: E402


def simulate(sittings: int, items: int, length: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(7)
    a, b = chance.lognormal(0, 0.3, items), chance.normal(0, 1, items)
    ability = chance.normal(0, 1, sittings)
    scores = np.full((sittings, items), np.nan, dtype=np.float32)
    for row in range(sittings):
        drawn = chance.permutation(items)[:length]
        share = 1 / (1 + np.exp(-a[drawn] * (ability[row] - b[drawn])))
        scores[row, drawn] = chance.random(length) < share
    return scores, a, b


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sittings", type=int, default=50_000)
    parser.add_argument("--items", type=int, default=420)
    parser.add_argument("--length", type=int, default=60)
    asked = parser.parse_args()
    scores, a, b = simulate(asked.sittings, asked.items, asked.length)
    for model, with_errors in (("2pl", False), ("2pl", True), ("rasch", False)):
        wall, cpu = time.perf_counter(), time.process_time()
        found = calibrate(scores, model, with_errors=with_errors)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(
            f"{model:5} standard errors {with_errors!s:5} {wall:6.2f} s wall {cpu:6.2f} s CPU  {found.steps} steps, "
            f"converged {found.converged}; RMSE a {np.sqrt(np.mean((found.a - a) ** 2)):.3f} "
            f"b {np.sqrt(np.mean((found.b - b) ** 2)):.3f}"
        )
    wall = time.perf_counter()
    expected_abilities(scores, found.a, found.d)
    print(f"EAP of {asked.sittings} sittings {time.perf_counter() - wall:.2f} s wall")
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
