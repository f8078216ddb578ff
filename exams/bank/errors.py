from common.errors import DomainError
from exams.bank.content import Finding


class ContentRefused(DomainError):
    """The content breaks rules that no item may break; `findings` says which and where."""

    code = "content-refused"
    title = "The item cannot be saved like this."
    status = 400

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(" ".join(finding.message for finding in findings))
        self.findings = findings


class EditConflict(DomainError):
    """Somebody saved another version since this edit was begun; `revision` is the one that is current now."""

    code = "edit-conflict"
    title = "Somebody else has saved this item in the meantime."

    def __init__(self, revision: int) -> None:
        super().__init__(revision=revision)
        self.revision = revision


class StatusRefused(DomainError):
    code = "status-refused"
    title = "The item cannot go to that status."


class ImageRefused(DomainError):
    code = "image-refused"
    title = "The image cannot be stored."
    status = 400


class CommentRefused(DomainError):
    code = "comment-refused"
    title = "The comment cannot be stored."
    status = 400


class ReportRefused(DomainError):
    code = "report-refused"
    title = "The report cannot be taken."
    status = 400


class TooManyReports(DomainError):
    code = "too-many-reports"
    title = "Too many reports today."
    status = 429


class WaiverRefused(DomainError):
    code = "waiver-refused"
    title = "The rule cannot be waived like this."
    status = 400
