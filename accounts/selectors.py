from collections.abc import Iterable
from decimal import Decimal

from django.db.models.functions import Lower

from accounts.models import Accommodation, Cohort, User

# Databases take so many values in one statement.
CHUNK = 1000


def get_time_factor(*, user: User) -> Decimal:
    """How much longer this person's clock runs: 1 unless an accommodation says more."""
    factor = Accommodation.objects.filter(user=user).values_list("time_factor", flat=True).first()
    return factor or Decimal(1)


def is_active(*, user_id: int) -> bool:
    """Whether this person may still sign in."""
    return User.objects.filter(pk=user_id, is_active=True).exists()


def list_people_by_email(*, emails: Iterable[str]) -> dict[str, User]:
    """Address in small letters → person, for those that exist. One statement for each thousand addresses."""
    wanted = sorted({email.lower() for email in emails})
    found: dict[str, User] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = User.objects.annotate(lower_email=Lower("email")).filter(lower_email__in=wanted[start : start + CHUNK])
        found |= {person.email.lower(): person for person in rows}
    return found


def list_member_ids(*, cohort: Cohort) -> set[int]:
    return set(cohort.members.order_by().values_list("pk", flat=True))
