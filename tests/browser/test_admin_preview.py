"""The preview beside the exam screen: what an author sees is what a candidate will see, piece by piece."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from exams.bank.models import Item
from exams.bank.models.key import ItemKey, OptionKey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PIECES = [
    *(".item__title", ".item__columns", ".item__question", ".item__stem", ".item__stem p", ".item__stem pre"),
    *(".item__stem pre span", ".item__stem code", ".stimulus", ".stimulus__title", ".stimulus table", ".stimulus th"),
    *(".options", ".options__instruction", ".option", ".option__label", ".option__input", ".option__letter"),
    *(".option__text", ".option__text code", ".option__strike", ".option__strike .icon"),
]
LOOK = """(pieces) => Object.fromEntries(pieces.map((piece) => {
  const found = document.querySelector(`#item ${piece}, main.candidate ${piece}`);
  if (!found) {
    return [piece, null];
  }
  const style = getComputedStyle(found);
  const names = ["display", "color", "backgroundColor", "fontFamily", "fontSize", "fontWeight", "lineHeight",
    "letterSpacing", "marginTop", "marginBottom", "marginLeft", "paddingTop", "paddingLeft", "paddingRight",
    "borderTopWidth", "borderTopColor", "borderRadius", "overflowX", "maxWidth", "gap"];
  const { width, height } = found.getBoundingClientRect();
  const size = { width: Math.round(width), height: Math.round(height) };
  return [piece, { ...Object.fromEntries(names.map((name) => [name, style[name]])), ...size }];
}))"""
TEXTS = """() => [...document.querySelectorAll("#item .richtext, main.candidate article .richtext")]
  .map((found) => found.outerHTML)"""
INSTRUCTION = (
    "() => document.querySelector('#item .options__instruction, main.candidate .options__instruction').textContent"
)


@pytest.fixture
def keys(exam_of_shapes) -> None:
    """What candidates never see, without which the editor shows no item."""
    for item in Item.objects.select_related("current_version").prefetch_related("current_version__options"):
        version = item.current_version
        assert version
        ItemKey.objects.create(version=version, explanation="Because.", references=[], facts=[])
        for index, option in enumerate(version.options.order_by("code")):
            OptionKey.objects.create(option=option, is_correct=index < version.select_count, rationale="Because.")


def open_preview(page: Page, code: str) -> Page:
    page.goto(reverse("admin:bank_item_change", args=[Item.objects.get(code=code).pk]))
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    opened.value.wait_for_load_state()
    return opened.value


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("code", ["pair", "story", "last"])
def test_every_piece_looks_as_on_the_exam_screen(new_page, sign_in, show, ben, keys, code, width):
    options = {"viewport": {"width": width, "height": 900}, "reduced_motion": "reduce"}
    screen = show(new_page(**options))
    screen.go_to(code)
    page = new_page(**options)
    sign_in(page, ben)
    preview = open_preview(page, code)
    assert preview.evaluate(INSTRUCTION) == screen.page.evaluate(INSTRUCTION)
    assert sorted(preview.evaluate(TEXTS)) == sorted(screen.page.evaluate(TEXTS))
    shown, previewed = screen.page.evaluate(LOOK, PIECES), preview.evaluate(LOOK, PIECES)
    for piece in PIECES:
        assert previewed[piece] == shown[piece], piece
