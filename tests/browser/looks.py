"""What every state of the exam screen must be in every look: accessible, within the window, easy to hit."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

from tests.fixtures.browser import WCAG_22_AA

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
WIDE = {"width": 1280, "height": 900}
ZOOMED = {"width": 320, "height": 256}  # 1280 by 1024 at 400 %
SMALLEST_TARGET = 24

# Less motion: colors on their way from one look to the next are nobody's.
AS_IT_IS = {
    "color_scheme": "light",
    "contrast": "no-preference",
    "forced_colors": "none",
    "reduced_motion": "reduce",
}
# Looks that differ in colors alone: only rules about colors are asked again.
COLORS = {
    "dark": {"color_scheme": "dark"},
    "more contrast, light": {"contrast": "more"},
    "more contrast, dark": {"contrast": "more", "color_scheme": "dark"},
    "forced colors": {"forced_colors": "active"},
}
RUN_AXE = """async (what) => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const { violations } = await axe.run(document, { runOnly: what, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) =>
    `${id}: ${html.slice(0, 160)} ${failureSummary}`));
}"""
FIND_SMALL_TARGETS = """(least) => {
  const all = [...document.querySelectorAll("button, a[href], label, summary, [tabindex='0'], input, select, textarea")];
  const isFree = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("label, p") ||
    (element.matches("label") && element.checkVisibility());
  return all.filter(isFree).filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 1 && (width < least || height < least);
  }).map((element) => `small target: ${element.outerHTML.slice(0, 120)}`);
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def find_faults(page: Page) -> list[str]:
    """What is wrong with the state on screen, look by look; the page is left as it was."""
    page.evaluate(f"() => {{ if (!globalThis.axe) {{ {AXE} }} }}")
    page.emulate_media(**AS_IT_IS)  # type: ignore[arg-type]
    faults = _find_all(page, "light")
    for look, media in COLORS.items():
        page.emulate_media(**(AS_IT_IS | media))  # type: ignore[arg-type]
        faults += _run_axe(page, look, {"type": "rule", "values": ["color-contrast"]})
    for scheme in ("dark", "light"):
        page.emulate_media(**(AS_IT_IS | {"color_scheme": scheme}))  # type: ignore[arg-type]
        faults += _find_with_own_contrast(page, scheme)
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    faults += _find_all(page, "400 %")
    if wider := page.evaluate(OVERFLOW):
        faults.append(f"400 %: {wider} px wider than the window")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    return faults


def _find_all(page: Page, look: str) -> list[str]:
    small = page.evaluate(FIND_SMALL_TARGETS, SMALLEST_TARGET)
    return [f"{look}: {fault}" for fault in small] + _run_axe(page, look, {"type": "tag", "values": WCAG_22_AA})


def _find_with_own_contrast(page: Page, scheme: str) -> list[str]:
    """High contrast by the switch of the exam screen, not by the system."""
    before = page.evaluate("document.documentElement.dataset.contrast")
    page.evaluate("document.documentElement.dataset.contrast = 'more'")
    faults = _run_axe(page, f"high contrast, {scheme}", {"type": "rule", "values": ["color-contrast"]})
    page.evaluate("(before) => { document.documentElement.dataset.contrast = before; }", before)
    return faults


def _run_axe(page: Page, look: str, what: dict[str, object]) -> list[str]:
    return [f"{look}: {fault}" for fault in page.evaluate(RUN_AXE, what)]
