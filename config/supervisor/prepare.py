"""Brings the database up to date and loads the demonstration: one process, quick when there is nothing to do."""

from config.supervisor import lifeline

lifeline.hold()

import django  # noqa: E402  (the process is tied before anything slow happens)
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402


def main() -> None:
    django.setup()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("bringing the database up to date", flush=True)
        call_command("migrate", interactive=False, verbosity=0)
    call_command("setup_demo")


if __name__ == "__main__":
    main()
