"""The queue of what candidates report: open first, each accepted or declined once, with an answer."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.views.decorators.http import require_POST

from accounts.current import get_person
from common.errors import DomainError
from exams.bank.admin.preview import show
from exams.bank.admin.read_only import ReadOnly
from exams.bank.keys import get_content
from exams.bank.models import ItemReport, ItemVersion
from exams.bank.models.report import ReportState
from exams.bank.services.reports import accept_report, decline_report

ANSWER = "bank.answer_itemreport"
TEXT_CHARACTERS = 90


class VersionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: ItemVersion) -> str:
        return f"Version {obj.revision}"


class AnswerForm(forms.Form):
    """`decision` is a button; what it needs beyond that, the service says."""

    answer = forms.CharField(
        required=False,
        max_length=2000,
        label="Answer to the candidate",
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text="The candidate gets it by mail. Needed to decline.",
    )
    fixed_version = VersionField(
        ItemVersion.objects.none(),
        required=False,
        label="Mended by",
        empty_label="No version: the item was set aside",
        help_text="Later versions of this item. If there is none, edit the item and put the edit live first.",
    )
    needs_rescore = forms.BooleanField(required=False, label="The key changes: results need another look")

    def __init__(self, *args: Any, report: ItemReport, **values: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **values})
        field = self.fields["fixed_version"]
        assert isinstance(field, forms.ModelChoiceField)
        later = report.version.item.versions.filter(revision__gt=report.version.revision).order_by("-revision")
        field.queryset = later
        field.initial = later.first()


def _key_of(report: ItemReport) -> str:
    """Under which name the session keeps an answer that was refused."""
    return f"answer-to-report-{report.pk}"


@admin.register(ItemReport)
class ItemReportAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("item", "state_shown", "kind", "gist", "reporter", "created_at", "needs_rescore")
    list_display_links = ("item",)
    # Of the states' names "open" is the last; of those, what waits longest stands first.
    ordering = ("-state", "created_at")
    list_filter = ("state", "kind", "needs_rescore")
    list_select_related = ("version__item", "reporter")
    search_fields = ("version__item__code", "text", "answer")
    search_help_text = "Searches codes of items, reports and answers."
    change_form_template = "admin/bank/itemreport/change_form.html"
    change_list_template = "admin/bank/change_list.html"
    fields = ("item_link", "state_shown", "kind", "text", "source_shown", "reporter_shown", "created_at")
    answered_fields = ("answer", "answered_by", "answered_at", "fixed_version", "needs_rescore")
    readonly_fields = ("item_link", "state_shown", "source_shown", "reporter_shown")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.answer_view))
        return [path("<int:report_id>/answer/", view, name="bank_itemreport_answer"), *super().get_urls()]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        is_open = obj is None or obj.state == ReportState.OPEN
        return self.fields if is_open else (*self.fields, *self.answered_fields)

    @admin.display(description="Item", ordering="version__item__code")
    def item(self, report: ItemReport) -> str:
        return str(report.version)

    @admin.display(description="Item")
    def item_link(self, report: ItemReport) -> SafeString:
        version = report.version
        seen = reverse("admin:bank_item_version", args=[version.item_id, version.revision])
        edit = reverse("admin:bank_item_change", args=[version.item_id])
        return format_html('<a href="{}">{}</a> · <a href="{}">Edit the item</a>', seen, version, edit)

    @admin.display(description="State", ordering="state")
    def state_shown(self, report: ItemReport) -> SafeString:
        kinds = {"open": "in_review", "accepted": "live", "declined": "retired"}
        return format_html('<span class="status status--{}">{}</span>', kinds[report.state], report.get_state_display())

    @admin.display(description="Report")
    def gist(self, report: ItemReport) -> str:
        return Truncator(report.text).chars(TEXT_CHARACTERS)

    @admin.display(description="Source")
    def source_shown(self, report: ItemReport) -> str | SafeString:
        if not report.source_url:
            return "None given"
        link = '<a href="{0}" rel="noopener noreferrer nofollow" target="_blank">{0}</a>'
        return format_html(link, report.source_url)

    @admin.display(description="Reported by")
    def reporter_shown(self, report: ItemReport) -> str:
        return str(report.reporter or "Somebody who left")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        report = self.get_object(request, object_id)
        context = {**(extra_context or {})}
        if report is not None:
            context["shown"] = show(get_content(version=report.version))
            is_open = report.state == ReportState.OPEN and request.user.has_perm(ANSWER)
            # What was typed and refused is shown once more.
            typed = request.session.pop(_key_of(report), None)
            context["answer_form"] = AnswerForm(report=report, initial=typed) if is_open else None
        return super().change_view(request, object_id, form_url, context)

    def answer_view(self, request: HttpRequest, report_id: int) -> HttpResponse:
        if not request.user.has_perm(ANSWER):
            raise PermissionDenied
        report = get_object_or_404(ItemReport.objects.select_related("version__item"), pk=report_id)
        form = AnswerForm(request.POST, report=report)
        try:
            if not form.is_valid():
                raise forms.ValidationError([error for errors in form.errors.values() for error in errors])
            done = self._decide(request, report, form.cleaned_data)
        except (DomainError, forms.ValidationError) as refusal:
            messages.error(request, getattr(refusal, "detail", "") or " ".join(refusal.messages))
            request.session[_key_of(report)] = {
                name: request.POST[name] for name in form.fields if name in request.POST
            }
            return HttpResponseRedirect(reverse("admin:bank_itemreport_change", args=[report_id]))
        self.log_change(request, done, f"{done.get_state_display()}.")
        messages.success(request, f"The report was {done.get_state_display().lower()}; the candidate is told by mail.")
        return HttpResponseRedirect(reverse("admin:bank_itemreport_changelist"))

    def _decide(self, request: HttpRequest, report: ItemReport, values: dict[str, Any]) -> ItemReport:
        person = get_person(request)
        if request.POST.get("decision") == "accept":
            return accept_report(actor=person, report=report, **values)
        return decline_report(actor=person, report=report, answer=values["answer"])
