"""Images of items. Their names are digests: they tell nothing, and what a name shows never changes."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from exams.bank.models.media import CONTENT_TYPES

NAME = re.compile(r"[0-9a-f]{64}\.(png|jpg|webp|gif)")
FOR_EVER = "private, max-age=31536000, immutable"


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """An image by its name. Who knows the name has seen the item: it cannot be guessed."""
    path = f"items/{name}"
    if not NAME.fullmatch(name) or not default_storage.exists(path):
        raise Http404
    response = FileResponse(default_storage.open(path), content_type=CONTENT_TYPES[name.rsplit(".", 1)[1]])
    response["Cache-Control"] = FOR_EVER
    return response
