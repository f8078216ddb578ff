/**
 * Choosing text without a mouse: a cursor that goes from word to word of an item.
 *
 * What is chosen is the page's own selection, so it looks as selected text looks everywhere. The
 * box with the hint has the focus meanwhile: its role makes a screen reader pass the arrow keys on.
 */

import { wordsOf } from "../highlights.js";
import { announce } from "./alerts.js";
import { byId, freeFrame } from "./elements.js";
import { rangeOf } from "./marks.js";

const GAP = 8;

export class ReadingCursor {
  #box = byId("highlight-keys");
  #onMark;
  #words = [];
  #anchor = 0;
  #focus = 0;
  #returnTo = null;

  /** onMark(): the selection is to be highlighted, or its highlight taken away. */
  constructor({ onMark }) {
    this.#onMark = onMark;
    this.#box.addEventListener("keydown", (event) => this.#pressed(event));
    this.#box.addEventListener("blur", () => this.leave());
  }

  get isOn() {
    return !this.#box.hidden;
  }

  /** roots: the elements to read, in order; begins at the last of them, the stem. */
  start(roots) {
    this.#words = roots.flatMap((root) => wordsOf(root.textContent).map((stretch) => ({ root, stretch })));
    if (this.#words.length === 0) {
      return;
    }
    this.#returnTo = document.activeElement;
    this.#box.hidden = false;
    this.#box.focus({ preventScroll: true });
    this.#go(this.#words.findIndex(({ root }) => root === roots.at(-1)), false);
  }

  leave() {
    if (!this.isOn) {
      return;
    }
    const hadFocus = document.activeElement === this.#box;
    this.#box.hidden = true;
    getSelection().removeAllRanges();
    if (hadFocus && this.#returnTo?.isConnected) {
      this.#returnTo.focus({ preventScroll: true });
    }
  }

  /** The text was painted anew: select again what was selected. */
  refresh() {
    getSelection().removeAllRanges();
    getSelection().addRange(this.#range());
  }

  #pressed(event) {
    const { key, shiftKey } = event;
    const isMark = key === "Enter" || key === " " || (event.altKey && event.code === "KeyH");
    if (!isMark && (event.altKey || event.ctrlKey || event.metaKey || key === "Tab")) {
      this.leave();
      return;
    }
    event.stopPropagation();
    const goal = this.#goal(key);
    if (goal !== null) {
      this.#go(goal, shiftKey);
    } else if (isMark && !event.repeat) {
      this.#onMark();
    } else if (key === "Escape") {
      this.leave();
      announce("Highlighting by keyboard is off.");
    } else {
      return;
    }
    event.preventDefault();
  }

  /** The word an arrow key leads to, or null for any other key. Left is left in every script. */
  #goal(key) {
    const { root } = this.#words[this.#focus];
    const isOurs = (word) => word.root === root;
    const forward = getComputedStyle(this.#element()).direction === "rtl" ? -1 : 1;
    const goals = {
      ArrowRight: () => this.#focus + forward,
      ArrowLeft: () => this.#focus - forward,
      ArrowDown: () => this.#nextLine(1),
      ArrowUp: () => this.#nextLine(-1),
      Home: () => this.#words.findIndex(isOurs),
      End: () => this.#words.findLastIndex(isOurs),
    };
    if (!(key in goals)) {
      return null;
    }
    return Math.max(0, Math.min(this.#words.length - 1, goals[key]()));
  }

  /** The word above or below; beyond the last line the text that comes next. */
  #nextLine(step) {
    const { root } = this.#words[this.#focus];
    const here = this.#rect(this.#focus);
    const middle = (rect) => (rect.left + rect.right) / 2;
    let best = null;
    let line = null;
    let index = this.#focus + step;
    for (; this.#words[index]?.root === root; index += step) {
      const rect = this.#rect(index);
      const isOtherLine = step > 0 ? rect.top >= here.bottom - 2 : rect.bottom <= here.top + 2;
      line ??= isOtherLine ? rect : null;
      if (line !== null && (rect.bottom <= line.top || rect.top >= line.bottom)) {
        break;
      }
      const distance = Math.abs(middle(rect) - middle(here));
      if (line !== null && (best === null || distance < best.distance)) {
        best = { index, distance };
      }
    }
    return best?.index ?? index;
  }

  #go(index, isExtending) {
    this.#focus = index;
    this.#anchor = isExtending ? this.#anchor : index;
    this.refresh();
    this.#reveal();
    const isMarked = this.#element().closest("mark") !== null;
    announce(`${getSelection().toString()}${isMarked ? ", highlighted" : ""}`);
  }

  /** Scroll whatever scrolls until the word can be seen: a code block, the stimulus, the window. */
  #reveal() {
    const element = this.#element();
    for (const scroller of [element.closest("pre"), element.closest(".stimulus")]) {
      scroller?.scrollBy(...missing(this.#rect(this.#focus), scroller.getBoundingClientRect()));
    }
    const { top, bottom } = freeFrame();
    const box = this.#box.getBoundingClientRect();
    const frame = { left: 0, right: innerWidth, top, bottom: Math.min(bottom, box.top) };
    scrollBy(...missing(this.#rect(this.#focus), frame));
  }

  #range() {
    const [first, last] = [this.#anchor, this.#focus].sort((one, other) => one - other);
    const range = this.#rangeOf(first);
    const end = this.#rangeOf(last);
    range.setEnd(end.endContainer, end.endOffset);
    return range;
  }

  #rangeOf(index) {
    const { root, stretch } = this.#words[index];
    return rangeOf(root, stretch);
  }

  #rect(index) {
    return this.#rangeOf(index).getBoundingClientRect();
  }

  #element() {
    return this.#rangeOf(this.#focus).startContainer.parentElement;
  }
}

/** [across, down]: how far to scroll until `rect` is inside `frame`. */
function missing(rect, frame) {
  const along = (start, end, from, to) => {
    if (start < from) {
      return start - from;
    }
    return end > to ? Math.min(end - to, start - from) : 0;
  };
  return [
    along(rect.left, rect.right, frame.left + GAP, frame.right - GAP),
    along(rect.top, rect.bottom, frame.top + GAP, frame.bottom - GAP),
  ];
}
