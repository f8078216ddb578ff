"""What pages ask for in one line."""

from uuid import UUID

from django.http import Http404, HttpRequest

from accounts.current import get_person
from common.errors import NotFound
from exams.sittings.models import Sitting
from exams.sittings.services.finish import get_settled_sitting


def get_own_sitting_or_404(request: HttpRequest, sitting_id: UUID) -> Sitting:
    """The signed-in person's, with what its clock has decided meanwhile."""
    try:
        return get_settled_sitting(user_id=get_person(request).pk, sitting_id=sitting_id)
    except NotFound as missing:
        raise Http404 from missing
