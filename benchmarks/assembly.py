"""Six parallel forms of 60 items from a pool of 420: processor time and wall time, with rules, enemies and sets.

    python benchmarks/assembly.py [HOW MANY POOLS]

The goal is 10 s of wall time. Each line is another pool; "apart" is the largest difference in mean expected share.
"""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from exams.assembly.optimizing.problem import Assembled
from exams.assembly.optimizing.solver import assemble
from tests.assembly.optimizing.pools import make_large_problem

GOAL_SECONDS = 10
CASES = {
    "nothing shared": {},
    "6 anchors, 2 shared": {"anchor_count": 6, "overlap_count": 2},
    "10 shared, 5 pilot items": {"overlap_count": 10, "pilot_count": 5},
    "anything shared": {"overlap_count": 60},
}


def main(pool_count: int) -> int:
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    slowest = 0.0
    for name, values in CASES.items():
        for seed in range(1, pool_count + 1):
            problem = make_large_problem(seed=seed, **values)
            wall, processor = time.perf_counter(), time.process_time()
            outcome = assemble(problem)
            wall, processor = time.perf_counter() - wall, time.process_time() - processor
            slowest = max(slowest, wall)
            told = type(outcome).__name__
            if isinstance(outcome, Assembled):
                told = f"apart {outcome.share_gap:.4f}{'' if outcome.is_best else ', time ran out'}"
            print(f"{name:26} pool {seed:3}: {wall:5.2f} s, processor {processor:5.2f} s, {told}")
    print(f"slowest {slowest:.2f} s; goal {GOAL_SECONDS} s")
    return int(slowest > GOAL_SECONDS)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
