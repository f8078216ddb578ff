"""Reading and finding one's way: every script in its direction, nothing cut off, the focus always in sight."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from exams.assembly.models import Exam
from exams.bank.models import ItemVersion, Option
from tests.browser.exam_screen import ExamScreen

pytestmark = pytest.mark.browser
Show = Callable[[Page], ExamScreen]

MIXED = """ما الذي يجب فعله مع `bq load` الآن؟

Use the תּוֹרָה model, then:

- כִּתְבוּ את התשובה
- write the answer

```python
print("مرحبا")
```
"""
# The options a, b, c and d of "plain", with the direction they are read in.
OPTIONS = {
    "a": ("استخدم خدمة `Vertex AI` للتدريب", "rtl"),
    "b": ("क्षेत्रज्ञ ๆ ที่นี่ ป้ำ ก็ ผู้ใหญ่ น้ำ", "ltr"),
    "c": ("👩🏽‍🚀👨‍👩‍👧‍👦 Z̵̢͇͔̈́a̐̈l̂̃g̈̽o e\u0301\u0323 Ṩ", "ltr"),
    "d": ("לְמַד: train, אז `deploy`", "rtl"),
}
DIRECTIONS = """() => Object.fromEntries([...document.querySelectorAll(
  ".item__stem p, .item__stem li, .item__stem pre, .item__stem code, .option__text")].map((block) =>
  [block.textContent.trim().slice(0, 12), getComputedStyle(block).direction]))"""
# Elements whose text does not fit into them and cannot be scrolled to.
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const { overflowX, overflowY, position } = getComputedStyle(element);
  const hides = (overflow) => overflow === "hidden" || overflow === "clip";
  return element.checkVisibility() && position !== "absolute" && (
    hides(overflowY) && element.scrollHeight > element.clientHeight + 1 ||
    hides(overflowX) && element.scrollWidth > element.clientWidth + 1);
}).map((element) => element.outerHTML.slice(0, 100))"""
# Where letter and text of each option stand: [letter's left, text's left, text's right, room's right].
OPTION_EDGES = """() => [...document.querySelectorAll(".option")].map((option) => {
  const text = option.querySelector(".option__text");
  const range = document.createRange();
  range.selectNodeContents(text);
  const drawn = range.getBoundingClientRect();
  const letter = option.querySelector(".option__letter").getBoundingClientRect();
  return [letter.left, drawn.left, drawn.right, text.getBoundingClientRect().right, getComputedStyle(text).direction];
})"""
# What is wrong with how the focused element can be seen: covered by a bar, out of sight, without a ring.
FOCUS_FAULTS = """() => {
  const focused = document.activeElement;
  if (focused === document.body || focused.matches("[tabindex='-1'], .skip-link")) { return []; }
  const faults = [];
  const { top, bottom, height } = focused.getBoundingClientRect();
  for (const bar of document.querySelectorAll(".top-bar, .bottom-bar")) {
    const edge = bar.getBoundingClientRect();
    const isTall = height > innerHeight / 2;
    if (!bar.contains(focused) && !isTall && top < edge.bottom - 1 && bottom > edge.top + 1) { faults.push("covered"); }
  }
  if (bottom < 1 || top > innerHeight - 1) { faults.push("out of sight"); }
  const { outlineStyle, outlineWidth } = getComputedStyle(focused.closest(".option__label")?.parentElement ?? focused);
  if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) { faults.push("no ring"); }
  return faults.map((fault) => `${fault}: ${focused.outerHTML.slice(0, 90)}`);
}"""


@pytest.fixture
def exam_of_scripts(exam_of_shapes: Exam, alice: User) -> Exam:
    """The item "plain" in many scripts; the candidate has an Arabic name."""
    versions = ItemVersion.objects.filter(item__code="plain")
    versions.update(stem=MIXED, is_shuffled=False)
    for code, (text, _) in OPTIONS.items():
        Option.objects.filter(version__in=versions, code=code).update(text=text)
    User.objects.filter(pk=alice.pk).update(name="ليلى حَدّاد")
    return exam_of_shapes


def test_every_block_of_text_is_read_in_its_own_direction(exam_of_scripts: Exam, screen: ExamScreen) -> None:
    screen.go_to("plain")
    directions = screen.page.evaluate(DIRECTIONS)
    wanted = {"ما الذي يجب": "rtl", "Use the תּוֹ": "ltr", "כִּתְבוּ את": "rtl", "write the an": "ltr", "print(": "ltr"}
    for beginning, direction in wanted.items():
        found = [value for text, value in directions.items() if text.startswith(beginning)]
        assert found, (beginning, directions)
        assert set(found) == {direction}, beginning
    for text, direction in OPTIONS.values():
        (option,) = [value for key, value in directions.items() if key == text.replace("`", "").strip()[: len(key)]]
        assert option == direction, text
    expect(screen.page.get_by_text("ليلى حَدّاد")).to_have_css("direction", "rtl")


def test_letters_stand_before_options_and_right_to_left_text_begins_at_the_right(
    exam_of_scripts: Exam, screen: ExamScreen
) -> None:
    screen.go_to("plain")
    for letter, left, right, room, direction in screen.page.evaluate(OPTION_EDGES):
        assert letter < left
        if direction == "rtl":
            assert right == pytest.approx(room, abs=2)


@pytest.mark.parametrize(("width", "scale"), [(1280, "1"), (320, "1"), (320, "1.5")])
def test_no_script_is_cut_off(exam_of_scripts: Exam, new_page: Any, show: Show, width: int, scale: str) -> None:
    page = new_page(viewport={"width": width, "height": 700})
    page.add_init_script(f"localStorage.setItem('text-scale', '{scale}')")
    screen = show(page)
    screen.go_to("plain")
    assert screen.overflow() == 0
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("size", [(1280, 700), (768, 600), (320, 500), (320, 256)])
def test_what_has_the_focus_is_always_in_sight(new_page: Any, show: Show, size: tuple[int, int]) -> None:
    page = new_page(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    screen = show(page)
    faults = []
    for code in ("story", "pair"):
        screen.go_to(code)
        for key in ["Tab"] * 22 + ["Shift+Tab"] * 22:
            page.keyboard.press(key)
            faults += page.evaluate(FOCUS_FAULTS)
    assert not faults, "\n".join(faults)
