"""What a candidate types to report a question."""

from django import forms

from exams.bank.models.report import ReportKind
from exams.bank.services.reports import MOST_CHARACTERS


class ReportForm(forms.Form):
    kind = forms.ChoiceField(label="What is it about?", choices=ReportKind.choices)
    text = forms.CharField(
        label="What is wrong?",
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="If it is about an option, quote it: everybody sees the options under other letters.",
    )
    source_url = forms.URLField(
        label="Where can one read that?",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="The address of a page that shows it.",
    )
