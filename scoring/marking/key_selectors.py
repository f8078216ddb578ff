"""By which keys, rule and cut an exam is scored now: its own, and what re-scoring has put in force since."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import FilteredRelation, Max, OuterRef, Q, Subquery

from exams.assembly.models import Exam
from exams.bank.keys import get_correct_codes
from scoring.marking.models import CorrectionKind, CorrectionState, KeyCorrection, Rescoring
from scoring.marking.rules import CREDITED, DROPPED, Key, Scale

Keys = Mapping[int, Key]
TREATMENTS = {CorrectionKind.DROP: DROPPED, CorrectionKind.CREDIT_ALL: CREDITED}


@dataclass(frozen=True)
class Change:
    """What a correction says of a version's key: another one, or what to do without one."""

    kind: str
    accepted: tuple[str, ...] = ()

    def apply(self, key: Key) -> Key:
        if self.kind == CorrectionKind.OTHER_KEY:
            return Key(tuple(frozenset(codes) for codes in self.accepted))
        return Key(key.accepted, TREATMENTS[CorrectionKind(self.kind)])


@dataclass(frozen=True)
class InForce:
    """`run_id`: the newest re-scoring that was begun; None when there was none."""

    cut_share: Decimal
    marking_rule: str
    scale: Scale
    run_id: int | None = None
    changes: dict[int, Change] = field(default_factory=dict)
    form_cuts: dict[int, Decimal] = field(default_factory=dict)

    def get_cut(self, form_id: int | None) -> Decimal:
        """The form's own cut where it was equated; else the exam's."""
        return self.cut_share if form_id is None else self.form_cuts.get(form_id, self.cut_share)

    def correct(self, published: Keys) -> dict[int, Key]:
        return {
            version_id: self.changes[version_id].apply(key) if version_id in self.changes else key
            for version_id, key in published.items()
        }


def get_in_force(*, exam_ids: Collection[int]) -> dict[int, InForce]:
    """Exam → by what it is scored now. One statement, so that cut, corrections and run belong together."""
    newest = Rescoring.objects.filter(exam=OuterRef("pk"), started_at__isnull=False).order_by()
    rows = (
        Exam.objects.filter(pk__in=exam_ids)
        .order_by()
        .annotate(
            correction=FilteredRelation(
                "key_corrections", condition=Q(key_corrections__state=CorrectionState.IN_FORCE)
            ),
            equated=FilteredRelation("forms", condition=Q(forms__cut_share__isnull=False)),
            run=Subquery(newest.values("exam").annotate(newest=Max("pk")).values("newest")),
        )
    )
    found: dict[int, InForce] = {}
    names = ("scale_lowest", "scale_cut", "scale_highest")
    corrected = ("correction__version_id", "correction__kind", "correction__accepted")
    for pk, cut, rule, run, lowest, middle, highest, version_id, kind, accepted, form_id, form_cut in rows.values_list(
        "pk", "cut_share", "marking_rule", "run", *names, *corrected, "equated__pk", "equated__cut_share"
    ):
        entry = found.setdefault(pk, InForce(cut, rule, Scale(lowest, middle, highest), run))
        if version_id is not None:
            entry.changes[version_id] = Change(kind, tuple(accepted))
        if form_id is not None:
            entry.form_cuts[form_id] = form_cut
    return found


def get_published_keys(*, version_ids: Iterable[int]) -> dict[int, Key]:
    """Version → the key that its authors gave it; a version without one is left out. One statement."""
    return {version_id: Key((codes,)) for version_id, codes in get_correct_codes(version_ids=version_ids).items()}


class KeysInForce:
    """The keys of one exam as they are needed: a version's is asked for once."""

    def __init__(self, by: InForce) -> None:
        self.by = by
        self._known: dict[int, Key] = {}

    def get(self, version_ids: Iterable[int]) -> Keys:
        """At least these. One statement for those that are new, none when all are known."""
        new = set(version_ids) - self._known.keys()
        if new:
            self._known |= self.by.correct(get_published_keys(version_ids=new))
        return self._known


def change_of(correction: KeyCorrection) -> Change:
    return Change(correction.kind, tuple(correction.accepted))
