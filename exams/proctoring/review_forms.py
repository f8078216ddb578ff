"""What a reviewer and a candidate type."""

from django import forms

from exams.proctoring.models import ReviewState, Verdict

MOST_CHARACTERS = 2000
OPEN = "open"
STATES = [
    (OPEN, "Waits for a decision"),
    (ReviewState.WAITING, "Not looked at yet, or a second opinion wanted"),
    (ReviewState.APPEALED, "Appealed"),
    (ReviewState.DECIDED, "Decided"),
    (ReviewState.NONE, "Nothing to review"),
]


class QueueForm(forms.Form):
    """What part of the queue to see."""

    exam = forms.ChoiceField(label="Exam", required=False)
    state = forms.ChoiceField(label="State", required=False, choices=STATES)

    def __init__(self, *args: object, exams: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        exam = self.fields["exam"]
        assert isinstance(exam, forms.ChoiceField)
        exam.choices = [("", "All exams"), *exams]


class DecisionForm(forms.Form):
    """`seen_count`: how many decisions stood on the page that the reviewer read."""

    verdict = forms.ChoiceField(label="Verdict", choices=Verdict.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Reason",
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The candidate reads it, without your name.",
    )
    seen_count = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class StatementForm(forms.Form):
    text = forms.CharField(label="Your words", max_length=MOST_CHARACTERS, widget=forms.Textarea(attrs={"rows": 4}))
    incident = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    is_appeal = forms.BooleanField(required=False, widget=forms.HiddenInput)
