"""What becomes of what the camera saw: the pure modules, inside a real Chromium, picture by picture."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Judged = Callable[[str], list[list[str]]]

# One letter a picture: . looks at the screen, a turned away, d down, u up, n nobody, s somebody else too, w a second
# face that is less than sure, b black, x no picture, l slightly to a side.
PRELUDE = """
const { Judge } = await import("/static/proctoring/watch/judging.js");
const face = (yaw = 0, pitch = 0, score = 0.95) => ({ yaw, pitch, score });
const seen = (...faces) => ({ faces, isDark: false });
const PICTURES = {
  ".": seen(face()), a: seen(face(45)), d: seen(face(0, 40)), u: seen(face(0, -40)), n: seen(),
  s: seen(face(), face(0, 0, 0.8)), w: seen(face(), face(0, 0, 0.5)), b: { faces: [], isDark: true }, x: null,
  l: seen(face(24)), L: seen(face(40)), i: seen(face(26)),
};
const judge = new Judge();
return [...LETTERS].map((letter) => [...judge.look(PICTURES[letter])]);
"""


@pytest.fixture
def judged(blank_page: Page) -> Judged:
    """`judged("..aa")`: what is the case after each picture."""
    return lambda letters: blank_page.evaluate(f"async () => {{ const LETTERS = '{letters}'; {PRELUDE} }}")


def lasting(found: list[list[str]], type: str) -> int:
    """After how many pictures it is the case."""
    return sum(type in now for now in found)


def test_who_looks_at_the_screen_is_left_alone(judged: Judged) -> None:
    assert judged("." * 8) == [[]] * 8


@pytest.mark.parametrize(
    ("letter", "type"),
    [
        ("a", "looked-away"),
        ("d", "looked-away"),
        ("n", "nobody-there"),
        ("s", "somebody-else"),
        ("b", "camera-off"),
        ("x", "camera-off"),
    ],
)
def test_two_pictures_of_three_say_so_and_two_end_it(judged: Judged, letter: str, type: str) -> None:
    assert judged(f"..{letter * 4}..") == [[], [], [], [type], [type], [type], [type], []]


@pytest.mark.parametrize("letter", ["a", "n", "s", "b", "x"])
def test_one_wrong_picture_is_nothing(judged: Judged, letter: str) -> None:
    assert judged(f"...{letter}....{letter}...") == [[]] * 12


@pytest.mark.parametrize(("letter", "type"), [("a", "looked-away"), ("n", "nobody-there")])
def test_one_lost_picture_does_not_interrupt(judged: Judged, letter: str, type: str) -> None:
    found = judged(f"{letter * 4}.{letter * 4}")
    assert lasting(found, type) == 8


def test_a_glance_of_two_seconds_lasts_no_longer(judged: Judged) -> None:
    assert lasting(judged("....aa......"), "looked-away") == 2


def test_looking_up_to_think_is_nothing(judged: Judged) -> None:
    assert judged("u" * 8) == [[]] * 8


def test_a_second_face_that_is_less_than_sure_is_nothing(judged: Judged) -> None:
    assert judged("w" * 6) == [[]] * 6


def test_who_comes_halfway_back_is_still_away(judged: Judged) -> None:
    assert judged("..i.i.i.") == [[]] * 8
    assert lasting(judged("......aaiii"), "looked-away") == 4


def test_a_head_that_turns_out_of_sight_has_not_left(judged: Judged) -> None:
    found = judged("..aa" + "n" * 8)
    assert lasting(found, "nobody-there") == 0
    assert lasting(found, "looked-away") == 9


def test_who_turns_and_stays_out_of_sight_has_left(judged: Judged) -> None:
    assert judged("..aa" + "n" * 16)[-1] == ["nobody-there"]


def test_a_camera_that_stands_aside_is_got_used_to(judged: Judged) -> None:
    found = judged("l" * 8 + "L" * 6)
    assert lasting(found, "looked-away") == 0


def test_nobody_gets_used_to_looking_away(judged: Judged) -> None:
    assert judged("a" * 40)[-1] == ["looked-away"]


# --- the pose ---------------------------------------------------------------------------------------
def test_a_nose_between_the_cheeks_is_straight_ahead_and_one_at_a_cheek_is_turned(blank_page: Page) -> None:
    source = """async () => {
      const { poseOf } = await import("/static/proctoring/watch/pose.js");
      const mesh = (tip, depth = 0) => ({ 1: [tip, 60, 0], 2: [50, 70, depth], 10: [50, 20, 0], 234: [0, 50, 0], 454: [100, 50, 0] });
      const yaw = (tip) => Math.round(poseOf(mesh(tip), 192).yaw);
      return [yaw(50), yaw(100), yaw(0), Math.round(poseOf(mesh(50, 50), 192).pitch), Math.round(poseOf(mesh(50, 100), 96).pitch)];
    }"""
    assert blank_page.evaluate(source) == [0, 38, -38, 45, 45]


# --- words ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["starting", "watching", "declined", "missing", "unable"])
def test_the_sign_has_words_for_each_state(blank_page: Page, state: str) -> None:
    source = f"async () => (await import('/static/proctoring/watch/words.js')).signWords('{state}', '', false)"
    said = blank_page.evaluate(source)
    assert said["label"] and said["text"]
    assert said["canTurnOn"] == (state == "declined")


@pytest.mark.parametrize(("is_required", "end"), [(True, "requires the camera."), (False, "goes on without it.")])
def test_a_camera_that_is_off_is_explained(blank_page: Page, is_required: bool, end: str) -> None:
    call = f"signWords('off', 'dark', {str(is_required).lower()})"
    said = blank_page.evaluate(f"async () => (await import('/static/proctoring/watch/words.js')).{call}")
    assert said["text"].startswith("The picture is black.")
    assert said["text"].endswith(end)
