"""Pages around an exam's prepared forms: assemble, choose by hand, compare."""

import csv
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.current import get_person
from exams.assembly.assembly_selectors import list_rule_rows, list_runs
from exams.assembly.comparison import Row, compare
from exams.assembly.comparison_selectors import list_compared_forms, list_forms_with_sittings
from exams.assembly.errors import FormRefused
from exams.assembly.models import Exam, Form
from exams.assembly.services.assembly_requests import MOST_FORMS, request_assembly
from exams.assembly.services.chosen_forms import choose_form

RUNS_SHOWN = 5


class AssembleForm(forms.Form):
    form_count = forms.IntegerField(label="How many forms", min_value=1, max_value=MOST_FORMS, initial=2)
    overlap_count = forms.IntegerField(
        label="Items that two forms may share",
        min_value=0,
        initial=0,
        help_text="Besides the anchors, which stand on every form.",
    )


class CodesField(forms.CharField):
    """Item codes, one a line or with commas between them."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        return str(super().clean(value)).replace(",", " ").split()


WEIGHT = forms.DecimalField(min_value=Decimal("0.01"), max_digits=5, decimal_places=2)


class WeightedCodesField(CodesField):
    """Codes, each with its points behind a star where they are not 1: "x-07*2.5". Cleaned: code → points, in order."""

    def clean(self, value: Any) -> Any:
        found: list[tuple[str, Decimal]] = []
        for word in super().clean(value):
            code, _, points = word.partition("*")
            found.append((code, self._read_points(word, points or "1")))
        return found

    def _read_points(self, word: str, points: str) -> Decimal:
        try:
            return WEIGHT.clean(points)
        except forms.ValidationError as error:
            raise forms.ValidationError(f"{word}: {' '.join(error.messages)}") from error


class ChooseForm(forms.Form):
    codes = WeightedCodesField(
        label="Items in order",
        help_text="Their codes, one a line. An item is worth one point; another weight stands behind a star: code*2.5.",
    )
    pilot_codes = CodesField(label="Pilot items", required=False)
    is_rule_free = forms.BooleanField(label="Although it breaks rules", required=False)

    @property
    def choice(self) -> dict[str, Any]:
        """What `choose_form` needs."""
        weighted = self.cleaned_data["codes"]
        return {**self.cleaned_data, "codes": [code for code, _ in weighted], "weights": dict(weighted)}


class PreparingPages:
    def __init__(self, model_admin: admin.ModelAdmin) -> None:
        self.admin = model_admin

    def get_urls(self) -> list[URLPattern]:
        pages: dict[str, Callable[[HttpRequest, Exam], HttpResponse]] = {
            "assemble": self.assemble_view,
            "choose": self.choose_view,
            "forms": self.forms_view,
        }
        return [
            path(f"<int:exam_id>/{name}/", self._guard(view), name=f"assembly_exam_{name}")
            for name, view in pages.items()
        ]

    def _guard(self, view: Callable[[HttpRequest, Exam], HttpResponse]) -> Callable[..., HttpResponse]:
        def guarded(request: HttpRequest, exam_id: int) -> HttpResponse:
            if not request.user.has_perm("assembly.open_exam"):
                raise PermissionDenied
            return view(request, get_object_or_404(Exam, pk=exam_id))

        return self.admin.admin_site.admin_view(guarded)

    def assemble_view(self, request: HttpRequest, exam: Exam) -> HttpResponse:
        form = AssembleForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            run = request_assembly(actor=get_person(request), exam=exam, **form.cleaned_data)
            return HttpResponseRedirect(reverse("admin:assembly_assemblyrun_change", args=[run.pk]))
        rows, runs = list_rule_rows(exam=exam), list_runs(exam=exam)[:RUNS_SHOWN]
        return self._render(request, exam, "assemble", title="Assemble forms", form=form, rule_rows=rows, runs=runs)

    def choose_view(self, request: HttpRequest, exam: Exam) -> HttpResponse:
        form = ChooseForm(request.POST or None)
        findings: list[str] = []
        if request.method == "POST" and form.is_valid():
            try:
                chosen = choose_form(actor=get_person(request), exam=exam, **form.choice)
            except FormRefused as refusal:
                findings = refusal.extra["findings"]
            else:
                messages.success(request, f"Form {chosen.number} was made of the items that you chose.")
                return HttpResponseRedirect(reverse("admin:assembly_exam_forms", args=[exam.pk]))
        return self._render(request, exam, "choose", title="Choose a form", form=form, findings=findings)

    def forms_view(self, request: HttpRequest, exam: Exam) -> HttpResponse:
        """All forms side by side; `?run=` those of one run; `?format=csv` as a file."""
        found = list_forms_with_sittings(exam=exam)
        run = request.GET.get("run", "")
        shown = [form for form in found if not run or str(form.assembly_run_id) == run]
        rows = compare(list_compared_forms(exam=exam, forms=shown)) if shown else []
        if request.GET.get("format") == "csv":
            return _write_csv(exam, shown, rows)
        return self._render(request, exam, "forms", title="Forms side by side", forms=shown, rows=rows, run=run)

    def _render(self, request: HttpRequest, exam: Exam, name: str, **context: Any) -> HttpResponse:
        base = {**self.admin.admin_site.each_context(request), "opts": Exam._meta, "exam": exam}
        return TemplateResponse(request, f"admin/assembly/assembling/{name}.html", {**base, **context})


def _write_csv(exam: Exam, shown: list[Form], rows: list[Row]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{exam.slug}-forms.csv"'
    writer = csv.writer(response)
    writer.writerow(["section", "measure", *(f"form {form.number}" for form in shown), "spread"])
    for row in rows:
        writer.writerow([row.section, _as_text(row.label), *row.cells, row.spread])
    return response


def _as_text(label: str) -> str:
    """A tag that begins like a formula is no formula."""
    return f"'{label}" if label.startswith(("=", "+", "-", "@", "\t")) else label
