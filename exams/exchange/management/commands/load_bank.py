"""`manage.py load_bank content/gcp-pmle`: a guide and its items, safe to repeat."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exams.exchange.services.bank import ImportRefused, import_bank, read_sources
from exams.exchange.services.guides import import_folder


class Command(BaseCommand):
    help = "Load an exam guide and the items of a folder (or one item file). Loading twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = "exam_guide.yaml, study_resources.yaml, products.yaml and items/"
        parser.add_argument("path", type=Path, help=f"a folder with {names}, or one item file")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        if not path.exists():
            raise CommandError(f"There is no {path}.")
        try:
            is_folder = path.is_dir()
            report = import_folder(folder=path) if is_folder else import_bank(actor=None, sources=read_sources(path))
        except ImportRefused as refusal:
            count = len(refusal.findings)
            raise CommandError(f"Nothing was loaded; {count} things are wrong:\n{refusal}") from refusal
        self.stdout.write(f"Items: {report}.")
