from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError
from config.demo import load_shipped_content, make_demo_accounts
from exams.exchange.services.bank import ImportRefused


class Command(BaseCommand):
    help = "Load roles, the shipped guide, bank and exam and, in a demonstration, its accounts. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-accounts", action="store_true", help="content only")

    def handle(self, *args: Any, no_accounts: bool, **options: Any) -> None:
        try:
            self.stdout.write(f"Items: {load_shipped_content()}.")
        except ImportRefused as refusal:
            raise CommandError(f"The shipped bank could not be loaded:\n{refusal}") from refusal
        except DomainError as refusal:
            raise CommandError(f"The shipped exam could not be opened: {refusal.detail}") from refusal
        if settings.IS_DEMO and not no_accounts:
            make_demo_accounts()
