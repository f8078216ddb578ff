from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView


class SyncThrottle(SimpleRateThrottle):
    """Per sitting: four times what a fast candidate's client needs."""

    scope = "sync"
    rate = "240/min"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return self.cache_format % {"scope": self.scope, "ident": view.kwargs["sitting_id"]}
