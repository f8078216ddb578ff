"""Questions about Safe Exam Browser that pages ask."""

from exams.proctoring.models import SebRules


def get_seb_rules(*, slug: str) -> SebRules | None:
    """Of an exam that candidates may see (never a draft) and that asks for the browser."""
    found = SebRules.objects.filter(exam__slug=slug, is_required=True).exclude(exam__state="draft")
    return found.select_related("exam").first()
