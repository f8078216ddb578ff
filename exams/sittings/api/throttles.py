from collections.abc import Hashable
from typing import Any

from rest_framework.request import Request

from common.pace import Pace
from common.throttling import PaceThrottle

# For each sitting and minute: four times what a fast candidate's client needs.
pace = Pace(240)


class SyncThrottle(PaceThrottle):
    """The same count as on the short way (`exams.sittings.api.hot`)."""

    pace = pace

    def name(self, request: Request, view: Any) -> Hashable:
        return view.kwargs["sitting_id"]
