"""The cache while Redis is away. No Redis is needed: nobody listens on the port."""

import pytest
from redis.exceptions import ConnectionError as RedisIsAway

from common.cache import RedisOrMemory
from tests.harness.children import free_port


@pytest.fixture
def cache() -> RedisOrMemory:
    return RedisOrMemory(f"redis://127.0.0.1:{free_port()}/0", {"OPTIONS": {"socket_connect_timeout": 1}})


def test_limits_go_on_counting_in_memory(cache: RedisOrMemory) -> None:
    cache.set("attempts", 1)
    cache.incr("attempts")
    assert cache.get("attempts") == 2
    assert cache.get_many(["attempts", "other"]) == {"attempts": 2}


def test_what_is_unknown_is_unknown(cache: RedisOrMemory) -> None:
    assert cache.get("nothing", "default") == "default"
    assert "nothing" not in cache
    assert not cache.delete("nothing")


def test_redis_that_is_away_is_asked_once_a_second(cache: RedisOrMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def fail(*words: object) -> None:
        asked.append(words)
        raise RedisIsAway

    monkeypatch.setattr(cache._cache, "get", fail)
    monkeypatch.setattr("common.cache.time.monotonic", lambda: now)
    now = 100.0
    cache.get("x")
    cache.get("x")
    assert len(asked) == 1
    now = 101.5
    cache.get("x")
    assert len(asked) == 2
