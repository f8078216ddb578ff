"""What the proctor's console shows: exams, cards, and one sitting's time line. The clock is the caller's."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from exams.assembly.models import Exam
from exams.proctoring.console import Card, LastIncident, Said, compare, count_states, fingerprint, name_state, present
from exams.proctoring.console_words import DEEDS, FROM_CANDIDATE, SEEN, name_deed
from exams.proctoring.errors import NotProctored
from exams.proctoring.models import Incident
from exams.sittings import clock
from exams.sittings.event_words import name_event
from exams.sittings.live_selectors import FROM_STAFF
from exams.sittings.models import Response, Sitting, SittingEvent, SittingState
from exams.sittings.states import UNDERWAY

# Three heartbeats of a proctored client (5 s each), and what a slow network needs.
SILENT_AFTER = timedelta(seconds=20)
# What has ended stays in sight so long: who ended it, and how.
SHOWN_AFTER_END = timedelta(minutes=10)
SHOWN_AT_ONCE = 1_000
# A console that was silent for longer gets everything anew.
REMEMBERED_SECONDS = 120
BY_NAME = (Lower("user__name"), "user__email", "pk")


def list_console_exams() -> QuerySet[Exam]:
    """Exams with proctored sittings under way, with `check_in_count`, `running_count`, `paused_count`. One statement."""
    states = {"check_in": SittingState.CHECK_IN, "running": SittingState.RUNNING, "paused": SittingState.PAUSED}
    is_proctored = Q(sittings__is_proctored=True)
    counts = {
        f"{name}_count": Count("sittings", filter=is_proctored & Q(sittings__state=state))
        for name, state in states.items()
    }
    some = Q(check_in_count__gt=0) | Q(running_count__gt=0) | Q(paused_count__gt=0)
    return Exam.objects.annotate(**counts).filter(some).order_by("title")


def list_console_sittings(*, exam: Exam, now: datetime) -> QuerySet[Sitting]:
    """Proctored sittings of an exam that are under way, or were a moment ago, by name."""
    is_shown = Q(state__in=UNDERWAY) | Q(
        state=SittingState.CLOSED, closed_at__gt=now - SHOWN_AFTER_END, started_at__isnull=False
    )
    rows = Sitting.objects.filter(is_shown, exam=exam, is_proctored=True)
    return rows.select_related("user", "supervision").order_by(*BY_NAME)


def list_cards(*, exam: Exam, now: datetime) -> list[Card]:
    """Six statements, whatever the number of sittings; at most SHOWN_AT_ONCE, those under way first."""
    newest = Incident.objects.filter(supervision__sitting=OuterRef("pk")).order_by("-number").values("pk")[:1]
    rows = list_console_sittings(exam=exam, now=now).annotate(incident_id=Subquery(newest))
    sittings = list(rows.order_by(F("closed_at").asc(nulls_first=True), *BY_NAME)[:SHOWN_AT_ONCE])
    incidents = Incident.objects.in_bulk([pk for sitting in sittings if (pk := sitting.incident_id)])
    ids = [sitting.pk for sitting in sittings]
    answered = _count_answers(ids)
    log = _read_log(ids)
    return [
        _make_card(sitting, exam, now, incidents.get(sitting.incident_id), answered.get(sitting.pk, 0), log)
        for sitting in sittings
    ]


def get_console_state(*, exam: Exam, now: datetime, since: str = "") -> dict[str, Any] | None:
    """What a console that shows the state `since` must change; None when nothing. Six statements."""
    cards = list_cards(exam=exam, now=now)
    shown = [present(card) for card in cards]
    prints = {card["id"]: fingerprint(card) for card in shown}
    state = name_state(prints)
    if since == state:
        return None
    # The cache may forget: then everything is sent again.
    before = cache.get(_remembered(exam, since)) if since else None
    cache.add(_remembered(exam, state), prints, REMEMBERED_SECONDS)
    change = compare(shown, prints, before or {})
    return {
        "state": state,
        "server_ms": clock.epoch_ms(now),
        "is_whole": before is None,
        "cards": change.cards,
        "gone": change.gone,
        "counts": count_states(cards),
    }


def _remembered(exam: Exam, state: str) -> str:
    return f"console:{exam.pk}:{state[:64]}"


def _count_answers(ids: Iterable[UUID]) -> dict[UUID, int]:
    answered = Response.objects.filter(sitting__in=ids).exclude(selected=[]).order_by()
    return dict(answered.values_list("sitting").annotate(Count("position")))


Log = dict[UUID, dict[str, SittingEvent]]


def _read_log(ids: Iterable[UUID]) -> Log:
    """Sitting → type → its newest event, of what candidate and staff said and did. Two statements."""
    types = [FROM_CANDIDATE, SEEN, *DEEDS]
    rows = SittingEvent.objects.filter(sitting__in=ids, type__in=types).order_by()
    newest = rows.values_list("sitting_id", "type").annotate(newest=Max("pk")).values_list("newest", flat=True)
    found: Log = defaultdict(dict)
    for event in SittingEvent.objects.filter(pk__in=list(newest)).select_related("actor").order_by("pk"):
        found[event.sitting_id][event.type] = event
    return found


def _make_card(sitting: Sitting, exam: Exam, now: datetime, incident: Incident | None, answered: int, log: Log) -> Card:
    assert sitting.deadline_at
    # Without one where the check-in was done for the candidate (a demonstration, an import).
    supervision = getattr(sitting, "supervision", None)
    is_running, is_paused = sitting.state == SittingState.RUNNING, sitting.state == SittingState.PAUSED
    heard_at = sitting.last_seen_at or sitting.started_at or now
    is_silent = sitting.state in UNDERWAY and now - heard_at > SILENT_AFTER
    said = log.get(sitting.pk, {})
    return Card(
        id=str(sitting.pk),
        name=sitting.user.name or sitting.user.email,
        email=sitting.user.email,
        state=sitting.state,
        close_reason=sitting.close_reason,
        deadline=clock.epoch_ms(sitting.deadline_at) if is_running else None,
        remaining_ms=clock.remaining_ms(sitting.deadline_at, now, paused_at=sitting.paused_at) if is_paused else None,
        pause_ends=clock.epoch_ms(sitting.pause_ends_at) if is_paused and sitting.pause_ends_at else None,
        answered=answered,
        total=exam.place_count,
        silent_since=clock.epoch_ms(heard_at) if is_silent else None,
        has_camera=supervision.has_camera if supervision else None,
        incident=_present_incident(incident) if incident else None,
        incident_count=supervision.incident_count if supervision else 0,
        points=supervision.points if supervision else 0,
        call=_find_call(said),
        unread=sitting.command_count - sitting.acked_command if sitting.state in UNDERWAY else 0,
        did=_find_deed(said),
    )


def _present_incident(incident: Incident) -> LastIncident:
    words = name_event(incident.type, {})
    return LastIncident(words, clock.epoch_ms(incident.received_at), incident.position, incident.is_warning)


def _find_call(said: dict[str, SittingEvent]) -> Said | None:
    """What the candidate wrote last, as long as nobody has written back or marked it as seen."""
    call = said.get(FROM_CANDIDATE)
    answers = [said[type].pk for type in (FROM_STAFF, SEEN) if type in said]
    if call is None or max(answers, default=0) > call.pk:
        return None
    return Said(call.pk, call.reason, clock.epoch_ms(call.at))


def _find_deed(said: dict[str, SittingEvent]) -> Said | None:
    """What a person of the staff did last."""
    deeds = [said[type] for type in DEEDS if type in said and said[type].actor]
    if not deeds:
        return None
    last = max(deeds, key=lambda event: event.pk)
    return Said(last.pk, name_deed(last.type, str(last.actor)), clock.epoch_ms(last.at))


def get_last_deed(*, sitting_id: UUID, types: Iterable[str] = DEEDS) -> SittingEvent | None:
    """The newest of these steps in the log of a sitting, with who took it. One statement."""
    rows = SittingEvent.objects.filter(sitting=sitting_id, type__in=types).select_related("actor")
    return rows.order_by("-pk").first()


def get_supervised(*, exam_slug: str, sitting_id: UUID) -> Sitting:
    """A proctored sitting with its person, exam and supervision. Raises NotProctored. One statement."""
    rows = Sitting.objects.select_related("user", "exam", "supervision")
    found = rows.filter(pk=sitting_id, exam__slug=exam_slug, is_proctored=True).first()
    if found is None:
        raise NotProctored
    return found


def list_supervised(*, exam: Exam, ids: Iterable[UUID]) -> list[Sitting]:
    """Of these ids the proctored sittings of an exam, with their people, by name. One statement."""
    rows = Sitting.objects.filter(exam=exam, is_proctored=True, pk__in=list(ids)).select_related("user")
    return list(rows.order_by(*BY_NAME))


def get_console_exam(*, slug: str) -> Exam | None:
    return Exam.objects.filter(slug=slug).first()
