"""The API's limits, for Django REST framework."""

from collections.abc import Hashable
from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from common.pace import Pace


class PaceThrottle(BaseThrottle):
    """Refuses whom `pace` has counted too often; `name` says who is counted, None for nobody."""

    pace: Pace
    seconds = 0

    def name(self, request: Request, view: Any) -> Hashable | None:
        raise NotImplementedError

    def allow_request(self, request: Request, view: Any) -> bool:
        name = self.name(request, view)
        self.seconds = 0 if name is None else self.pace.wait_seconds(name)
        return self.seconds == 0

    def wait(self) -> float:
        return self.seconds


class PersonThrottle(PaceThrottle):
    """600 requests a minute for each person; never by address, which a classroom shares."""

    pace = Pace(600)

    def name(self, request: Request, view: Any) -> Hashable | None:
        return request.user.pk if request.user.is_authenticated else None
