"""What a report is made of: one statement for each kind of row, whatever their number."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from exams.bank.guide_selectors import list_resources
from exams.bank.models import ItemObjective, Objective, StudyResource
from exams.bank.models.item import Style
from exams.bank.selectors import list_places
from exams.sittings.models import LateChange, Response
from exams.sittings.selectors import list_responses
from scoring.marking import rules
from scoring.marking.models import ExamNorms, Result, ResultVersion, Subscore
from scoring.marking.norms import Norms
from scoring.marking.version_selectors import list_versions

Places = dict[int, list[ItemObjective]]


@dataclass(frozen=True)
class Material:
    """`marks`: of what may be shown, which pilot items may not; `places`: version's id → its item in each guide."""

    result: Result
    marks: list[rules.Mark]
    subscores: list[Subscore]
    responses: dict[int, Response]
    places: Places
    norms: Norms | None
    versions: list[ResultVersion]
    late_changes: list[LateChange]
    resources: dict[int, list[StudyResource]]

    @property
    def scored(self) -> list[rules.Mark]:
        return [mark for mark in self.marks if mark.is_scored]

    def objective(self, mark: rules.Mark) -> Objective | None:
        """Where the item stands in the exam's own guide."""
        guide_id = self.result.sitting.exam.guide_id
        return next((row.objective for row in self.places[mark.version_id] if row.guide_id == guide_id), None)


def get_material(*, result: Result) -> Material:
    """Seven statements, of a result with its sitting, exam and form."""
    # Pilot items are not scored, and may come again: nothing is told of them.
    marks = [mark for mark in rules.unpack(result.marks) if mark.treatment != rules.PILOT]
    places: Places = defaultdict(list)
    for place in list_places(version_ids=[mark.version_id for mark in marks]):
        places[place.version_id].append(place)  # type: ignore[attr-defined]
    return Material(
        result=result,
        marks=marks,
        subscores=list(result.subscores.select_related("domain")),
        responses={row.position: row for row in list_responses(sitting=result.sitting)},
        places=places,
        norms=get_norms(exam_id=result.sitting.exam_id),
        versions=list_versions(result),
        late_changes=list(result.sitting.late_changes.all()),
        resources=list_resources(objective_ids={row.objective_id for rows in places.values() for row in rows}),
    )


def get_norms(*, exam_id: int) -> Norms | None:
    """What the exam's sittings say together, as last computed; None while there is nothing. One statement."""
    stored = ExamNorms.objects.filter(exam=exam_id).values_list("numbers", flat=True).first()
    return Norms.unpack(stored) if stored else None


# Position → the kinds that its item is of.
Labels = dict[int, list[str]]
KINDS = ["Objective", "Criterion", "Style", "Domain"]


def list_labels(material: Material) -> list[tuple[str, str, Labels]]:
    """(what is counted, the other guide that it is of, labels). No statement."""
    guide_id = material.result.sitting.exam.guide_id
    found: dict[tuple[str, str], Labels] = defaultdict(lambda: defaultdict(list))
    for mark in material.scored:
        places = material.places[mark.version_id]
        for place in places:
            if place.guide_id == guide_id:
                found["Objective", ""][mark.position].append(str(place.objective))
            else:
                found["Domain", place.guide.title][mark.position].append(str(place.objective.domain))
        for item in [place.item for place in places[:1]]:
            if item.style:
                found["Style", ""][mark.position].append(Style(item.style).label)
            for criterion in _texts(item.metadata.get("criteria")):
                found["Criterion", ""][mark.position].append(criterion.replace("-", " ").capitalize())
    ordered = sorted(found.items(), key=lambda row: (KINDS.index(row[0][0]), row[0][1]))
    return [(kind, guide, labels) for (kind, guide), labels in ordered]


def _texts(stored: object) -> Iterable[str]:
    return [text for text in stored if isinstance(text, str)] if isinstance(stored, list) else []
