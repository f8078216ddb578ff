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


class StatusRefused(DomainError):
    code = "status-refused"
    title = "The item cannot go to that status."


class ImageRefused(DomainError):
    code = "image-refused"
    title = "The image cannot be stored."
    status = 400
