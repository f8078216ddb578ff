from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from accounts.admin.erasing import ErasePage, may_erase
from accounts.models import Accommodation, Cohort, User
from accounts.selectors import list_people_by_email
from accounts.services.cohorts import set_members
from accounts.services.people import set_email


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


class PersonChangeForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


class AccommodationInline(admin.StackedInline):
    model = Accommodation
    extra = 0


@admin.register(User)
class PersonAdmin(StockUserAdmin):
    form = PersonChangeForm
    add_form = PersonCreationForm
    list_display = ("email", "name", "roles", "is_staff", "is_active", "joined_at")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("joined_at", "last_login")
    inlines = (AccommodationInline,)
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("What they may do", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Dates", {"fields": ("joined_at", "last_login")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("email", "name", "usable_password", "password1", "password2")}),
    )

    def get_urls(self) -> list[URLPattern]:
        erase = self.admin_site.admin_view(ErasePage(self).view)
        return [path("<int:person_id>/erase/", erase, name="accounts_user_erase"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody: people are erased, which takes along what is theirs and keeps what is others'."""
        return False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        person = context.get("original")
        context["may_erase"] = person is not None and may_erase(request, person)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            set_email(user=obj, email=obj.email)

    @admin.display(description="Roles")
    def roles(self, person: User) -> str:
        return ", ".join(group.name for group in person.groups.all()) or "—"


MOST_NAMED = 5


class EmailsField(forms.CharField):
    """Addresses, one a line or with commas between them."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        emails = str(super().clean(value)).replace(",", " ").replace(";", " ").split()
        found = list_people_by_email(emails=emails)
        unknown = [email for email in emails if email.lower() not in found]
        if unknown:
            rest = f" and {len(unknown) - MOST_NAMED} more" if len(unknown) > MOST_NAMED else ""
            raise ValidationError(f"Nobody has an account by {', '.join(unknown[:MOST_NAMED])}{rest}.")
        return emails


class CohortForm(forms.ModelForm):
    emails = EmailsField(
        label="Members", required=False, help_text="Their e-mail addresses, one a line. Who is not listed is no member."
    )

    class Meta:
        model = Cohort
        fields = ("name", "attribute")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            addresses = self.instance.members.order_by("email").values_list("email", flat=True)
            self.initial["emails"] = "\n".join(addresses)


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin):
    form = CohortForm
    list_display = ("name", "attribute", "member_count", "created_at")
    list_filter = ("attribute",)
    search_fields = ("name", "attribute")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cohort]:
        return super().get_queryset(request).annotate(member_total=Count("members"))

    def save_model(self, request: HttpRequest, obj: Cohort, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        set_members(cohort=obj, emails=form.cleaned_data["emails"])

    @admin.display(description="Members", ordering="member_total")
    def member_count(self, cohort: Cohort) -> int:
        return cohort.member_total
