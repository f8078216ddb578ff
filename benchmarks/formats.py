"""Time and memory for reading many items from each format, and files at and over the limit: without a database.

    python benchmarks/formats.py [--items 10000] [--large]

The items are the shipped ones again and again, each with a number in its texts. Every file is read in a process of its
own; memory is the most that it had, less what it had before it opened the file. `--large`: files of 45 MB (or as many
items as a format takes), and of 100 MB, which must be refused at once.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from exams.exchange.bank_files import read_bank  # noqa: E402
from exams.exchange.foreign import ForeignItem, Source  # noqa: E402
from exams.exchange.formats.aiken import write_aiken  # noqa: E402
from exams.exchange.formats.csv_file import write_csv  # noqa: E402
from exams.exchange.formats.detect import read_file  # noqa: E402
from exams.exchange.formats.gift_writer import write_gift  # noqa: E402
from exams.exchange.formats.moodle_xml_writer import write_moodle_xml  # noqa: E402
from exams.exchange.formats.qti import write_qti  # noqa: E402
from exams.exchange.formats.xlsx_file import write_xlsx  # noqa: E402
from exams.exchange.mapping import to_foreign  # noqa: E402

MEGABYTE = 1024 * 1024
FORMATS: dict[str, tuple[str, Callable[[Iterable[ForeignItem]], bytes]]] = {
    "GIFT": ("x.gift", write_gift),
    "Aiken": ("x.txt", write_aiken),
    "Moodle XML": ("x.xml", write_moodle_xml),
    "CSV": ("x.csv", write_csv),
    "XLSX": ("x.xlsx", write_xlsx),
    "QTI 1.2": ("q12.zip", lambda items: write_qti(items, "1.2")),
    "QTI 2.1": ("q21.zip", lambda items: write_qti(items, "2.1")),
    "QTI 3.0": ("q30.zip", lambda items: write_qti(items, "3.0")),
}


def make_items(count: int) -> list[ForeignItem]:
    files = sorted((ROOT / "content" / "gcp-pmle" / "items").rglob("*.yaml"))
    shipped = read_bank({file.name: file.read_text("utf-8") for file in files}).items
    made = [to_foreign(item.code, item.content) for item in shipped]
    return [_numbered(made[number % len(made)], number) for number in range(count)]


def _numbered(item: ForeignItem, number: int) -> ForeignItem:
    options = tuple(replace(row, text=f"{row.text} ({number})") for row in item.options)
    return replace(item, source_id=f"item-{number}", stem=f"Number {number}. {item.stem}", options=options)


def most_memory() -> float:
    """The most memory that this process has had, in MB. (`ru_maxrss` would begin with its parent's.)"""
    status = Path("/proc/self/status").read_text("utf-8")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def read(path: Path) -> dict[str, float]:
    """In the process of its own: what it takes to read a file."""
    before = most_memory()
    cpu, wall = time.process_time(), time.perf_counter()
    _, reading = read_file(Source(path.name, path.read_bytes()))
    return {
        "items": len(reading.items),
        "refused": len(reading.refused),
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "megabytes": most_memory() - before,
    }


def measure(name: str, data: bytes, folder: Path, file_name: str) -> None:
    path = folder / file_name
    path.write_bytes(data)
    command = [sys.executable, __file__, "--read", str(path)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(
        f"{name:24} {len(data) / MEGABYTE:7.1f} MB {found['items']:7} items {found['refused']:3} refused"
        f" {found['cpu']:7.2f} s CPU {found['wall']:7.2f} s {found['megabytes']:7.0f} MB of memory",
        flush=True,
    )
    path.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--read", type=Path)
    options = parser.parse_args()
    if options.read:
        print(json.dumps(read(options.read)))
        return
    items = make_items(options.items)
    with TemporaryDirectory() as folder:
        for name, (file_name, write) in FORMATS.items():
            data = write(items)
            measure(name, data, Path(folder), file_name)
            if options.large:
                many = max(len(items) * 45 * MEGABYTE // len(data), 1)
                measure(f"{name}, 45 MB", write(make_items(min(many, 60_000))), Path(folder), file_name)
                measure(f"{name}, 100 MB", data.ljust(100 * MEGABYTE), Path(folder), file_name)


if __name__ == "__main__":
    main()
