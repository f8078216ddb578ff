from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

MOST_PER_WINDOW = 240
WINDOW_SECONDS = 60


class Pace:
    """Counts the batches of each sitting in the present minute, in this process alone.

    Four times what a fast candidate's client needs. By sitting, never by address: a classroom shares one. Not in the
    shared cache: a look-up there would cost more than most of what it protects.
    """

    def __init__(self) -> None:
        self._window = 0
        self._counts: dict[UUID, int] = {}

    def wait_seconds(self, sitting_id: UUID) -> int:
        """Count a batch; how long its client must wait, 0 for not at all."""
        now = int(timezone.now().timestamp())
        window = now // WINDOW_SECONDS
        if window != self._window:
            self._window, self._counts = window, {}
        count = self._counts[sitting_id] = self._counts.get(sitting_id, 0) + 1
        return 0 if count <= MOST_PER_WINDOW else WINDOW_SECONDS - now % WINDOW_SECONDS


pace = Pace()


class SyncThrottle(BaseThrottle):
    """Refuses a client that `pace` has counted too often."""

    seconds = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        self.seconds = pace.wait_seconds(view.kwargs["sitting_id"])
        return self.seconds == 0

    def wait(self) -> float:
        return self.seconds
