"""Erasing a person: what is theirs is deleted, what others need stays under an account that says nothing of them."""

from functools import partial
from uuid import uuid4

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.drawers import ERASED_NAME, list_drawers
from accounts.errors import LastAdministrator, NotSure
from accounts.models import Erasure, User
from accounts.services.people import hold

logger = structlog.get_logger(__name__)
BLANKED = ("email", "name", "password", "is_active", "is_staff", "is_superuser", "last_login", "joined_at")


def erase_oneself(*, user: User, proof: str, is_sure: bool) -> Erasure:
    """As the person asks. `proof`: their password, or the address of an account that has none.

    Raises NotSure, and whatever `erase_person` raises.
    """
    is_right = user.check_password(proof) if user.has_usable_password() else _is_address(user, proof)
    if not is_right or not is_sure:
        raise NotSure
    return erase_person(actor=user, person=user)


def _is_address(user: User, text: str) -> bool:
    return text.strip().lower() == user.email.lower()


@transaction.atomic
def erase_person(*, actor: User, person: User, reason: str = "") -> Erasure:
    """Delete all that is theirs, and leave an account without name, address, password and rights. May be repeated.

    One transaction: nothing is erased where anything stands in the way. Whoever starts a sitting at the same moment has
    either started it first, and nothing is erased, or finds no sitting. Raises SittingUnderway, LastAdministrator.
    """
    _refuse_last_administrator(person)
    locked = hold(user=person)
    drawers = list_drawers()
    for drawer in drawers:
        drawer.refuse(user=locked)
    for drawer in drawers:
        drawer.erase(user=locked)
    now = timezone.now()
    values = {"at": now, "actor": actor, "reason": reason.strip()}
    erasure, is_new = Erasure.objects.get_or_create(person=locked, defaults=values)
    if is_new:
        _blank(locked)
    transaction.on_commit(partial(logger.info, "person erased", person=person.pk, by=actor.pk, again=not is_new))
    return erasure


def _blank(user: User) -> None:
    # Not their number: somebody could take that address beforehand.
    user.email = f"{uuid4().hex}@erased.invalid"
    user.name = ERASED_NAME
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login, user.joined_at = None, timezone.now()
    user.set_unusable_password()
    user.save(update_fields=BLANKED)


def _refuse_last_administrator(person: User) -> None:
    """Before the person's own row is held: two who erase themselves at once lock the same rows in the same order, and the
    second is the last."""
    if not person.is_superuser:
        return
    administrators = User.objects.select_for_update(no_key=True).filter(is_superuser=True, is_active=True)
    if list(administrators.order_by("pk").values_list("pk", flat=True)) == [person.pk]:
        raise LastAdministrator
