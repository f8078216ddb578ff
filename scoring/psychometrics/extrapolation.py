"""Anderson's extrapolation of a fixed-point iteration, guarded by the goal that the iteration raises.

Walker & Ni (2011), "Anderson acceleration for fixed-point iterations", SIAM Journal on Numerical Analysis 49; the guard
after Henderson & Varadhan (2019), "Damped Anderson acceleration with restarts and monotonicity control", Journal of
Computational and Graphical Statistics 28.
"""

import numpy as np

from scoring.psychometrics.irt_model import Array

MEMORY = 6
# The goal may fall by this much of itself: rounding.
SLACK = 1e-7
FARTHEST = 1.0


class Extrapolation:
    """Remembers points and where one step led from them; proposes the next point."""

    def __init__(self) -> None:
        self._points: list[Array] = []
        self._steps: list[Array] = []
        self._best = -np.inf
        self._safe: Array | None = None

    def after(self, here: Array, there: Array, goal: float) -> Array:
        """The next point, when one step led from `here` (where the goal has this value) to `there`."""
        if self._safe is not None and goal < self._best - SLACK * abs(self._best):
            # The last proposal went down: go on where the plain step would have led.
            self._points, self._steps = [], []
            safe, self._safe = self._safe, None
            return safe
        self._best, self._safe = goal, there
        self._points = [*self._points[-MEMORY:], there]
        self._steps = [*self._steps[-MEMORY:], there - here]
        if len(self._steps) < 2:
            return there
        of_points = np.diff(self._points, axis=0).T
        of_steps = np.diff(self._steps, axis=0).T
        share = np.linalg.lstsq(of_steps, self._steps[-1], rcond=1e-8)[0]
        moved = np.asarray(of_points @ share)
        largest = np.abs(moved).max()
        return there - moved * min(1.0, FARTHEST / largest if largest else 1.0)
