"""Sign-in limits count in the cache, and the cache outlives a test."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_attempts_of_another_test():
    cache.clear()
    yield
    cache.clear()
