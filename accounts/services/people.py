"""Making people outside the sign-up page: demo accounts, the first administrator."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.errors import AccountClosed
from accounts.models import User


@transaction.atomic
def ensure_person(
    *, email: str, name: str, password: str, role: str = "", is_staff: bool = False, is_superuser: bool = False
) -> User:
    """A person with a confirmed address and a role; one who exists already is given back unchanged."""
    existing = User.objects.filter(email__iexact=email).first()
    if existing:
        return existing
    user = User.objects.create_user(
        email=email, password=password, name=name, is_staff=is_staff, is_superuser=is_superuser
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def hold(*, user: User) -> User:
    """The person's row as it is now, locked until the transaction ends.

    Rows that merely name the person can be written meanwhile: who holds a sitting and logs something waits for nobody.
    """
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def hold_active(*, user: User) -> None:
    """Lock the person's row before something is begun in their name. Raises AccountClosed for one who was erased."""
    if not hold(user=user).is_active:
        raise AccountClosed


def set_password(*, user: User, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])


@transaction.atomic
def set_email(*, user: User, email: str) -> None:
    """Give a person another address, confirmed by whoever does this; the old one signs nobody in any more."""
    user.email = email.lower()
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
