"""What the system check makes of measurements: pure modules of static/proctoring/check_in, in a real browser."""

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def judge(page: Page, call: str):
    """The value of an expression in which `j` is judging.js and `w` is words.js."""
    folder = "/static/proctoring/check_in"
    load = f"Promise.all([import('{folder}/judging.js'), import('{folder}/words.js')])"
    return page.evaluate(f"{load}.then(([j, w]) => {call})")


def test_the_quickest_answer_tells_the_clock(blank_page):
    probes = "[{sentMs: 0, receivedMs: 900, serverMs: 5000}, {sentMs: 2000, receivedMs: 2040, serverMs: 1020}]"
    assert judge(blank_page, f"j.measure({probes})") == {"aheadMs": 1000, "roundTripMs": 40}
    assert judge(blank_page, "j.measure([])") is None


@pytest.mark.parametrize(
    ("ahead_ms", "outcome", "words"),
    [
        (5000, "ok", "agrees"),
        (-5000, "ok", "agrees"),
        (90_000, "warning", "90 seconds ahead of"),
        (-600_000, "warning", "10 minutes behind"),
        (7_200_000, "warning", "2 hours ahead of"),
    ],
)
def test_a_clock_is_told_by_how_far_it_is_off(blank_page, ahead_ms, outcome, words):
    found = judge(blank_page, f"j.judgeClock({{aheadMs: {ahead_ms}, roundTripMs: 1}})")
    assert found["outcome"] == outcome
    assert words in found["text"]


@pytest.mark.parametrize(
    ("trip_ms", "kbit", "outcome"),
    [(20, 8000, "ok"), (601, 8000, "warning"), (20, 499, "warning"), (20, "null", "failed")],
)
def test_a_network_is_told_by_its_delay_and_its_width(blank_page, trip_ms, kbit, outcome):
    call = f"j.judgeNetwork({{aheadMs: 0, roundTripMs: {trip_ms}}}, {kbit})"
    assert judge(blank_page, call)["outcome"] == outcome


@pytest.mark.parametrize(("extended", "outcome"), [("true", "failed"), ("false", "ok"), ("undefined", "unknown")])
def test_a_second_screen_is_told_where_the_browser_does(blank_page, extended, outcome):
    assert judge(blank_page, f"j.judgeScreen({extended})")["outcome"] == outcome


@pytest.mark.parametrize(
    ("state", "is_required", "outcome"),
    [("on", "true", "ok"), ("off", "true", "failed"), ("denied", "true", "failed"), ("denied", "false", "warning")],
)
def test_a_camera_fails_only_where_it_is_required(blank_page, state, is_required, outcome):
    assert judge(blank_page, f"j.judgeCamera('{state}', {is_required})")["outcome"] == outcome


@pytest.mark.parametrize(
    ("call", "outcome"), [("judgeStorage(false)", "failed"), ("judgeFullscreen(false)", "warning")]
)
def test_what_a_browser_cannot_do_says_what_to_do(blank_page, call, outcome):
    found = judge(blank_page, f"j.{call}")
    assert found["outcome"] == outcome
    assert len(found["text"]) > 40


def test_one_sentence_for_all_checks(blank_page):
    results = "[{outcome: 'ok'}, {outcome: 'ok'}, {outcome: 'failed'}, {outcome: 'unknown'}]"
    assert judge(blank_page, f"w.summarize({results})") == "2 of 4 checks passed; 1 needs a look."
