import pytest


@pytest.fixture
def own_shared_cache(settings, tmp_path) -> None:
    """What a worker says in another test, or another process of this run, is not heard here."""
    files = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": tmp_path / "cache"}
    settings.CACHES = {**settings.CACHES, "shared": files}
