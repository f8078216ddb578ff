"""`make run`: everything on one machine, nothing to install, a demonstration unless told otherwise."""

from config.env import env, secret_from_file
from config.logging import logging_config
from config.settings.base import *  # noqa: F403
from config.settings.base import DATA_DIR

IS_DEMO = env.bool("DEMO", True)
SECRET_KEY = env.str("SECRET_KEY", "") or secret_from_file(DATA_DIR / "secret_key")

# Straight from the checkout: no collecting at the start, and an update is seen with the next start.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0
LOG_FORMAT = env.str("LOG_FORMAT", "console")
LOGGING = logging_config(log_format=LOG_FORMAT, level=env.str("LOG_LEVEL", "WARNING"))
