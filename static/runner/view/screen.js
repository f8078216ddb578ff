/** The whole page: which part is on screen, what the bars show, where the focus goes. */

import { ItemView } from "./item.js";
import { ReviewView } from "./review.js";
import { closeDialogs } from "./dialogs.js";
import { byId, setText } from "./elements.js";

const PARTS = Object.freeze(["curtain", "item", "review"]);

export class Screen {
  #item;
  #review;
  #title;
  #shown = null;

  /** actions: onChoose, onStrike, onRound, onJump, onEnd. */
  constructor(title, actions) {
    this.#title = title;
    this.#item = new ItemView(byId("item"), actions);
    this.#review = new ReviewView(actions);
  }

  press(index, isStrike) {
    this.#item.press(index, isStrike);
  }

  /** Why the candidate can not leave this item yet, at the item. */
  refuse(sentence) {
    this.#item.refuse(sentence);
  }

  /** Cover everything. The exam's own controls are gone while the curtain is closed. */
  cover() {
    this.#part("curtain");
    this.#bars(false);
    if (this.#shown !== "curtain") {
      closeDialogs();
      this.#shown = "curtain";
      document.title = this.#title;
    }
  }

  /** Show the item or the review screen; the focus moves only when the place changed. */
  show(exam) {
    const { navigation, sheet } = exam;
    const place = navigation.isReview ? "review" : String(navigation.position);
    this.#part(navigation.isReview ? "review" : "item");
    this.#bars(true, exam);
    if (navigation.isReview) {
      this.#review.show(sheet, place !== this.#shown);
    } else {
      this.#item.show(exam.item, exam.record);
    }
    if (place !== this.#shown) {
      this.#shown = place;
      this.#arrive(navigation);
      this.#item.prepare(exam.itemsAround);
    }
  }

  #arrive(navigation) {
    const name = navigation.isReview ? "Review" : `Question ${navigation.counter}`;
    document.title = `${name} · ${this.#title}`;
    window.scrollTo(0, 0);
    (navigation.isReview ? this.#review : this.#item).focus();
  }

  #part(shown) {
    for (const part of PARTS) {
      byId(part).hidden = part !== shown;
    }
  }

  #bars(isOpen, exam) {
    const isReview = exam?.navigation.isReview ?? false;
    byId("bottom-bar").hidden = !isOpen;
    byId("timer").hidden = !isOpen;
    byId("flag").hidden = !isOpen || isReview;
    byId("open-messages").hidden = !isOpen;
    if (!isOpen) {
      return;
    }
    const isFlagged = !isReview && exam.record.flagged;
    byId("flag").setAttribute("aria-pressed", String(isFlagged));
    setText(byId("flag-text"), isFlagged ? "Flagged for review" : "Flag for review");
    byId("previous").disabled = !isReview && exam.navigation.isFirst;
    byId("next").hidden = isReview;
    byId("open-review").hidden = isReview;
  }
}
