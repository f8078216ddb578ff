"""Redis as a cache that may be away: an exam goes on without it."""

import time
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)
TRY_AGAIN_SECONDS = 1.0


class RedisOrMemory(RedisCache):
    """While Redis is away, what is cached and counted stays in the memory of this process: limits are looser, not off.

    After a failure Redis is left alone for TRY_AGAIN_SECONDS, so that one that hangs holds up few requests.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._memory = LocMemCache("redis-is-away", {key: value for key, value in params.items() if key != "OPTIONS"})
        self._away_until = 0.0

    def _ask(self, name: str, *words: Any, **options: Any) -> Any:
        if time.monotonic() >= self._away_until:
            try:
                return getattr(super(), name)(*words, **options)
            except RedisError as error:
                logger.warning("cache unavailable", error=str(error))
                self._away_until = time.monotonic() + TRY_AGAIN_SECONDS
        return getattr(self._memory, name)(*words, **options)

    def add(self, *words: Any, **options: Any) -> Any:
        return self._ask("add", *words, **options)

    def get(self, *words: Any, **options: Any) -> Any:
        return self._ask("get", *words, **options)

    def set(self, *words: Any, **options: Any) -> Any:
        return self._ask("set", *words, **options)

    def touch(self, *words: Any, **options: Any) -> Any:
        return self._ask("touch", *words, **options)

    def delete(self, *words: Any, **options: Any) -> Any:
        return self._ask("delete", *words, **options)

    def has_key(self, *words: Any, **options: Any) -> Any:
        return self._ask("has_key", *words, **options)

    def incr(self, *words: Any, **options: Any) -> Any:
        return self._ask("incr", *words, **options)

    def get_many(self, *words: Any, **options: Any) -> Any:
        return self._ask("get_many", *words, **options)

    def set_many(self, *words: Any, **options: Any) -> Any:
        return self._ask("set_many", *words, **options)

    def delete_many(self, *words: Any, **options: Any) -> Any:
        return self._ask("delete_many", *words, **options)

    def clear(self) -> Any:
        return self._ask("clear")
