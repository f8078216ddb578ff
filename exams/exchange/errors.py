from common.errors import DomainError


class FileRefused(DomainError):
    code = "file-refused"
    title = "The file cannot be taken."
    status = 400


class TooManyFiles(DomainError):
    code = "too-many-files"
    title = "Too many files are waiting."
    status = 429


class StepRefused(DomainError):
    """What is asked of an import does not fit where it stands."""

    code = "import-refused"
    title = "The import cannot go on like this."


class ExportRefused(DomainError):
    code = "export-refused"
    title = "These items cannot be exported."
    status = 400
