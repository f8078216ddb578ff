"""Stimuli: texts that items share. A changed text is a new revision, and items keep the one they were given."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from accounts.current import get_person
from common.errors import DomainError
from common.richtext import render
from exams.bank.forms import MarkdownField
from exams.bank.models import Item, Stimulus
from exams.bank.selectors import list_items_of_stimulus
from exams.bank.services.authoring import add_stimulus
from exams.bank.services.stimuli import adopt_revision


class StimulusForm(forms.ModelForm):
    code = forms.SlugField(
        max_length=60,
        widget=AdminTextInputWidget,
        help_text="A code that exists already gets its next revision. Items that show an older one keep it.",
    )
    text = MarkdownField(rows=14, help_text="Markdown.")

    class Meta:
        model = Stimulus
        fields = ("code", "title", "text")


@admin.register(Stimulus)
class StimulusAdmin(admin.ModelAdmin):
    form = StimulusForm
    list_display = ("code", "revision", "title", "version_count")
    search_fields = ("code", "title", "text")
    ordering = ("code", "-revision")
    change_form_template = "admin/bank/stimulus/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Stimulus]:
        return super().get_queryset(request).annotate(version_total=Count("versions"))

    @admin.display(description="Versions of items that show it")
    def version_count(self, stimulus: Stimulus) -> int:
        return stimulus.version_total  # type: ignore[attr-defined]

    @admin.display(description="Text")
    def text_shown(self, stimulus: Stimulus) -> SafeString:
        return mark_safe(render(stimulus.text))  # noqa: S308  the one sanitiser made it

    @admin.display(description="Items that show it")
    def items_shown(self, stimulus: Stimulus) -> SafeString | str:
        """With the revision where it is another one."""
        links = format_html_join(
            mark_safe("<br>"),
            '<a href="{}">{}</a>{}',
            (
                (
                    reverse("admin:bank_item_change", args=[item.pk]),
                    item.code,
                    "" if shown.pk == stimulus.pk else f" (revision {shown.revision})",
                )
                for item, shown in _list_shown(stimulus)
            ),
        )
        return links or "None"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code", "revision", "title", "text_shown", "items_shown") if obj else ("code", "title", "text")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("revision", "text_shown", "items_shown") if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # --- giving it to items -----------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.adopt_view))
        return [path("<int:stimulus_id>/adopt/", view, name="bank_stimulus_adopt"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        stimulus = Stimulus.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        others = [item for item, shown in _list_shown(stimulus) if shown != stimulus] if stimulus else []
        context = {"others": others, "may_adopt": request.user.has_perm("bank.change_item")}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def adopt_view(self, request: HttpRequest, stimulus_id: int) -> HttpResponse:
        """Give this revision to every item that shows another one."""
        if not request.user.has_perm("bank.change_item"):
            raise PermissionDenied
        stimulus = get_object_or_404(Stimulus, pk=stimulus_id)
        try:
            changed = adopt_revision(actor=get_person(request), stimulus=stimulus)
        except DomainError as refusal:
            messages.error(request, refusal.detail)
        else:
            codes = ", ".join(item.code for item in changed)
            messages.success(request, f"New versions with revision {stimulus.revision}: {codes or 'none'}.")
        return HttpResponseRedirect(reverse("admin:bank_stimulus_change", args=[stimulus.pk]))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """`?from=12` begins with the text of an existing revision."""
        source = request.GET.get("from", "")
        stimulus = Stimulus.objects.filter(pk=source).first() if source.isdecimal() else None
        return {"code": stimulus.code, "title": stimulus.title, "text": stimulus.text} if stimulus else {}

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Stimulus:
        values = form.cleaned_data
        stimulus, is_new = add_stimulus(
            actor=get_person(request), code=values["code"], title=values["title"], text=values["text"]
        )
        if not is_new:
            messages.info(request, f"Nothing has changed: revision {stimulus.revision} says the same.")
        form.instance = stimulus
        form.save_m2m = lambda: None
        return stimulus

    def save_model(self, request: HttpRequest, obj: Stimulus, form: Any, change: bool) -> None:
        """`save_form` has written it already, through the service."""


def _list_shown(stimulus: Stimulus) -> list[tuple[Item, Stimulus]]:
    """The items that show any revision of it, each with the revision that its newest version shows."""
    items = list_items_of_stimulus(code=stimulus.code)
    versions = ((item, item.newest_version) for item in items)
    return [(item, version.stimulus) for item, version in versions if version and version.stimulus]
