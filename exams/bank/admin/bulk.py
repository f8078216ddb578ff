"""Many items at once: one page asks what to change, then all of it is done."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.current import get_person
from exams.bank.admin import workflow
from exams.bank.forms import DayInput, WordsField
from exams.bank.models import Item, ItemStatus
from exams.bank.models.item import Difficulty, Style
from exams.bank.services.organizing import BulkEdit, edit_items

AS_IT_IS = ("", "As it is")
ENEMIES = [AS_IT_IS, ("yes", "May not stand on one form"), ("no", "May stand on one form")]


class BulkForm(forms.Form):
    status = forms.ChoiceField(required=False, choices=[AS_IT_IS, *workflow.LABELS.items()], label="Step")
    reason = forms.CharField(
        required=False,
        max_length=2000,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text="Needed to send back, to quarantine and to retire.",
    )
    difficulty = forms.ChoiceField(required=False, choices=[AS_IT_IS, *Difficulty.choices])
    style = forms.ChoiceField(required=False, choices=[AS_IT_IS, *Style.choices])
    add_tags = WordsField(required=False, widget=AdminTextInputWidget, help_text="With commas between them.")
    remove_tags = WordsField(required=False, widget=AdminTextInputWidget)
    add_products = WordsField(required=False, widget=AdminTextInputWidget)
    remove_products = WordsField(required=False, widget=AdminTextInputWidget)
    review_by = forms.DateField(required=False, widget=DayInput(), label="To be reviewed by")
    enemies = forms.ChoiceField(required=False, choices=ENEMIES, label="These items together")

    def edit(self) -> BulkEdit:
        values = {name: value for name, value in self.cleaned_data.items() if name not in {"status", "reason"}}
        return BulkEdit(**values | {"enemies": {"yes": True, "no": False}.get(values["enemies"])})


class BulkPages(admin.ModelAdmin):
    """The action of the list of items and its page."""

    @admin.action(description="Change…", permissions=["change"])
    def change_many(self, request: HttpRequest, queryset: QuerySet[Item]) -> HttpResponse | None:
        form = BulkForm(request.POST if "apply" in request.POST else None, label_suffix="")
        if form.is_valid():
            self._change(request, list(queryset), form)
            return None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Change items",
            "form": form,
            "items": queryset,
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
        }
        return TemplateResponse(request, "admin/bank/item/bulk.html", context)

    def _change(self, request: HttpRequest, items: list[Item], form: BulkForm) -> None:
        changed = edit_items(actor=get_person(request), items=items, edit=form.edit())
        for item in changed:
            self.log_change(request, item, "Details changed, together with others.")
        if changed:
            messages.success(request, f"Details changed: {', '.join(item.code for item in changed)}.")
        status: Any = form.cleaned_data["status"]
        if status:
            for item in workflow.step_all(request, items, status, form.cleaned_data["reason"]):
                self.log_change(request, item, f"Status: {ItemStatus(status).label}.")
        elif not changed:
            messages.info(request, "Nothing has changed.")
