"""`manage.py verify_receipt FILE`: does a candidate's receipt match what is stored, and where not."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from exams.sittings import receipts
from exams.sittings.models import Sitting
from exams.sittings.selectors import get_chain


class Command(BaseCommand):
    help = "Compare a receipt (a candidate's file) with what is stored. Ends with 1 when they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE", help="the receipt")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        receipt = self._read(path)
        try:
            sitting = Sitting.objects.filter(pk=receipt["sitting"]).first()
        except ValidationError:
            sitting = None
        if sitting is None:
            raise CommandError(f"There is no sitting {receipt['sitting']} in this database.")
        found = receipts.compare(receipt, get_chain(sitting=sitting))
        if found:
            raise CommandError(
                "The receipt does not match what is stored:\n" + "\n".join(f"- {line}" for line in found)
            )
        later = sitting.receipt_number - receipt["number"]
        suffix = f" Since then {later} more batches were acknowledged." if later else ""
        count = len(receipt["answers"])
        self.stdout.write(f"The receipt matches: {count} answers, {receipt['number']} links, issued by us.{suffix}")

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            return receipts.read(path.read_text("utf-8"))
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except (UnicodeDecodeError, receipts.ReceiptUnreadable) as error:
            raise CommandError(f"{path}: {error}") from error
