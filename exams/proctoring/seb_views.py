"""The page for whoever comes with an ordinary browser, the configuration file, and the way out."""

from urllib.parse import urljoin

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from exams.proctoring import seb_requirements
from exams.proctoring.middleware import get_address
from exams.proctoring.models import SebRules
from exams.proctoring.seb import header
from exams.proctoring.seb_selectors import get_seb_rules

CONTENT_TYPE = "application/seb"
MAKER_URL = "https://safeexambrowser.org/download_en.html"


@never_cache
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What Safe Exam Browser is, where to get it, and the file; inside of it, whether it is the right one."""
    rules = _find(slug)
    requirement = seb_requirements.get_by_slug(slug)
    context = {
        "exam": rules.exam,
        "maker_url": MAKER_URL,
        "open_url": _open_url(slug),
        "is_inside": header.is_sent(request.headers),
        "is_right": requirement is None or requirement.is_met(get_address(request), request.headers),
        "is_own_file": rules.is_own_file,
        "has_password": bool(rules.quit_password_hash) and not rules.is_own_file,
    }
    return render(request, "proctoring/seb.html", context)


@never_cache
@require_safe
def file(request: HttpRequest, slug: str) -> HttpResponse:
    """The configuration. Public: the browser fetches it before anybody has signed in there."""
    response = HttpResponse(bytes(_find(slug).configuration), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{slug}.seb"'
    return response


@never_cache
@require_safe
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """The quit link: Safe Exam Browser closes where it would open this page, unless its configuration names another."""
    return render(
        request, "proctoring/seb_quit.html", {"exam": _find(slug).exam, "is_inside": header.is_sent(request.headers)}
    )


def _find(slug: str) -> SebRules:
    found = get_seb_rules(slug=slug)
    if found is None:
        raise Http404
    return found


def _open_url(slug: str) -> str:
    """Opens the file in Safe Exam Browser: its own scheme in place of http or https."""
    address = urljoin(f"{settings.PUBLIC_URL}/", reverse("seb:file", kwargs={"slug": slug}))
    return address.replace("http", "seb", 1)
