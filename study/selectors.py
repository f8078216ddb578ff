"""What a person's own page and the page of a guide show."""

from dataclasses import dataclass

from accounts.models import User
from exams.bank.guide_selectors import get_guide, list_older_guides
from exams.bank.models import Domain, ExamGuide
from scoring.marking.selectors import list_domain_sums
from scoring.psychometrics.intervals import percents


@dataclass(frozen=True)
class DomainProgress:
    domain: Domain
    item_count: int
    percent: int
    low_percent: int
    high_percent: int


def list_domain_progress(*, user: User) -> list[DomainProgress]:
    """All released results together, by domain, with the 95 % interval."""
    return [
        DomainProgress(row.domain, row.item_count, *percents(row.points, row.max_points))
        for row in list_domain_sums(user=user)
    ]


@dataclass(frozen=True)
class Outline:
    """A guide with everything below it fetched, and the older guides that map to it."""

    guide: ExamGuide
    older_guides: list[ExamGuide]


def get_outline(*, code: str) -> Outline | None:
    """Nine statements, whatever the guide's size."""
    guide = get_guide(code=code)
    return Outline(guide, list_older_guides(guide=guide)) if guide else None
