/** The review screen, and the dialog that asks twice before the exam ends. */

import { endSummary } from "../wording.js";
import { openDialog, prepareDialog } from "./dialogs.js";
import { byId, setText } from "./elements.js";
import { ItemTable } from "./item_table.js";

export class ReviewView {
  #table;
  #rounds;
  #revision = null;

  /** onRound(kind), onJump(position), onEnd(). */
  constructor({ onRound, onJump, onEnd }) {
    this.#table = new ItemTable(byId("review-items"), { name: "review", onJump });
    this.#rounds = [...document.querySelectorAll("[data-round]")];
    for (const button of this.#rounds) {
      button.addEventListener("click", () => onRound(button.dataset.round));
    }
    byId("end").addEventListener("click", onEnd);
  }

  /** isNew: it was not on screen until now; else only what changed since is shown. */
  show(sheet, isNew) {
    if (!isNew && sheet.revision === this.#revision) {
      return;
    }
    this.#revision = sheet.revision;
    const counts = sheet.counts();
    const numbers = { all: counts.total, incomplete: counts.unanswered, flagged: counts.flagged };
    for (const button of this.#rounds) {
      button.disabled = numbers[button.dataset.round] === 0;
    }
    setText(byId("review-summary"), endSummary(counts));
    this.#table.show(sheet.rows(), counts, { isNew });
  }

  focus() {
    byId("review-title").focus({ preventScroll: true });
  }
}

export class EndDialog {
  #dialog = byId("end-dialog");
  #onEnd;

  constructor({ onEnd }) {
    this.#onEnd = onEnd;
    prepareDialog(this.#dialog);
    byId("end-continue").addEventListener("click", () => this.#step(2));
    byId("end-confirm").addEventListener("click", () => {
      this.#dialog.close();
      this.#onEnd();
    });
  }

  open(counts) {
    setText(byId("end-summary"), endSummary(counts));
    openDialog(this.#dialog);
    this.#step(1);
  }

  /** The focus goes to the sentence, never to the button that ends. */
  #step(step) {
    for (const part of this.#dialog.querySelectorAll("[data-step]")) {
      part.hidden = Number(part.dataset.step) !== step;
    }
    const title = byId(`end-title-${step}`);
    this.#dialog.setAttribute("aria-labelledby", title.id);
    title.focus();
  }
}
