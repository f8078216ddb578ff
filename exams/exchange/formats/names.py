"""What people call the formats, how their files end, and of what type they are. Pure."""

from dataclasses import dataclass

OWN = "own"
ZIP = "application/zip"


@dataclass(frozen=True)
class Name:
    label: str
    ending: str = ""
    content_type: str = "application/octet-stream"


# In the order in which they are offered.
READ = {
    OWN: Name("Our own files (YAML, or a zip of them)"),
    "xlsx": Name("Excel workbook"),
    "csv": Name("CSV"),
    "qti": Name("QTI or Blackboard, file or package"),
    "moodle": Name("Moodle XML"),
    "gift": Name("GIFT"),
    "aiken": Name("Aiken"),
}
WRITTEN = {
    OWN: Name("Our own files (YAML, as a zip)", "zip", ZIP),
    "xlsx": Name("Excel workbook", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": Name("CSV", "csv", "text/csv; charset=utf-8"),
    "qti3.0": Name("QTI 3.0", "zip", ZIP),
    "qti2.2": Name("QTI 2.2", "zip", ZIP),
    "qti2.1": Name("QTI 2.1", "zip", ZIP),
    "qti1.2": Name("QTI 1.2 (Canvas and others)", "zip", ZIP),
    "moodle": Name("Moodle XML", "xml", "application/xml"),
    "gift": Name("GIFT", "gift.txt", "text/plain; charset=utf-8"),
    "aiken": Name("Aiken", "txt", "text/plain; charset=utf-8"),
}
