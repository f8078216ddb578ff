"""What people's accounts hold of a person: for their export, and for their erasure."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db.models import Model, Q

from accounts.drawers import ERASED_NAME, Drawer
from accounts.models import Accommodation, User
from accounts.selectors import get_time_factor
from common.moments import iso_or_none


def collect(*, user: User) -> dict[str, Any]:
    """The account, without secrets. Thirteen statements."""
    return {
        "name": user.name,
        "email": user.email,
        "joined_at": user.joined_at.isoformat(),
        "last_sign_in_at": iso_or_none(user.last_login),
        "has_password": user.has_usable_password(),
        "may_enter_the_admin": user.is_staff,
        "roles": sorted(user.groups.values_list("name", flat=True)),
        "time_factor": float(get_time_factor(user=user)),
        "cohorts": [str(cohort) for cohort in user.cohorts.all()],
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "second_factors": [
            {
                "type": row.get_type_display(),
                "added_at": iso_or_none(row.created_at),
                "last_used_at": iso_or_none(row.last_used_at),
            }
            for row in Authenticator.objects.filter(user=user).order_by("created_at")
        ],
        "signed_in_devices": [
            {
                "address": row.ip,
                "browser": row.user_agent,
                "since": iso_or_none(row.created_at),
                "last_seen_at": iso_or_none(row.last_seen_at),
            }
            for row in UserSession.objects.filter(user=user).order_by("created_at")
        ],
        "done_in_the_admin": [_tell(row) for row in LogEntry.objects.filter(user=user).order_by("action_time")],
        "changes_by_staff": [_tell(row) for row in _list_entries_about(user).order_by("action_time")],
    }


def _tell(row: LogEntry) -> dict[str, Any]:
    """Without what it was called: that may be another person's name."""
    return {
        "at": row.action_time.isoformat(),
        "what": row.get_action_flag_display(),
        "of": row.content_type.name if row.content_type else None,
        "number": row.object_id,
    }


def _list_entries_about(user: User) -> Any:
    """The admin's log of what others changed of the person, or what calls a row by one of their addresses."""
    addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    about = _is_of(User) & Q(object_id=str(user.pk))
    for kind in (Accommodation, EmailAddress, Authenticator, UserSession):
        ids = [str(pk) for pk in kind._default_manager.filter(user=user).values_list("pk", flat=True)]
        about |= _is_of(kind) & Q(object_id__in=ids)
    for address in addresses:
        about |= Q(object_repr__iexact=address) | Q(object_repr__istartswith=f"{address}:")
    return LogEntry.objects.filter(about).select_related("content_type")


def _is_of(kind: type[Model]) -> Q:
    return Q(content_type__app_label=kind._meta.app_label, content_type__model=kind._meta.model_name)


def erase(*, user: User) -> None:
    """What belongs to the account; the account itself is blanked by `accounts.services.erasure`."""
    about = list(_list_entries_about(user).values_list("pk", flat=True))
    LogEntry.objects.filter(pk__in=about).update(object_repr=ERASED_NAME, change_message="")
    for session in UserSession.objects.filter(user=user):
        session.end()
    for kind in (EmailAddress, Authenticator, Accommodation):
        kind._default_manager.filter(user=user).delete()
    user.cohorts.clear()
    user.groups.clear()
    user.user_permissions.clear()


DRAWER = Drawer(
    name="account",
    title="Your account",
    holds="Name, e-mail addresses, when you joined and last signed in, devices that are signed in with their network "
    "address and browser, that there is a password and a second factor, roles, classes, extra time that you were granted, "
    "and what staff changed of it.",
    until="Until you erase it.",
    collect=collect,
    erase=erase,
    deleted=(
        *(
            "accounts.Accommodation",
            "accounts.User_groups",
            "accounts.User_user_permissions",
            "accounts.Cohort_members",
        ),
        *("account.EmailAddress", "account.EmailConfirmation", "mfa.Authenticator", "usersessions.UserSession"),
    ),
    kept={
        "accounts.Erasure.person": "that somebody was erased is all it says",
        "accounts.Erasure.actor": "who of the staff erased somebody",
        "admin.LogEntry.user": "what staff changed; what it says of the person is blanked",
    },
)
