"""Which exams are sat in Safe Exam Browser, by which keys: known to each process, read anew every few seconds.

A request of a sitting asks here, before anything else. Where no exam asks for the browser that costs one statement in
`FRESH_SECONDS` for the whole process; where one does, one more for each sitting the process has not seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from exams.proctoring.models import SebRules
from exams.proctoring.seb import header
from exams.sittings.models import Sitting

FRESH_SECONDS = 5


@dataclass(frozen=True)
class Requirement:
    """What one exam asks for. A kind of key that is not asked for is None."""

    exam_id: int
    slug: str
    config_keys: tuple[str, ...] | None
    browser_exam_keys: tuple[str, ...] | None

    def is_met(self, address: str, headers: Mapping[str, str]) -> bool:
        """Whether a request to this absolute address comes from such a browser."""
        asked = (
            (header.CONFIG_KEY_HEADER, self.config_keys),
            (header.BROWSER_EXAM_KEY_HEADER, self.browser_exam_keys),
        )
        return all(keys is None or header.is_right(headers.get(name, ""), address, keys) for name, keys in asked)


@dataclass(frozen=True)
class _Known:
    read_at: float
    by_exam: Mapping[int, Requirement]


_memory: dict[str, _Known] = {}


def get_by_sitting(sitting_id: UUID) -> Requirement | None:
    """What the sitting's exam asks for; None where it does not ask, or there is no such sitting."""
    by_exam = _get_known().by_exam
    if not by_exam:
        return None
    try:
        return by_exam.get(_find_exam(sitting_id))
    except Sitting.DoesNotExist:
        return None


def get_by_slug(slug: str) -> Requirement | None:
    return next((found for found in _get_known().by_exam.values() if found.slug == slug), None)


def forget() -> None:
    """The rules have changed, or, in tests, the database."""
    _memory.clear()
    _find_exam.cache_clear()


@lru_cache(maxsize=20_000)
def _find_exam(sitting_id: UUID) -> int:
    """A sitting keeps its exam for ever. Raises Sitting.DoesNotExist."""
    return Sitting.objects.values_list("exam_id", flat=True).order_by().get(pk=sitting_id)


def _get_known() -> _Known:
    known = _memory.get("known")
    if known is not None and 0 <= monotonic() - known.read_at < FRESH_SECONDS:
        return known
    began_at = monotonic()
    try:
        by_exam = _read()
    except (OperationalError, InterfaceError):
        connection.close_if_unusable_or_obsolete()
        if known is not None:
            # The database is away: what was asked for a moment ago is asked for still.
            return known
        # It was restarted, perhaps: a new connection tells.
        by_exam = _read()
    _memory["known"] = known = _Known(began_at, by_exam)
    return known


def _read() -> dict[int, Requirement]:
    rows = SebRules.objects.filter(is_required=True).select_related("exam").only(*_FIELDS)
    return {row.exam_id: _require(row) for row in rows}


_FIELDS = (
    *("exam__slug", "asks_config_key", "asks_browser_exam_key"),
    *("config_key", "other_config_keys", "browser_exam_keys"),
)


def _require(rules: SebRules) -> Requirement:
    config_keys = (rules.config_key, *rules.other_config_keys.split())
    return Requirement(
        exam_id=rules.exam_id,
        slug=rules.exam.slug,
        config_keys=config_keys if rules.asks_config_key else None,
        browser_exam_keys=tuple(rules.browser_exam_keys.split()) if rules.asks_browser_exam_key else None,
    )
