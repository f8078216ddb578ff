"""The worker that looks at the camera's pictures in the candidate's browser: a few lines, with a policy of its own.

A worker has the policy of its own answer, not of the page that starts it. So this one alone may compile WebAssembly, and
can ask nobody but this site; the pages stay as closed as they are.
"""

import json

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

_POLICY = {"script-src": [SELF, "'wasm-unsafe-eval'"]}


@never_cache
@require_GET
@csp_replace(_POLICY)
def detector(request: HttpRequest) -> HttpResponse:
    """Nothing in it is anybody's. Where nothing was installed to look with, it says so by failing to load."""
    folder = settings.STATIC_URL + settings.CAMERA_MODEL_PATH
    library = static(settings.CAMERA_MODEL_PATH + "human.mjs") if settings.HAS_CAMERA_MODEL else f"{folder}human.mjs"
    lines = [
        f"import Human from {json.dumps(library)};",
        f"import {{ serve }} from {json.dumps(static('proctoring/watch/detector.js'))};",
        f"serve(Human, new URL({json.dumps(folder)}, location.href).href);",
    ]
    return HttpResponse("\n".join(lines), content_type="text/javascript; charset=utf-8")
