"""The report as a PDF: made by a worker in a process of its own, kept for minutes, fetched by whoever asked."""

import json
import subprocess
import sys

from django.conf import settings
from django.core.cache import caches

from scoring.marking.models import Result
from scoring.marking.pdf.document import describe
from scoring.marking.report import build_report

KEPT_SECONDS = 600
# Who asks again meanwhile asks for the same; a worker that died is replaced after this.
ASKED_SECONDS = 60
MOST_SECONDS = 60


def find_pdf(*, result: Result) -> bytes | None:
    """The file of the result as it is now; None while there is none."""
    made = caches["shared"].get(_key(result))
    return made if isinstance(made, bytes) else None


def claim(*, result: Result) -> bool:
    """Whether this caller is the one to have it made."""
    return bool(caches["shared"].add(_key_asked(result), 1, ASKED_SECONDS))


def list_keys(*, result: Result) -> list[str]:
    """Under which names the cache may hold something of the result."""
    return [_key(result), _key_asked(result)]


def make_pdf(*, result_id: int) -> bool:
    """Make and keep the file of a released result; False where there is no such result any more.

    Raises CalledProcessError and TimeoutExpired of the typesetter: then the next one who asks has it made again.
    """
    rows = Result.objects.select_related("sitting__exam__guide", "sitting__form", "sitting__user")
    result = rows.shown().filter(pk=result_id, is_verdict_only=False).first()
    if result is None:
        return False
    document = json.dumps(describe(build_report(result=result), result=result))
    made = subprocess.run(
        [sys.executable, "-m", "scoring.marking.pdf.typeset"],
        input=document.encode(),
        capture_output=True,
        check=True,
        timeout=MOST_SECONDS,
        cwd=settings.BASE_DIR,
    )
    caches["shared"].set(_key(result), made.stdout, KEPT_SECONDS)
    return True


def _key(result: Result) -> str:
    return f"report-pdf:{result.pk}:{result.number}"


def _key_asked(result: Result) -> str:
    return f"{_key(result)}:asked"
