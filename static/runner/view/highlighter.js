/** Highlighting text of an item: by mouse, touch or keyboard. */

import { covers } from "../highlights.js";
import { announce } from "./alerts.js";
import { byId, freeFrame, setText } from "./elements.js";
import { offsetOf, paint, stretchOf } from "./marks.js";
import { ReadingCursor } from "./reading_cursor.js";

const GAP = 8;

export class Highlighter {
  #getBook;
  #button = byId("highlight");
  #cursor = new ReadingCursor({ onMark: () => this.#toggle() });
  #position = 0;
  #parts = [];
  #offered = [];
  #isDragging = false;
  #isPressing = false;

  /** getBook(): the Highlights of this sitting. */
  constructor({ getBook }) {
    this.#getBook = getBook;
    document.addEventListener("selectionchange", () => this.#offer());
    document.addEventListener("pointerdown", (event) => this.#pointed(event));
    for (const name of ["pointerup", "pointercancel"]) {
      document.addEventListener(name, () => this.#released());
    }
    this.#button.addEventListener("mousedown", (event) => event.preventDefault());
    this.#button.addEventListener("click", () => this.#mark(this.#offered));
    byId("item").addEventListener("click", (event) => this.#clicked(event));
  }

  /** A new item is on screen. parts: [{name, root}] in reading order. */
  show(position, parts) {
    this.leave();
    this.#position = position;
    this.#parts = parts;
    this.repaint();
  }

  repaint() {
    for (const { name, root } of this.#parts) {
      paint(root, this.#getBook().of(this.#position, name));
    }
  }

  /** The item is no longer on screen. */
  leave() {
    this.#cursor.leave();
    this.#button.hidden = true;
  }

  /** The key: highlight what is selected; with nothing selected the keyboard chooses what. */
  press() {
    if (this.#selected().length > 0) {
      this.#toggle();
    } else {
      this.#cursor.start(this.#parts.map(({ root }) => root));
    }
  }

  #toggle() {
    this.#mark(this.#selected());
  }

  /** found: [{name, stretch}]; a selection may reach from the stimulus into the stem. */
  #mark(found) {
    const done = found.map(({ name, stretch }) => this.#getBook().toggle(this.#position, name, stretch));
    this.repaint();
    if (document.activeElement === this.#button) {
      byId("stage").focus({ preventScroll: true });
    }
    this.#isPressing = false;
    this.#button.hidden = true;
    if (this.#cursor.isOn) {
      this.#cursor.refresh();
    } else {
      getSelection().removeAllRanges();
    }
    announce(done.includes("added") ? "Highlighted." : "Highlight removed.");
  }

  #selected() {
    const selection = getSelection();
    if (selection.rangeCount === 0 || byId("item").hidden) {
      return [];
    }
    return this.#parts
      .map(({ name, root }) => ({ name, stretch: stretchOf(root, selection.getRangeAt(0)) }))
      .filter(({ stretch }) => stretch !== null);
  }

  /** Text is selected: offer to highlight it, just below. */
  #offer() {
    if (this.#isDragging || this.#isPressing || this.#cursor.isOn) {
      return;
    }
    this.#offered = this.#selected();
    this.#button.hidden = this.#offered.length === 0;
    if (!this.#button.hidden) {
      const book = this.#getBook();
      const isMarked = this.#offered.every(({ name, stretch }) => covers(book.of(this.#position, name), stretch));
      setText(byId("highlight-name"), isMarked ? "Remove highlight" : "Highlight");
      place(this.#button, lastVisible(getSelection().getRangeAt(0)));
    }
  }

  /** While a mouse drags, nothing may come under it; a tap on the button may clear the selection first. */
  #pointed({ target, pointerType }) {
    this.#isPressing = this.#button.contains(target);
    this.#isDragging = !this.#isPressing && pointerType === "mouse";
  }

  #released() {
    this.#isDragging = false;
    this.#offer();
  }

  /** A click on a highlight takes it away; selecting inside one does not. */
  #clicked({ target }) {
    const mark = target.closest("mark");
    const part = this.#parts.find(({ root }) => root.contains(mark));
    if (mark === null || !part || target.closest("a") || !getSelection().isCollapsed) {
      return;
    }
    this.#getBook().removeAt(this.#position, part.name, offsetOf(part.root, mark));
    this.repaint();
    announce("Highlight removed.");
  }
}

/** The last line of a selection that is on screen: where the hand is. */
function lastVisible(range) {
  const { top, bottom } = freeFrame();
  const rects = [...range.getClientRects()];
  return rects.findLast((rect) => rect.bottom > top && rect.top < bottom) ?? range.getBoundingClientRect();
}

/** Below the selection, or above it where there is no room; never under a bar or outside the window. */
function place(element, rect) {
  const { offsetWidth: width, offsetHeight: height } = element;
  const frame = freeFrame();
  const last = frame.bottom - height - GAP;
  const wanted = rect.bottom + GAP <= last ? rect.bottom + GAP : rect.top - height - GAP;
  const top = Math.max(frame.top + GAP, Math.min(wanted, last));
  const left = Math.max(GAP, Math.min(rect.left, document.documentElement.clientWidth - width - GAP));
  element.style.insetBlockStart = `${top + scrollY}px`;
  element.style.left = `${left + scrollX}px`;
}
