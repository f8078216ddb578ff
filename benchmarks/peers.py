"""2PL of 420 items from 50,000 sparse sittings of 60: ours beside the libraries that a Python program could use instead.

    python benchmarks/peers.py ours mirt ours girth [--sittings 50000] [--errors]

Run it by a Python that has NumPy and the peers (`pip install mirt girth`, in an environment of their own). Each in turn, in
one process after another, from the same answers; compare CPU time: that of a busy machine is the same work.
"""

import argparse
import multiprocessing
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.calibration import simulate  # noqa: E402
from scoring.psychometrics.calibration import calibrate  # noqa: E402

Pair = tuple[np.ndarray, np.ndarray]


def ours(scores: np.ndarray, with_errors: bool) -> Pair:
    found = calibrate(scores, with_errors=with_errors)
    return found.a, found.b


def mirt(scores: np.ndarray, with_errors: bool) -> Pair:
    library = import_module("mirt")
    answers = np.where(np.isnan(scores), -1, scores).astype(int)
    found = library.fit_mirt(answers, model="2PL", compute_standard_errors=with_errors).model.parameters
    return np.ravel(found["discrimination"]), np.ravel(found["difficulty"])


def girth(scores: np.ndarray, with_errors: bool) -> Pair:
    # Neither is installed with the product: they are looked up when they are asked for.
    library = import_module("girth")
    found = library.twopl_mml(np.where(np.isnan(scores), library.INVALID_RESPONSE, scores).astype(int).T)
    return np.ravel(found["Discrimination"]), np.ravel(found["Difficulty"])


PEERS: dict[str, Callable[[np.ndarray, bool], Pair]] = {"ours": ours, "mirt": mirt, "girth": girth}


def measure(name: str, sittings: int, with_errors: bool) -> None:
    scores, a, b = simulate(sittings, 420, 60)
    wall, cpu = time.perf_counter(), time.process_time()
    found_a, found_b = PEERS[name](scores, with_errors)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    error_a, error_b = (np.sqrt(np.mean((x - y) ** 2)) for x, y in ((found_a, a), (found_b, b)))
    release = "" if name == "ours" else version(name)
    print(f"{name:5} {release:6} {wall:7.2f} s wall {cpu:7.2f} s CPU  RMSE a {error_a:.3f} b {error_b:.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+", choices=list(PEERS))
    parser.add_argument("--sittings", type=int, default=50_000)
    parser.add_argument("--errors", action="store_true", help="with standard errors")
    asked = parser.parse_args()
    for name in asked.names:
        # A process each: neither threads nor memory of one are there for the next.
        process = multiprocessing.get_context("spawn").Process(
            target=measure, args=(name, asked.sittings, asked.errors)
        )
        process.start()
        process.join()


if __name__ == "__main__":
    main()
