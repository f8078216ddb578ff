"""Rules of the room that come with the product, and changes of their terms."""

from exams.assembly.models import Exam
from exams.proctoring.models import RoomRules


def ensure_rules(*, exam: Exam, terms: str, camera: str, proctor: str) -> RoomRules:
    """The exam's rules of the room, made where there are none; those that exist belong to its instructors."""
    values = {"terms": terms, "camera": camera, "proctor": proctor}
    return RoomRules.objects.get_or_create(exam=exam, defaults=values)[0]
