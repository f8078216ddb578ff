/**
 * A hint that a panel (the browser's tools for developers, a side bar) was opened beside the page. Pure.
 *
 * All a page can see is that it became much narrower while its window stayed as it was. Lower says nothing: on-screen
 * keyboards, find bars and downloads do that. Narrower and higher at once: the panel was below before. A zoom changes
 * the ratio of pixels or both sides alike; a window that is resized changes its outside; a touch screen has no such
 * panels.
 */

const PANEL_PX = 160;
const SAME = 0.02;

export class ToolsHint {
  #base = null;

  /**
   * page: {innerWidth, innerHeight, outerWidth, outerHeight, devicePixelRatio, scale (of a pinch), isTouch}.
   * True while a panel may be open.
   */
  look(page) {
    if (page.isTouch || page.scale !== 1) {
      this.#base = null;
      return false;
    }
    if (this.#base === null || !isSameWindow(this.#base, page) || page.innerWidth > this.#base.innerWidth) {
      this.#base = page;
      return false;
    }
    if (this.#base.innerWidth - page.innerWidth >= PANEL_PX) {
      return true;
    }
    if (isLower(page, this.#base)) {
      this.#base = page;
    }
    return false;
  }
}

function isSameWindow(before, after) {
  const names = ["outerWidth", "outerHeight", "devicePixelRatio"];
  return names.every((name) => before[name] === after[name]) && !isLower(before, after);
}

function isLower(before, after) {
  return before.innerHeight - after.innerHeight > before.innerHeight * SAME;
}
