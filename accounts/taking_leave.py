"""What the pages and the API share where people take along or erase what is theirs."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.errors import TooManyTries
from accounts.models import User
from accounts.services import export


def as_file(person: User) -> HttpResponse:
    """The person's document, to be kept."""
    name = f"mockingbird-data-{timezone.now():%Y-%m-%d}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(export.write(user=person), content_type="application/json; charset=utf-8", headers=headers)


def refuse_guessing(request: HttpRequest, person: User) -> None:
    """Raises TooManyTries for who tries passwords: as often as allauth lets them sign in once more."""
    if not ratelimit.consume(request, action="reauthenticate", user=person):
        raise TooManyTries
