"""The web server's entry point; an unsafe production configuration does not get past it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

application = get_wsgi_application()

from config import pulse  # noqa: E402  (needs the apps that the line above loads)
from config.checks import refuse_unsafe_start  # noqa: E402

refuse_unsafe_start()
pulse.start()
# What is loaded by now stays: the collector need not look through it again and again while candidates wait.
gc.collect()
gc.freeze()
