"""A panel's rounds: rating, closing, going on, and making its cut the exam's."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from celery import current_app
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exams.assembly.models import Exam
from exams.assembly.services.exams import set_cut
from scoring.analysis.errors import NoCutYet, NothingRated, RoundIsOpen, RoundIsOver
from scoring.analysis.models import PanelRating, PanelRound, PanelState, StandardPanel

# By name: what computes loads NumPy, which no web process should.
TASK = "scoring.analysis.tasks.analyze_panel_round"
SHARE_STEP = Decimal("0.001")


@transaction.atomic
def save_ratings(
    *, actor: User, panel: StandardPanel, round_number: int, percents: Mapping[int, int | None]
) -> StandardPanel:
    """Keep a rater's numbers of a round: version id → 0 to 100; None takes a number back. May be repeated.

    Raises RoundIsOver when the round was closed meanwhile. Versions that are not rated here are left out.
    """
    panel = StandardPanel.objects.select_for_update().get(pk=panel.pk)
    if not panel.is_open or panel.round_number != round_number:
        raise RoundIsOver
    now = timezone.now()
    rated = set(panel.form.items.filter(is_pilot=False).values_list("version_id", flat=True))
    kept = {version: percent for version, percent in percents.items() if percent is not None and version in rated}
    own = PanelRating.objects.filter(panel=panel, round_number=round_number, rater=actor)
    own.filter(version__in=set(percents) - set(kept)).delete()
    PanelRating.objects.bulk_create(
        (
            PanelRating(
                panel=panel, round_number=round_number, rater=actor, version_id=version, percent=percent, rated_at=now
            )
            for version, percent in kept.items()
        ),
        update_conflicts=True,
        unique_fields=["panel", "round_number", "rater", "version"],
        update_fields=["percent", "rated_at"],
    )
    return panel


@transaction.atomic
def close_round(*, actor: User | None, panel: StandardPanel) -> PanelRound:
    """End the ratings of the present round and have its cut computed. Raises RoundIsOver, NothingRated."""
    panel = StandardPanel.objects.select_for_update().get(pk=panel.pk)
    if not panel.is_open:
        raise RoundIsOver
    if not panel.ratings.filter(round_number=panel.round_number).exists():
        raise NothingRated
    closed = PanelRound.objects.create(
        panel=panel, number=panel.round_number, closed_at=timezone.now(), closed_by=actor
    )
    panel.state = PanelState.CLOSED
    panel.save(update_fields=["state"])
    transaction.on_commit(lambda: ask_for_numbers(closed=closed))
    return closed


def ask_for_numbers(*, closed: PanelRound) -> None:
    """Queue what computes a closed round; it may run twice."""
    current_app.send_task(TASK, [closed.pk])


@transaction.atomic
def open_next_round(*, actor: User | None, panel: StandardPanel) -> StandardPanel:
    """Raters rate once more, each with their own numbers and the group's before them. Raises RoundIsOpen."""
    panel = StandardPanel.objects.select_for_update().get(pk=panel.pk)
    if panel.is_open:
        raise RoundIsOpen
    panel.state, panel.round_number = PanelState.OPEN, panel.round_number + 1
    panel.save(update_fields=["state", "round_number"])
    return panel


@transaction.atomic
def use_cut(*, actor: User | None, panel: StandardPanel) -> Exam:
    """Make the last closed round's cut that of the exam. Raises NoCutYet, and ExamNotDraft once the exam was opened."""
    closed = PanelRound.objects.filter(panel=panel, numbers__isnull=False).order_by("-number").first()
    if closed is None or closed.numbers is None:
        raise NoCutYet
    share = Decimal(str(closed.numbers["cut_share"])).quantize(SHARE_STEP, ROUND_HALF_UP)
    return set_cut(actor=actor, exam=panel.form.exam, cut_share=share)
