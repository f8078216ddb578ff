"""Erasing somebody who asks by letter, and the list of who was erased."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.current import get_person
from accounts.models import Erasure, User
from accounts.services.erasure import erase_person
from common.errors import DomainError

ERASE = "accounts.erase_person"


class ErasePersonForm(forms.Form):
    email = forms.EmailField(
        label="Their e-mail address, typed out",
        help_text="So that it is nobody else.",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "size": 40}),
    )
    reason = forms.CharField(
        label="How they asked",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text="Such as “letter of 3 May”. This line stays: no names, no addresses.",
    )
    is_sure = forms.BooleanField(label="Yes, erase everything. I know that nobody can bring it back.")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if email.lower() != self.person.email.lower():
            raise ValidationError("This is not the address of the person on this page.")
        return email


class ErasePage:
    """One person's, linked from their page."""

    def __init__(self, model_admin: admin.ModelAdmin) -> None:
        self.admin = model_admin
        self.view = require_http_methods(["GET", "HEAD", "POST"])(self._view)

    def _view(self, request: HttpRequest, person_id: int) -> HttpResponse:
        person = get_object_or_404(User, pk=person_id)
        if not may_erase(request, person):
            raise PermissionDenied
        form = ErasePersonForm(request.POST if request.method == "POST" else None, person=person)
        if form.is_valid():
            try:
                erase_person(actor=get_person(request), person=person, reason=form.cleaned_data["reason"])
            except DomainError as refusal:
                form.add_error(None, refusal.detail)
            else:
                messages.success(request, f"Person {person_id} is erased.")
                return HttpResponseRedirect(reverse("admin:index"))
        context = {
            **self.admin.admin_site.each_context(request),
            "opts": self.admin.opts,
            "title": "Erase everything of this person",
            "person": person,
            "form": form,
        }
        return TemplateResponse(request, "admin/accounts/erase.html", context, status=400 if form.errors else 200)


def may_erase(request: HttpRequest, person: User) -> bool:
    """Only administrators erase administrators."""
    return request.user.has_perm(ERASE) and (request.user.is_superuser or not person.is_superuser)


@admin.register(Erasure)
class ErasureAdmin(admin.ModelAdmin):
    """To read: what is written there stays as it is."""

    list_display = ("number", "at", "by", "reason")
    list_select_related = ("person", "actor")
    date_hierarchy = "at"
    fields = ("number", "at", "by", "reason")
    readonly_fields = fields

    @admin.display(description="Person", ordering="person")
    def number(self, erasure: Erasure) -> str:
        return f"#{erasure.person_id}"

    @admin.display(description="By")
    def by(self, erasure: Erasure) -> str:
        return "themselves" if erasure.is_own else str(erasure.actor)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Erasure | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Erasure | None = None) -> bool:
        return False
