from common.errors import DomainError
from exams.assembly.drawing import Shortage


class BlueprintShortage(DomainError):
    """The bank cannot fill a form: too few live items in some domains."""

    code = "blueprint-shortage"
    title = "The question bank has too few live items for this exam."

    def __init__(self, shortages: list[Shortage]) -> None:
        parts = [f"domain {row.domain} needs {row.needed} and has {row.available}" for row in shortages]
        told = f"{self.title[:-1]}: {'; '.join(parts)}."
        super().__init__(told if parts else "The exam's guide has no domains, so nothing can be drawn.")
        self.shortages = shortages


class ExamNotOpen(DomainError):
    """`opens_at` or `closes_at` (in `extra`) says when it will be, or was, where that is why."""

    code = "exam-not-open"
    title = "This exam is not open."


class ExamNotBegun(DomainError):
    """`starts_at` and `wait_ms` (in `extra`) say when; who has checked in can wait for it."""

    code = "exam-not-begun"
    title = "This exam has not begun."


class ExamOver(DomainError):
    """By the common clock nothing is left of this person's time."""

    code = "exam-over"
    title = "The time of this exam is over."


class FormsNotPrepared(DomainError):
    """The exam's forms are assembled or chosen beforehand, and none is left for this person."""

    code = "no-form-left"
    title = "No form of this exam is left. Its staff assemble or choose the forms; none is drawn."


class FormRefused(DomainError):
    """A form chosen by hand does not fit the exam; `findings` (in `extra`) say why."""

    code = "form-refused"
    title = "This cannot be a form of the exam."


class FormWasSat(DomainError):
    code = "form-was-sat"
    title = "This form has sittings: it stays, so that their results can be explained."


class FormIsSpokenOf(DomainError):
    code = "form-is-spoken-of"
    title = "Something else speaks of this form, such as a cut score panel: it stays."


class ExamNotDraft(DomainError):
    code = "exam-not-draft"
    title = "This exam was opened: its cut changes only by scoring again, so that everybody sees what it changes."


class BankHasChanged(DomainError):
    code = "bank-has-changed"
    title = "Items changed while the forms were made. Assemble them again."
