"""For servers that speak ASGI only; WSGI is faster for this product (docs/ARCHITECTURE.md)."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

application = get_asgi_application()

from config import pulse  # noqa: E402  (needs the apps that the line above loads)
from config.checks import refuse_unsafe_start  # noqa: E402

refuse_unsafe_start()
pulse.start()
