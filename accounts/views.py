"""What is held of somebody, for themselves: to read, to take along, to erase."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.current import get_person
from accounts.drawers import list_drawers
from accounts.forms import ErasureForm
from accounts.services import erasure
from accounts.taking_leave import as_file, refuse_guessing
from common.errors import DomainError


@never_cache
@login_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    is_staff = get_person(request).is_staff
    drawers = [drawer for drawer in reversed(list_drawers()) if is_staff or not drawer.is_for_staff]
    return render(request, "accounts/data.html", {"drawers": drawers})


@never_cache
@login_required
@require_safe
def take_along(request: HttpRequest) -> HttpResponse:
    return as_file(get_person(request))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    person = get_person(request)
    form = ErasureForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_valid():
        try:
            refuse_guessing(request, person)
            erasure.erase_oneself(user=person, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.detail)
        else:
            logout(request)
            messages.success(request, "Your account and everything that was yours is erased.")
            return redirect("home")
    return render(request, "accounts/erase.html", {"form": form}, status=400 if form.errors else 200)
