"""The waiting room's clock on its own, inside a real Chromium."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Run = Callable[[str], Any]


@pytest.fixture
def run(blank_page: Page) -> Run:
    """`run(source)`: the value that a piece of JavaScript returns; `clock` is the module."""
    prelude = 'const clock = await import("/static/waiting/clock.js");'
    return lambda source: blank_page.evaluate(f"async () => {{ {prelude} {source} }}")


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        *((252_000, "4:12"), (251_001, "4:12"), (3_852_000, "1:04:12"), (1, "0:01"), (0, "0:00"), (-5, "0:00")),
        (3 * 24 * 3_600_000, "3 days"),
    ],
)
def test_the_wait_is_rounded_up(run: Run, ms: int, text: str) -> None:
    assert run(f"return clock.formatWait({ms})") == text


def test_the_wait_follows_the_server_and_not_the_device(run: Run) -> None:
    source = """
      let now = 0;
      const wait = new clock.WaitClock(() => now);
      wait.anchor(10000);
      now = 4000;
      const before = wait.waitMs();
      wait.anchor(60000, 3000, 4000);
      return [before, wait.waitMs()];
    """
    assert run(source) == [6000, 59_500]


def test_before_the_server_has_spoken_nothing_begins(run: Run) -> None:
    assert run("return new clock.WaitClock().waitMs() === Infinity")


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (300_001, 300_000, "Your exam begins in 5 minutes."),
        (60_001, 59_900, "Your exam begins in 1 minute."),
        (10_001, 9_000, "Your exam begins in 10 seconds."),
        (400_000, 9_000, "Your exam begins in 10 seconds."),
        (59_000, 58_000, None),
        (400_000, -1, None),
    ],
)
def test_the_wait_is_announced_three_times(run: Run, before: int, after: int, text: str | None) -> None:
    assert run(f"return clock.announcement({before}, {after})") == text


def test_clients_spread_themselves_over_a_second_and_a_half(run: Run) -> None:
    spreads = run("return Array.from({ length: 1000 }, () => clock.chooseSpread())")
    assert min(spreads) >= 0
    assert max(spreads) <= 1500
    assert max(spreads) - min(spreads) > 1200


def test_a_waiting_page_asks_every_half_to_whole_minute(run: Run) -> None:
    assert run("return [clock.untilNextLook(() => 0), clock.untilNextLook(() => 1)]") == [30_000, 60_000]
