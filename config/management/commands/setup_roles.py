from typing import Any

from django.core.management.base import BaseCommand

from accounts.services.roles import set_up_roles
from config.roles import ROLES


class Command(BaseCommand):
    help = "Make the roles (instructor, author, reviewer, proctor, data protection) with their permissions. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        set_up_roles(roles=ROLES)
        self.stdout.write(f"Roles: {', '.join(ROLES)}.")
