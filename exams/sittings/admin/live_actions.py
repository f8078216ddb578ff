"""What staff may do on the live page, to one, to some or to all: read from a form, done by the services."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from accounts.models import User
from common.durations import spell
from common.errors import DomainError
from exams.assembly.models import Exam
from exams.sittings.live_selectors import list_under_way
from exams.sittings.models import Sitting, SittingState
from exams.sittings.services import control, outages

MESSAGE, PAUSE, RESUME, EXTEND, CREDIT, TERMINATE = "message", "pause", "resume", "extend", "credit", "terminate"
ACTIONS = (MESSAGE, PAUSE, RESUME, EXTEND, CREDIT, TERMINATE)
TICKED, EVERYONE = "ticked", "everyone"
# What must not happen without words to the candidate.
WITH_WORDS = {
    MESSAGE: "Write what the candidate should read.",
    PAUSE: "Say why the exam is paused: the candidate reads it in place of the item.",
    EXTEND: "Say why time is given: the candidate reads it, and the log keeps it.",
    TERMINATE: "An exam is ended for a reason: the candidate reads it, and the log keeps it.",
}
# To everyone: those who are there already are no refusals.
STATE_BEFORE = {PAUSE: SittingState.RUNNING, RESUME: SittingState.PAUSED}


class ActionForm(forms.Form):
    action = forms.ChoiceField(choices=[(name, name) for name in ACTIONS], widget=forms.HiddenInput)
    who = forms.ChoiceField(
        choices=[(TICKED, "Those ticked below"), (EVERYONE, "Everyone who is sitting")],
        initial=TICKED,
        widget=forms.RadioSelect,
        label="To whom",
    )
    text = forms.CharField(
        label="Words for the candidate",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500}),
    )
    minutes = forms.IntegerField(label="Minutes to give", min_value=1, max_value=600, required=False)
    is_own_gap_included = forms.BooleanField(label="own gaps too", required=False)
    is_sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(_spelled_out(data) if data is not None else None)
        self.ids = _read_ids(data.getlist("sitting")) if data is not None else []
        if data is not None and data.get("credit_one"):
            self.ids = _read_ids(data.getlist("credit_one"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        action = values.get("action", "")
        if not values.get("text") and action in WITH_WORDS and "text" not in self.errors:
            self.add_error("text", WITH_WORDS[action])
        if action == EXTEND and not values.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", "How many minutes?")
        if values.get("who") == TICKED and not self.ids:
            self.add_error("who", "Tick a candidate first, or choose everyone.")
        return values

    def list_targets(self, exam: Exam) -> list[Sitting]:
        """The sittings that are meant; of those ticked also the ones that are over meanwhile."""
        if self.cleaned_data["who"] == TICKED:
            rows = Sitting.objects.filter(exam=exam, pk__in=self.ids).select_related("user")
            return list(rows.order_by("user__name", "user__email"))
        state = STATE_BEFORE.get(self.cleaned_data["action"])
        return list(list_under_way(exam=exam).filter(**({"state": state} if state else {})))


def _spelled_out(data: QueryDict) -> QueryDict:
    """The buttons beside an outage do one thing at one click: what they leave out is filled in.

    Minutes that were typed and not meant stop nothing else.
    """
    values = data.copy()
    if "credit_one" in values or "credit_all" in values:
        values["action"] = CREDIT
        values["who"] = TICKED if "credit_one" in values else EVERYONE
        values.pop("is_own_gap_included", None)
    if values.get("action") != EXTEND:
        values["minutes"] = ""
    return values


def _read_ids(words: Iterable[str]) -> list[UUID]:
    found = []
    for word in words:
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return found


@dataclass
class Outcome:
    """`done`: a sentence, or nothing; `refused`: a sentence for each candidate to whom it was not done."""

    done: str = ""
    refused: list[str] = field(default_factory=list)


def act(*, actor: User, form: ActionForm, sittings: Sequence[Sitting]) -> Outcome:
    """Do what a valid form asks. Each sitting is a transaction of its own: one refusal stops nobody else's."""
    values = form.cleaned_data
    if values["action"] == CREDIT:
        return _give_back(actor, sittings, values["is_own_gap_included"])
    step, sentence = _steps(actor, values)[values["action"]]
    outcome = Outcome()
    count = 0
    for sitting in sittings:
        try:
            step(sitting.pk)
        except DomainError as refusal:
            outcome.refused.append(f"{sitting.user}: {refusal.detail}")
        else:
            count += 1
    if count:
        outcome.done = sentence.format(who=_people(count), are="is" if count == 1 else "are")
    elif not sittings:
        outcome.refused.append("There is nobody to whom this could be done.")
    return outcome


def _steps(actor: User, values: dict[str, Any]) -> dict[str, tuple[Callable[[UUID], object], str]]:
    text, minutes = values["text"], values["minutes"] or 0
    return {
        MESSAGE: (
            lambda pk: control.send_message(actor=actor, sitting_id=pk, text=text),
            "Your message is on its way to {who}.",
        ),
        PAUSE: (lambda pk: control.pause(actor=actor, sitting_id=pk, text=text), "{who} {are} paused."),
        RESUME: (lambda pk: control.resume(actor=actor, sitting_id=pk, text=text), "{who} {are} going on."),
        EXTEND: (
            lambda pk: control.extend(actor=actor, sitting_id=pk, seconds=minutes * 60, text=text),
            f"{{who}} got {spell(minutes * 60)} more.",
        ),
        TERMINATE: (
            lambda pk: control.terminate(actor=actor, sitting_id=pk, text=text),
            "The exam of {who} is over.",
        ),
    }


def _give_back(actor: User, sittings: Sequence[Sitting], is_own_gap_included: bool) -> Outcome:
    granted = outages.grant_to(actor=actor, sittings=sittings, is_own_gap_included=is_own_gap_included)
    outcome = Outcome(refused=[f"{name}: This sitting is over." for name in granted.skipped])
    if granted.count:
        each = "" if granted.count == 1 else " in all"
        outcome.done = f"{_people(granted.count)} got {spell(granted.seconds)} back{each}."
    elif not granted.skipped:
        outcome.refused.append("There is nothing to give back, or it has been given back already.")
    return outcome


def _people(count: int) -> str:
    return "1 candidate" if count == 1 else f"{count} candidates"
