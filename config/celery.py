"""The Celery application of web, worker and beat."""

import os

from celery import Celery
from celery.signals import beat_init, setup_logging, task_prerun, worker_init
from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections
from django_structlog.celery.steps import DjangoStructLogInitStep

from dbbroker import alias  # noqa: F401  (from here on the address django:// is known)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

app = Celery("mockingbird")
# For every thread, not only for the one that imports this module: the web server's threads queue tasks too.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def keep_our_logging(**kwargs: object) -> None:
    """Being connected is what counts: Celery then leaves Django's logging configuration alone."""


@task_prerun.connect
def heal_connections(**kwargs: object) -> None:
    """Connections outlive tasks (CELERY_DB_REUSE_MAX): one that a restart of the database broke must not."""
    close_old_connections()


@worker_init.connect
@beat_init.connect
def refuse_unsafe_start(**kwargs: object) -> None:
    """What config.wsgi refuses, worker and beat refuse too."""
    from config import checks  # needs the apps, which Celery has loaded by now

    try:
        checks.refuse_unsafe_start()
    except ImproperlyConfigured as error:
        # Celery logs a receiver's exception and goes on; this one it does not catch.
        raise SystemExit(str(error)) from error
