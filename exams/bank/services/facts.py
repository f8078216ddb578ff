"""Saying that an item's facts were checked: the day from which their time runs anew."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exams.bank.models import Item


@transaction.atomic
def confirm_facts(*, actor: User, item: Item) -> Item:
    """Note that `actor` checked the item's facts today. A stated day of the review has had its use and goes."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    today = timezone.now().date().isoformat()
    kept = {name: value for name, value in item.metadata.items() if name != "review_by"}
    item.metadata = kept | {"verified_on": today, "verified_by": actor.name or actor.email}
    item.save(update_fields=["metadata", "updated_at"])
    return item
