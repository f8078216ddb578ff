"""For servers that speak ASGI only; WSGI is faster for this product (docs/ARCHITECTURE.md).

With `PUSH_PATH` the push channel is served here too; beside WSGI web processes it is one of its own (config/push.py).
"""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

pages = get_asgi_application()

from django.conf import settings  # noqa: E402

from config import pulse  # noqa: E402  (needs the apps that the line above loads)
from config.checks import refuse_unsafe_start  # noqa: E402
from exams.sittings import push_channel  # noqa: E402

refuse_unsafe_start()
pulse.start()


async def application(scope: push_channel.Scope, receive: push_channel.Receive, send: push_channel.Send) -> None:
    is_push = scope["type"] == "http" and settings.PUSH_PATH and scope["path"].startswith(settings.PUSH_PATH)
    await (push_channel.application if is_push else pages)(scope, receive, send)  # type: ignore[arg-type]
