"""`python -m tests.faults.prepare COUNT`: an empty database becomes an installation with an open exam and candidates."""

import sys

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402  (the apps must be loaded)
from django.core.management import call_command  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.services.people import ensure_person  # noqa: E402
from config.demo import load_shipped_content  # noqa: E402
from tests.faults.candidate import PASSWORD, email_of  # noqa: E402


def main(count: int) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    load_shipped_content()
    for number in range(1, count + 1):
        ensure_person(email=email_of(number), name=f"Candidate {number}", password=PASSWORD)
    # A slow hash for each of them would take longer than all the rest.
    User.objects.filter(email__in=map(email_of, range(1, count + 1))).update(password=make_password(PASSWORD))


if __name__ == "__main__":
    main(int(sys.argv[1]))
