"""Where the candidate reads what was recorded of the room; which app makes that page, the composition decides."""

from django.conf import settings
from django.urls import reverse

from exams.sittings.models import Sitting


def get_room_record_url(sitting: Sitting) -> str | None:
    """None for a sitting without a proctor, or that never reached the start."""
    if not (sitting.is_proctored and sitting.is_sat):
        return None
    return reverse(settings.ROOM_RECORD_URL_NAME, kwargs={"sitting_id": sitting.pk})
