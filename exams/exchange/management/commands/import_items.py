"""`manage.py import_items FILE --dry-run --json`: items of other systems, all or nothing."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from exams.exchange.foreign import Source
from exams.exchange.formats.names import READ
from exams.exchange.importing import PlanRefused, carry_out
from exams.exchange.planning import plan_import
from exams.exchange.rows import Plan, list_rows

SIGNS = {"create": "+", "change": "~", "duplicate": "=", "unsupported": "?", "refused": "!"}


class Command(BaseCommand):
    help = "Import items: our own files, QTI, Blackboard, Moodle XML, GIFT, Aiken, CSV, XLSX. Importing twice creates nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--format", choices=READ, default="", help="found out by the content if it is not given")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument("--partial", action="store_true", help="go on without the items that cannot be read")
        parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        missing = [str(path) for path in files if not path.is_file()]
        if missing:
            raise CommandError(f"There is no file {', '.join(missing)}.")
        is_dry = options["dry_run"]
        plans: list[Plan] = []
        try:
            with transaction.atomic():
                for path in files:
                    plan = plan_import(Source(path.name, path.read_bytes()), format_name=options["format"])
                    plans.append(plan)
                    if not is_dry:
                        carry_out(plan, actor=None, is_partial=options["partial"])
        except PlanRefused as refusal:
            self._tell(plans, options["json"])
            raise CommandError(f"Nothing was imported: {refusal} --partial leaves them out.") from refusal
        self._tell(plans, options["json"])

    def _tell(self, plans: list[Plan], is_json: bool) -> None:
        counts = {name: sum(plan.count()[name] for plan in plans) for name in SIGNS}
        if is_json:
            self.stdout.write(json.dumps({"items": list_rows(plans), "counts": counts}, ensure_ascii=False, indent=2))
            return
        for plan in plans:
            for row in plan.rows:
                words = " ".join(word for word in (row.code, row.type, row.reason) if word)
                self.stdout.write(f"{SIGNS[row.decision]} {row.place} {row.source_id}: {words}")
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()))
