"""`manage.py export_items --format moodle --output bank.xml`: items for other systems."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exams.bank.models import Item
from exams.exchange.exporting import export_items
from exams.exchange.formats.names import WRITTEN


class Command(BaseCommand):
    help = "Write items as our own files, QTI, Moodle XML, GIFT, Aiken, CSV or XLSX. docs/AUTHORING.md says what each cannot say."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("codes", nargs="*", metavar="CODE", help="only these items (all that are not retired)")
        parser.add_argument("--format", choices=WRITTEN, required=True)
        parser.add_argument("--output", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, codes: list[str], output: Path, **options: Any) -> None:
        unknown = set(codes) - set(Item.objects.filter(code__in=codes).values_list("code", flat=True))
        if unknown:
            raise CommandError(f"There is no item {', '.join(sorted(unknown))}.")
        data, count = export_items(format_name=options["format"], codes=codes)
        output.write_bytes(data)
        self.stdout.write(f"{count} items written to {output}.")
