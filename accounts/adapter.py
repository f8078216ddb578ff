from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.sites.requests import RequestSite
from django.http import HttpRequest

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """allauth's flows with our person: one name, an address in lower case, mail that says who writes."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.name = form.cleaned_data.get("name", "").strip()
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Under our name and the address candidates know, whatever host the request came to."""
        super().send_mail(template_prefix, email, {"current_site": Sender()} | context)


class Sender(RequestSite):
    """What the mails call the site."""

    def __init__(self) -> None:
        self.name = settings.SITE_NAME
        self.domain = urlsplit(settings.PUBLIC_URL).netloc
