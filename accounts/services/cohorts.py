"""Who belongs to a cohort."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import Cohort
from accounts.selectors import list_people_by_email


@transaction.atomic
def set_members(*, cohort: Cohort, emails: Iterable[str]) -> int:
    """Exactly the people of these addresses; how many they are. Addresses of nobody are left out: who asks has looked."""
    people = list_people_by_email(emails=emails)
    cohort.members.set(people.values())
    return len(people)
