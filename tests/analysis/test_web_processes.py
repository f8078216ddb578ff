"""A web process asks for statistics and shows them without loading what computes them."""

import subprocess
import sys


def test_pages_load_no_numpy() -> None:
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings.test';"
        "import django; django.setup(); import config.urls; from django.contrib import admin; admin.autodiscover();"
        "import scoring.analysis.admin, scoring.analysis.services.requests; sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_tasks_are_known_by_the_names_that_pages_send() -> None:
    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings.test'; import django; django.setup();"
        "from config.celery import app; app.loader.import_default_modules();"
        "from scoring.analysis.services.requests import TASK_OF; from django.conf import settings;"
        "names = [*TASK_OF.values(), settings.CELERY_BEAT_SCHEDULE['analyze what is new']['task']];"
        "assert set(names) <= set(app.tasks), names"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
