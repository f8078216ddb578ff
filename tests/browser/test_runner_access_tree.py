"""What a screen reader finds on the exam screen: roles, names and states."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from exams.sittings.models import Sitting
from exams.sittings.services import control
from tests.browser.exam_screen import ExamScreen

pytestmark = [pytest.mark.browser, pytest.mark.allow_console_errors("status of 409")]


def test_the_tree_of_an_item(screen: ExamScreen) -> None:
    screen.go_to("pair")
    screen.choose("A")
    screen.press("Strike out D")
    screen.press("Flag for review")
    position = screen.positions["pair"]
    expect(screen.page.locator("body")).to_match_aria_snapshot(f"""
      - button "Skip to the question"
      - banner:
        - paragraph: Exam of all shapes
        - paragraph: Alice
        - button "Display and keys"
        - paragraph:
          - timer "Time remaining"
        - paragraph: {position} of 4
        - button "Hide time and progress"
        - button "Flagged for review" [pressed]
      - main:
        - article:
          - heading "Question {position}" [level=1]
          - group "Choose two.":
            - checkbox /^A Use the/ [checked]
            - button "Strike out A"
            - checkbox /^B Use the/
            - button "Strike out B"
            - checkbox /^C Use the/
            - button "Strike out C"
            - checkbox /^D Use the .* \\(struck out\\)$/
            - button "Strike out D" [pressed]
      - contentinfo:
        - navigation "Questions":
          - button "Navigator"
          - button "Review"
          - button "Previous"
          - button "Next"
      - status: Flagged for review.
    """)


def test_the_tree_of_an_item_with_a_stimulus(screen: ExamScreen) -> None:
    screen.go_to("story")
    expect(screen.page.locator("#item")).to_match_aria_snapshot(f"""
      - article:
        - heading "Question {screen.positions["story"]}" [level=1]
        - region "The harbor":
          - heading "The harbor" [level=2]
          - table:
            - rowgroup:
              - row "Model Latency"
        - paragraph: Which change helps the harbor?
        - group "Choose one.":
          - radio /^A /
    """)


def test_the_tree_of_the_navigator(screen: ExamScreen) -> None:
    screen.press("Navigator")
    expect(screen.page.locator("body")).to_match_aria_snapshot("""
      - dialog "Navigator":
        - heading "Navigator" [level=2]
        - button "Close"
        - term: Complete
        - definition: "0"
        - term: Incomplete
        - definition: "1"
        - term: Unseen
        - definition: "3"
        - group "Show":
          - radio "All (4)" [checked]
          - radio "Unseen (3)"
          - radio "Not complete (4)"
          - radio "Flagged (0)"
        - table "Questions of this exam":
          - rowgroup:
            - row:
              - columnheader "Question"
              - columnheader "Status"
              - columnheader "Flagged"
          - rowgroup:
            - row:
              - rowheader "Question 1":
                - button "Question 1"
              - cell "Incomplete"
            - row:
              - rowheader "Question 2":
                - button "Question 2"
              - cell "Unseen"
    """)


def test_the_tree_of_the_review_screen_and_of_the_end(screen: ExamScreen) -> None:
    screen.press("Review")
    expect(screen.page.locator("main")).to_match_aria_snapshot("""
      - main:
        - region "Review":
          - heading "Review" [level=1]
          - paragraph: 4 of 4 questions are not answered completely. None is flagged for review.
          - button "Review all"
          - button "Review incomplete"
          - button "Review flagged" [disabled]
          - button "End exam"
          - group "Show"
          - table "Questions of this exam"
    """)
    screen.press("End exam")
    expect(screen.page.locator("body")).to_match_aria_snapshot("""
      - dialog "End the exam?":
        - heading "End the exam?" [level=2]
        - paragraph: 4 of 4 questions are not answered completely. None is flagged for review.
        - button "Back to the exam"
        - button "End exam"
    """)
    screen.page.get_by_role("dialog").get_by_role("button", name="End exam").click()
    expect(screen.page.locator("body")).to_match_aria_snapshot("""
      - dialog "Are you sure?":
        - heading "Are you sure?" [level=2]
        - paragraph: After this you cannot see or change your answers any more.
        - button "Back to the exam"
        - button "End exam now"
    """)


def test_the_tree_of_display_and_keys(screen: ExamScreen) -> None:
    screen.press("Display and keys")
    expect(screen.page.locator("body")).to_match_aria_snapshot("""
      - dialog "Display and keys":
        - heading "Display and keys" [level=2]
        - button "Close"
        - group "Text size":
          - radio "100 %" [checked]
        - group "Colors":
          - radio "As on this device" [checked]
          - radio "Light"
          - radio "Dark"
          - radio "Black on light yellow"
          - radio "Light yellow on black"
          - radio "Light yellow on blue"
        - checkbox "High contrast"
        - heading "Keys" [level=3]
        - checkbox "Single letters and digits work as keys" [checked]
        - term: A – H or 1 – 8
        - definition: Choose an option
    """)


def test_the_tree_of_a_pause_has_nothing_of_the_item(screen: ExamScreen, sitting: Sitting, petra: User) -> None:
    control.pause(actor=petra, sitting_id=sitting.pk, text="One moment, please.")
    screen.hear_server()
    expect(screen.page.locator("main")).to_match_aria_snapshot("""
      - main:
        - region "Your exam is paused":
          - heading "Your exam is paused" [level=1]
          - paragraph: /The clock stands still/
          - blockquote: One moment, please.
          - paragraph: /^[12]:\\d\\d:\\d\\d left$/
    """)
    expect(screen.page.get_by_role("article")).to_have_count(0)
    expect(screen.page.get_by_role("contentinfo")).to_have_count(0)


def test_the_tree_of_a_screen_that_was_taken_over(screen: ExamScreen, show: Callable[[Page], ExamScreen]) -> None:
    show(screen.page.context.new_page())
    screen.hear_server()
    expect(screen.page.locator("main")).to_match_aria_snapshot("""
      - main:
        - region "Your exam was opened somewhere else":
          - heading "Your exam was opened somewhere else" [level=1]
          - paragraph: /Another tab or device/
          - button "Continue here"
    """)
