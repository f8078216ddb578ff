from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.processes import Celery


@pytest.fixture
def celery(transactional_db: None, tmp_path: Path) -> Iterator[Celery]:
    """The product's worker and beat; the test starts them."""
    celery = Celery(tmp_path)
    yield celery
    celery.kill()
