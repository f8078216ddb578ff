"""Which format a file has, by its content first and its name after that. Pure."""

import re

from exams.exchange.foreign import Place, Reading, Refused, Source
from exams.exchange.formats.aiken import read_aiken
from exams.exchange.formats.csv_file import read_csv
from exams.exchange.formats.gift import read_gift
from exams.exchange.formats.moodle_xml import read_moodle_xml
from exams.exchange.formats.qti import read_qti
from exams.exchange.formats.xlsx_file import read_xlsx
from exams.exchange.packages import is_package
from exams.exchange.text_files import MOST_BYTES

READERS = {
    "qti": read_qti,
    "moodle": read_moodle_xml,
    "gift": read_gift,
    "aiken": read_aiken,
    "csv": read_csv,
    "xlsx": read_xlsx,
}
HEAD_BYTES = 4096
_AIKEN_KEY = re.compile(rb"^[ \t]*ANSWER:[ \t]*[A-Z][ \t\r]*$", re.MULTILINE)
_TABLES = (".csv", ".tsv")


def read_file(source: Source, *, format_name: str = "") -> tuple[str, Reading]:
    """The format's name and all that the file holds. `format_name`: one of READERS, or nothing to find out."""
    if len(source.data) > MOST_BYTES:
        reason = f"The file is larger than {MOST_BYTES // 1024 // 1024} MB."
        return format_name, Reading(refused=(Refused(Place(source.name), reason, "Split it."),))
    name = format_name or detect(source)
    return name, READERS[name](source)


def detect(source: Source) -> str:
    """One of READERS. GIFT is what anything else is taken for: its reader says line by line what is none."""
    name = source.name.lower()
    if is_package(source.data):
        return "xlsx" if b"xl/workbook.xml" in source.data or name.endswith(".xlsx") else "qti"
    head = source.data[:HEAD_BYTES].replace(b"\x00", b"")  # of UTF-16 every other byte
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return "moodle" if re.search(rb"<quiz\b", head) else "qti"
    if name.endswith(_TABLES):
        return "csv"
    return "aiken" if _AIKEN_KEY.search(source.data.replace(b"\x00", b"")) else "gift"
