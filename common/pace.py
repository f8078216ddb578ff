"""How often somebody may ask: counted in the memory of each process, minute by minute.

Not in the shared cache: two look-ups there for every request would cost more than most of what they protect. With n
web processes the limit is n times as high at most, which is what a limit against runaway clients can bear.
"""

from collections.abc import Hashable

from django.utils import timezone

WINDOW_SECONDS = 60


class Pace:
    """At most `most` in the present minute for each name."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._window = 0
        self._counts: dict[Hashable, int] = {}

    def wait_seconds(self, name: Hashable) -> int:
        """Count one; how long to wait, 0 for not at all."""
        now = int(timezone.now().timestamp())
        window = now // WINDOW_SECONDS
        if window != self._window:
            self._window, self._counts = window, {}
        count = self._counts[name] = self._counts.get(name, 0) + 1
        return 0 if count <= self.most else WINDOW_SECONDS - now % WINDOW_SECONDS
