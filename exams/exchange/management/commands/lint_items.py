"""`manage.py lint_items`: the rules of good items over the database, or over files without one."""

import json
import re
from argparse import ArgumentParser
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from exams.bank.checks import list_bank_findings
from exams.bank.lint import Finding, Level, blocks_live, lint_bank
from exams.bank.models import Item
from exams.exchange.bank_files import read_bank
from exams.exchange.lint_files import read_knowledge, to_subject
from exams.exchange.services.bank import ImportRefused, read_sources, read_text
from exams.exchange.strict_yaml import Refused

BESIDE = ("exam_guide.yaml", "products.yaml", "lint.yaml")
_BY_RULE = re.compile(r"\([A-Z]\d\d\)$")
LEVELS = [level.value for level in Level]


class Command(BaseCommand):
    help = "Say what is wrong with items, why it matters and how to mend it. Exit code 1 if an error is not waived."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("codes", nargs="*", metavar="CODE", help="only these items (all that are not retired)")
        parser.add_argument("--path", type=Path, help="a folder of a bank or one item file, instead of the database")
        parser.add_argument("--level", choices=LEVELS, default="I", help="the least level shown: E, W or I (all)")
        parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")

    def handle(self, *args: Any, codes: list[str], path: Path | None, **options: Any) -> None:
        today = timezone.now().date()
        findings, places = _of_files(path, codes, today) if path else (_of_database(codes), {})
        shown = [row for row in findings if LEVELS.index(row.level) <= LEVELS.index(options["level"])]
        if options["json"]:
            rows = [{**row.as_dict(), "place": places.get(row.item, "")} for row in shown]
            self.stdout.write(json.dumps({"findings": rows, "counts": _count(findings)}, indent=2, ensure_ascii=False))
        else:
            self._print(shown, findings, places)
        blocking = blocks_live(findings)
        if blocking:
            raise CommandError(f"{len(blocking)} errors are not waived.", returncode=1)

    def _print(self, shown: list[Finding], findings: list[Finding], places: dict[str, str]) -> None:
        explained: set[str] = set()
        for row in shown:
            where = f"{row.item} {row.where}".strip() or "bank"
            place = f"{places[row.item]}: " if row.item in places else ""
            self.stdout.write(f"{place}{row.level} {row.rule} {where}: {row.message}")
            if row.waived_because:
                self.stdout.write(f"    waived: {row.waived_because}")
            elif row.rule not in explained:
                explained.add(row.rule)
                self.stdout.write(f"    why: {row.why}\n    mend: {row.mend}")
        counts = _count(findings)
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in counts.items()) + ".")


def _count(findings: list[Finding]) -> dict[str, int]:
    by_level = Counter(row.level for row in findings if not row.waived_because)
    return {
        "errors": by_level[Level.ERROR],
        "warnings": by_level[Level.WARNING],
        "information": by_level[Level.INFORMATION],
        "waived": sum(bool(row.waived_because) for row in findings),
    }


def _of_database(codes: list[str]) -> list[Finding]:
    missing = sorted(set(codes) - set(Item.objects.filter(code__in=codes).values_list("code", flat=True)))
    if missing:
        raise CommandError(f"There is no item {', '.join(missing)}.", returncode=2)
    return list_bank_findings(codes=codes)


def _of_files(path: Path, codes: list[str], today: date) -> tuple[list[Finding], dict[str, str]]:
    """The findings of files, and for each item where it stands."""
    if not path.exists():
        raise CommandError(f"There is no {path}.", returncode=2)
    try:
        knowledge, targets = read_knowledge(_read_beside(path), today=today)
        bank = read_bank(read_sources(path / "items" if (path / "items").is_dir() else path))
    except (ImportRefused, Refused, KeyError) as error:
        raise CommandError(str(error), returncode=2) from error
    # What the reader says with a rule's code, the linter says again, and better.
    unread = [finding for finding in bank.findings if not _BY_RULE.search(finding.message)]
    if unread and not bank.items:
        raise CommandError("\n".join(map(str, unread)), returncode=2)
    items = [item for item in bank.items if not codes or item.code in codes]
    findings = lint_bank([to_subject(item) for item in items], knowledge, None if codes else targets)
    findings += [Finding("S01", Level.ERROR, f"{row.file}:{row.line}", row.message) for row in unread]
    return findings, {item.code: f"{item.file}:{item.line}" for item in items}


def _read_beside(path: Path) -> dict[str, str]:
    """Guide, products and settings that lie in the folder, or in one of the two above a file or its folder."""
    files: dict[str, str] = {}
    for folder in (path, *list(path.resolve().parents)[:2]):
        if folder.is_dir():
            for name in BESIDE:
                if name not in files and (folder / name).is_file():
                    files[name] = read_text(folder / name)
    return files
