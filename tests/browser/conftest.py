"""A running sitting with an item of each shape, and screens that show it."""

import json
import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, Request

from accounts.models import User
from exams.assembly.models import Exam, ExamState, Form, FormItem
from exams.bank.models import (
    Domain,
    ExamGuide,
    Item,
    ItemObjective,
    ItemStatus,
    ItemVersion,
    Objective,
    Option,
    Stimulus,
)
from exams.sittings.content import list_shown_items
from exams.sittings.models import Response, Sitting
from exams.sittings.services import entry
from tests.browser.exam_screen import ExamScreen
from tests.fixtures.protocol import faults_of_request

CODE = """Which two lines are right?

```python
model = keras.Sequential([keras.layers.Dense(64, activation="relu"), keras.layers.Dense(1, activation="sigmoid")])
```
"""
STIMULUS = (
    "A harbor predicts **arrivals**.\n\n| Model | Latency |\n|---|---|\n| berth | 900 ms |\n\n"
    + "Ships report often. " * 60
)
# code → (kind, how many to choose, stem, has a stimulus)
SHAPES = {
    "plain": ("single_choice", 1, "What should you do?", False),
    "pair": ("multiple_select", 2, CODE, False),
    "story": ("single_choice", 1, "Which change helps the harbor?", True),
    "last": ("single_choice", 1, "مرحبا: which *service* fits `bq`?", False),
}


@pytest.fixture
def blank_page(page: Page) -> Page:
    """An empty page of the live server's origin: nothing of ours runs on it but what a test imports."""
    body = '<!DOCTYPE html><html lang="en"><title>Blank</title><link rel="icon" href="data:,"></html>'
    page.route("**/blank", lambda route: route.fulfill(content_type="text/html", body=body))
    page.goto("/blank")
    return page


@pytest.fixture
def exam_of_shapes(live_server: Any) -> Exam:
    """An open exam whose only form has one item of each of SHAPES."""
    guide = ExamGuide.objects.create(code="guide", title="Guide", exam_name="Exam", is_current=True)
    domain = Domain.objects.create(guide=guide, code="1", title="Domain", weight=100)
    objective = Objective.objects.create(domain=domain, code="1.1", title="Objective")
    exam = Exam.objects.create(
        slug="shapes", title="Exam of all shapes", guide=guide, item_count=len(SHAPES), state=ExamState.OPEN
    )
    form = Form.objects.create(exam=exam, number=1, seed=secrets.randbits(60))
    stimulus = Stimulus.objects.create(code="harbor", revision=1, title="The harbor", text=STIMULUS)
    for position, (code, (kind, count, stem, has_stimulus)) in enumerate(SHAPES.items(), start=1):
        item = Item.objects.create(code=code)
        version = ItemVersion.objects.create(
            item=item,
            revision=1,
            kind=kind,
            select_count=count,
            stem=stem,
            stimulus=stimulus if has_stimulus else None,
            fingerprint=code,
        )
        for letter in "abcd":
            Option.objects.create(version=version, code=letter, text=f"Use the `{letter}` service of {code}.")
        Item.objects.filter(pk=item.pk).update(current_version=version, status=ItemStatus.LIVE)
        ItemObjective.objects.create(item=item, guide=guide, objective=objective)
        FormItem.objects.create(form=form, position=position, version=version, domain=domain)
    return exam


@pytest.fixture
def sitting(exam_of_shapes: Exam, alice: User) -> Sitting:
    """Alice's sitting, running."""
    opened = entry.open_check_in(user=alice, exam=exam_of_shapes)
    return entry.start(user=alice, sitting_id=opened.pk, is_rules_accepted=True)


@pytest.fixture
def positions(sitting: Sitting) -> dict[str, int]:
    """Item code → position in this sitting."""
    return {item.code: position for position, item in enumerate(list_shown_items(sitting), start=1)}


@pytest.fixture
def wire() -> Iterator[list[str]]:
    """Whatever a runner sends in any of these tests is held against the protocol's schema."""
    faults: list[str] = []
    yield faults
    assert not faults, "The runner sent what the protocol does not know:\n" + "\n".join(faults)


@pytest.fixture
def show(
    sitting: Sitting, positions: dict[str, int], alice: User, sign_in: Any, wire: list[str]
) -> Callable[[Page], ExamScreen]:
    """`show(page)`: Alice's sitting on this page."""

    def watch(request: Request) -> None:
        if request.url.endswith("/sync"):
            wire.extend(faults_of_request(json.loads(request.post_data or "null")))

    def open_screen(page: Page) -> ExamScreen:
        sign_in(page, alice)
        page.on("request", watch)
        return ExamScreen(page, sitting.get_absolute_url(), positions).open()

    return open_screen


@pytest.fixture
def screen(page: Page, show: Callable[[Page], ExamScreen]) -> ExamScreen:
    """Alice's sitting on a desktop page."""
    return show(page)


@pytest.fixture
def leave_seconds(sitting: Sitting) -> Callable[[float], None]:
    """`leave_seconds(3)`: the sitting's time is up in so many seconds."""

    def move(seconds: float) -> None:
        Sitting.objects.filter(pk=sitting.pk).update(deadline_at=timezone.now() + timedelta(seconds=seconds))

    return move


@pytest.fixture
def stored(sitting: Sitting) -> Callable[[int], set[str]]:
    """`stored(position)`: the options chosen there, as the server has them."""

    def read(position: int) -> set[str]:
        row = Response.objects.filter(sitting=sitting, position=position).first()
        return set(row.selected) if row else set()

    return read


@pytest.fixture
def pass_time() -> Iterator[Callable[[float], None]]:
    """`pass_time(600)`: so many seconds go by for the server, in a moment. What browsers go by is not touched."""
    ahead = timedelta()
    traveller: time_machine.travel | None = None

    def move(seconds: float) -> None:
        nonlocal ahead, traveller
        ahead += timedelta(seconds=seconds)
        if traveller is not None:
            traveller.stop()
        traveller = time_machine.travel(timezone.now() + ahead)
        traveller.start()

    yield move
    if traveller is not None:
        traveller.stop()
