"""`manage.py load_bank content/gcp-pmle`: a guide and its items, safe to repeat."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from exams.exchange.services.bank import (
    ImportRefused,
    import_bank,
    import_guides,
    import_products,
    read_sources,
    read_text,
)


class Command(BaseCommand):
    help = "Load an exam guide and the items of a folder (or one item file). Loading twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "path", type=Path, help="a folder with exam_guide.yaml, products.yaml and items/, or one item file"
        )

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        if not path.exists():
            raise CommandError(f"There is no {path}.")
        guide = path / "exam_guide.yaml"
        products = path / "products.yaml"
        items = path / "items" if (path / "items").is_dir() else path
        try:
            with transaction.atomic():  # a guide without its items would not be nothing
                if path.is_dir() and guide.exists():
                    import_guides(name=guide.name, text=read_text(guide))
                if path.is_dir() and products.exists():
                    import_products(name=products.name, text=read_text(products))
                report = import_bank(actor=None, sources=read_sources(items))
        except ImportRefused as refusal:
            count = len(refusal.findings)
            raise CommandError(f"Nothing was loaded; {count} things are wrong:\n{refusal}") from refusal
        self.stdout.write(f"Items: {report}.")
