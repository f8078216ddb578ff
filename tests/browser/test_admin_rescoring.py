"""The pages of scoring again, in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from exams.sittings.services import finish
from scoring.marking.services import preview, rescoring
from scoring.marking.services.scoring import score_all
from tests.browser.test_admin_item import AXE_ITSELF
from tests.fixtures.exam import answer_all
from tests.marking.rescoring import credit, drop, first_version, make_preview, rescore, run_chunks
from tests.sittings.live import add_sittings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESKTOP = {"width": 1440, "height": 900}


@pytest.fixture
def room(running, make_client):
    """Seven results, one with everything right, the others empty."""
    client = make_client(running)
    answer_all(running, client)
    sittings = [running, *add_sittings(running, 6)]
    for sitting in sittings:
        finish.submit(user=sitting.user, sitting_id=sitting.pk, client=client.id)
    score_all(sitting_ids=[sitting.pk for sitting in sittings])
    return running.exam


@pytest.fixture
def addresses(room):
    """Name → address of every page: to type, to decide, carried out, stopped; and of a result with an older version."""
    rescore(room, drop(first_version(room)), cut="0.5")
    done = rescore(room, credit(first_version(room, select=2)), cut="0.1")
    stopped = rescoring.start(actor=None, run=make_preview(room, cut="0.3"), reason="By the panel.")
    rescoring.stop(actor=None, run=stopped)
    waiting = make_preview(room, drop(first_version(room, select=2)), cut="0.9")
    result = done.replaced.first().result
    return {
        "exam": reverse("admin:marking_rescoring_exam", args=[room.pk]),
        "done": reverse("admin:marking_rescoring_change", args=[done.pk]),
        "stopped": reverse("admin:marking_rescoring_change", args=[stopped.pk]),
        "waiting": reverse("admin:marking_rescoring_change", args=[waiting.pk]),
        "result": reverse("admin:marking_result_change", args=[result.pk]),
    }


def test_an_item_is_dropped_from_the_first_word_to_the_last(new_page, sign_in, ben, room) -> None:
    page = new_page(viewport=DESKTOP)
    sign_in(page, ben)
    page.goto(reverse("admin:assembly_exam_change", args=[room.pk]))
    page.get_by_role("link", name="Re-score").click()
    page.get_by_label("Item, row 1").select_option(index=1)
    page.get_by_label("What to do, row 1").select_option("credit_all")
    page.get_by_role("button", name="Preview").click()
    run = room.rescorings.get()
    preview.preview_rescoring(run_id=run.pk)
    expect(page.get_by_text("6 of 7 results would change")).to_be_visible()
    page.get_by_label("Reason").fill("Two options are right.")
    page.get_by_role("button", name="Score 7 results again").click()
    expect(page.get_by_text("0 of 7 results looked at")).to_be_visible()
    run.refresh_from_db()
    run_chunks(run)
    expect(page.get_by_text("7 of 7 results looked at, 6 changed.")).to_be_visible()


@pytest.mark.allow_console_errors(AXE_ITSELF)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_read_by_everyone(new_page, sign_in, ben, addresses, assert_accessible, scheme) -> None:
    page = new_page(viewport=DESKTOP, color_scheme=scheme)
    sign_in(page, ben)
    for address in addresses.values():
        page.goto(address)
        assert_accessible(page)


def test_no_page_is_wider_than_a_phone(new_page, sign_in, ben, addresses) -> None:
    page = new_page(viewport={"width": 320, "height": 900})
    sign_in(page, ben)
    for name, address in addresses.items():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"
