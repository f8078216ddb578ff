from common.errors import DomainError
from exams.assembly.drawing import Shortage


class BlueprintShortage(DomainError):
    """The bank cannot fill a form: too few live items in some domains."""

    code = "blueprint-shortage"
    title = "The question bank has too few live items for this exam."

    def __init__(self, shortages: list[Shortage]) -> None:
        if not shortages:
            super().__init__("The exam's guide has no domains, so nothing can be drawn.")
            self.shortages = shortages
            return
        parts = [f"domain {row.domain} needs {row.needed} and has {row.available}" for row in shortages]
        super().__init__(f"{self.title[:-1]}: {'; '.join(parts)}.")
        self.shortages = shortages


class ExamNotOpen(DomainError):
    code = "exam-not-open"
    title = "This exam is not open."
