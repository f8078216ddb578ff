"""Candidate and proctor write to each other: from the exam screen, and while the exam is paused."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from exams.sittings.models import Sitting, SittingEvent
from exams.sittings.reported import CANDIDATE_MESSAGE
from exams.sittings.services import control
from tests.browser.exam_screen import ExamScreen

CONFLICT = "status of 409"
pytestmark = [pytest.mark.browser, pytest.mark.allow_console_errors("ERR_INTERNET_DISCONNECTED", CONFLICT)]
Show = Callable[[Page], ExamScreen]
Inbox = Callable[[], list[str]]


@pytest.fixture
def inbox(sitting: Sitting) -> Inbox:
    """What the candidate wrote, as the sitting's log has it."""

    def read() -> list[str]:
        rows = SittingEvent.objects.filter(sitting=sitting, type=CANDIDATE_MESSAGE)
        return list(rows.order_by("pk").values_list("reason", flat=True))

    return read


def write(screen: ExamScreen, text: str) -> None:
    screen.page.get_by_label("Your message to the proctor").fill(text)
    screen.press("Send")


def test_the_candidate_calls_the_proctor(screen: ExamScreen, inbox: Inbox) -> None:
    screen.press("Call the proctor")
    expect(screen.page.locator("#messages-title")).to_be_focused()
    write(screen, "  The lights went out. ")
    expect(screen.messages.last).to_contain_text("The lights went out.")
    expect(screen.messages.last).to_contain_text("Sent ")
    expect(screen.page.get_by_label("Your message to the proctor")).to_have_value("")
    assert inbox() == ["The lights went out."]


def test_an_empty_message_cannot_be_sent_and_a_long_one_ends_at_500(screen: ExamScreen) -> None:
    screen.press("Call the proctor")
    send = screen.page.get_by_role("button", name="Send")
    expect(send).to_be_disabled()
    screen.page.get_by_label("Your message to the proctor").fill("   ")
    expect(send).to_be_disabled()
    screen.page.get_by_label("Your message to the proctor").fill("")
    screen.page.get_by_label("Your message to the proctor").press_sequentially("x" * 502, delay=0)
    expect(screen.page.locator("#message-count")).to_have_text("500 of 500 characters")


def test_words_of_the_proctor_can_be_read_again(screen: ExamScreen, sitting: Sitting, alice: User) -> None:
    control.send_message(actor=alice, sitting_id=sitting.pk, text="Please close the door.")
    screen.hear_server()
    expect(screen.alerts).to_contain_text("Please close the door.")
    screen.page.keyboard.press("Escape")
    screen.press("Call the proctor")
    expect(screen.messages).to_have_count(1)
    expect(screen.messages.last).to_contain_text("Proctor")
    expect(screen.messages.last).to_contain_text("Please close the door.")


def test_letters_of_a_message_choose_nothing(screen: ExamScreen) -> None:
    screen.press("Call the proctor")
    screen.page.get_by_label("Your message to the proctor").press_sequentially("abc 1")
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator(".option__input:checked")).to_have_count(0)


def test_a_message_written_offline_waits_and_survives_a_reload(screen: ExamScreen, show: Show, inbox: Inbox) -> None:
    screen.wait_saved()
    context = screen.page.context
    context.set_offline(True)
    expect(screen.save_state).to_contain_text("Offline")
    screen.press("Call the proctor")
    write(screen, "No network here.")
    expect(screen.messages.last).to_contain_text("Waiting for the connection")
    screen.page.close()
    context.set_offline(False)
    again = show(context.new_page())
    again.press("Call the proctor")
    expect(again.messages.last).to_contain_text("No network here.")
    expect(again.messages.last).to_contain_text("Sent ")
    assert inbox() == ["No network here."]


def test_while_paused_the_candidate_can_write_back(
    screen: ExamScreen, sitting: Sitting, alice: User, inbox: Inbox
) -> None:
    control.pause(actor=alice, sitting_id=sitting.pk, text="Who is with you?")
    screen.hear_server()
    expect(screen.curtain).to_contain_text("Who is with you?")
    write(screen, "Nobody. It was the radio.")
    expect(screen.curtain).to_contain_text("Nobody. It was the radio.")
    expect(screen.messages.last).to_contain_text("Sent ")
    assert inbox() == ["Nobody. It was the radio."]


def test_while_paused_with_an_unsent_answer_messages_go_out_alone(
    screen: ExamScreen, sitting: Sitting, alice: User, inbox: Inbox
) -> None:
    screen.go_to("plain")
    screen.wait_saved()
    control.pause(actor=alice, sitting_id=sitting.pk, text="One moment.")
    screen.choose("A")  # the page hears of the pause when it sends this
    expect(screen.curtain).to_contain_text("Your exam is paused")
    write(screen, "I am here.")
    expect(screen.messages.last).to_contain_text("Sent ")
    assert inbox() == ["I am here."]
    control.resume(actor=alice, sitting_id=sitting.pk)
    screen.hear_server()
    expect(screen.option("A")).to_be_checked()
    screen.wait_saved()


def test_what_was_being_written_is_kept_when_a_pause_comes(screen: ExamScreen, sitting: Sitting, alice: User) -> None:
    screen.press("Call the proctor")
    screen.page.get_by_label("Your message to the proctor").fill("I have a quest")
    control.pause(actor=alice, sitting_id=sitting.pk, text="")
    screen.hear_server()
    expect(screen.curtain.get_by_label("Your message to the proctor")).to_have_value("I have a quest")


@pytest.mark.allow_console_errors("status of 400")
def test_a_message_the_server_does_not_accept_is_not_called_sent(screen: ExamScreen) -> None:
    screen.wait_saved()

    def refuse(route: Route) -> None:
        if json.loads(route.request.post_data or "{}").get("events"):
            route.fulfill(status=400, json={"code": "invalid-input"})
        else:
            route.continue_()

    screen.page.route("**/sync", refuse)
    screen.press("Call the proctor")
    write(screen, "Hello?")
    expect(screen.messages.last).to_contain_text("Not sent")


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("code", ["plain", "story"])
def test_alerts_hide_neither_the_clock_nor_the_way_to_the_proctor_nor_an_answer(
    screen: ExamScreen, sitting: Sitting, alice: User, width: int, code: str
) -> None:
    screen.page.set_viewport_size({"width": width, "height": 800})
    screen.go_to(code)
    for text in ("Please close the door, and tell me when it is.", "Thank you. You may go on with your exam."):
        control.send_message(actor=alice, sitting_id=sitting.pk, text=text)
        screen.hear_server()
        expect(screen.alerts).to_contain_text(text)
    for letter in "ABCD":
        screen.choose(letter)
        expect(screen.option(letter)).to_be_checked()
    alerts, bar = screen.alerts.bounding_box(), screen.page.locator(".top-bar").bounding_box()
    assert alerts and bar
    assert alerts["y"] >= bar["y"] + bar["height"]
    screen.press("Call the proctor")
    expect(screen.page.locator("#message-text")).to_be_visible()
