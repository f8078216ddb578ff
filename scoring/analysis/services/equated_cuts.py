"""From what a cut is worth on each form to results that go by it: by way of a re-scoring, which shows first what changes."""

from decimal import ROUND_HALF_UP, Decimal

from accounts.models import User
from exams.assembly.models import Exam
from scoring.analysis.equating_selectors import list_cuts
from scoring.marking.errors import RescoringRefused
from scoring.marking.models import Rescoring
from scoring.marking.services.corrections import propose

# As fine as an exam's cut is kept.
STEP = Decimal("0.001")


def propose_equated_cuts(*, actor: User | None, exam: Exam) -> Rescoring:
    """Propose that each form has the cut that is worth, by true scores, what the exam's cut is worth on the base form.

    Raises RescoringRefused: no form can be equated, or all have these cuts already.
    """
    cuts = list_cuts(exam=exam)
    shares = {row.form.pk: row.irt / row.max_points for row in cuts.rows if row.irt is not None} if cuts else {}
    if not shares:
        raise RescoringRefused(
            "No form can be equated: a calibration with numbers of all their items has to be in use."
        )
    wanted = {pk: Decimal(repr(share)).quantize(STEP, ROUND_HALF_UP) for pk, share in shares.items()}
    return propose(actor=actor, exam=exam, form_cuts=wanted)
