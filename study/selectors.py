"""What a person's own page shows."""

from dataclasses import dataclass

from accounts.models import User
from exams.bank.models import Domain
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
