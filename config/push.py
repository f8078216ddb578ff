"""The push channel's own small process: settings and Redis, no apps, no database.

granian --interface=asgi config.push:application
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

from django.conf import settings
from django.utils.log import configure_logging

from config.checks import refuse_unsafe_start
from exams.sittings.push_channel import application

__all__ = ["application"]

configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
refuse_unsafe_start()
