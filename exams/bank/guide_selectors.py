"""Questions about exam guides: what they ask, what is known of the exam, and where to read about an objective."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Prefetch

from exams.bank.models import ExamGuide, Objective, StudyResource


def get_guide(*, code: str) -> ExamGuide | None:
    """With facts, domains, objectives and their study resources, in order. Five statements."""
    guides = ExamGuide.objects.prefetch_related("facts", "domains__objectives__study_resources")
    return guides.filter(code=code).first()


def list_older_guides(*, guide: ExamGuide) -> list[ExamGuide]:
    """The guides that a crosswalk maps to this one, newest first: each with its domains and objectives, and in
    `newer` of each objective where this guide asks the same. Four statements."""
    newer = Objective.objects.filter(domain__guide=guide).order_by("code")
    objectives = Objective.objects.prefetch_related(Prefetch("successors", newer, to_attr="newer"))
    guides = ExamGuide.objects.filter(domains__objectives__successors__domain__guide=guide).distinct()
    return list(guides.order_by("-code").prefetch_related(Prefetch("domains__objectives", objectives)))


def list_resources(*, objective_ids: Iterable[int]) -> dict[int, list[StudyResource]]:
    """Objective's id → where to read about it, in order. One statement."""
    found: dict[int, list[StudyResource]] = defaultdict(list)
    for row in StudyResource.objects.filter(objective__in=list(objective_ids)).order_by("objective", "position"):
        found[row.objective_id].append(row)
    return found
