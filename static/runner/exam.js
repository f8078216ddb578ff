/**
 * The sitting as this page knows it: items, answers, place, clock; and what one can do with it.
 *
 * No DOM. Every change goes to the outbox (and so to the device) before anything else; the
 * page is told by `onChange`.
 */

import { AnswerSheet, positionsOf } from "./answers.js";
import { Stopwatch } from "./clock.js";
import { Navigation } from "./navigation.js";

/** Shorter looks are not worth a request. */
const SHORTEST_VISIT_MS = 1000;

export class Exam {
  #clock;
  #outbox;
  #onChange;
  #onStay;
  #items;
  #mustComplete;
  #stopwatch;
  #isLocked = false;

  /**
   * content: the answer of the content endpoint; onChange(): something is new to send or show;
   * onStay(n): the candidate may not leave an item that asks for exactly n like this.
   */
  constructor({ content, clock, outbox, onChange, onStay = () => {} }) {
    this.#clock = clock;
    this.#outbox = outbox;
    this.#onChange = onChange;
    this.#onStay = onStay;
    this.#mustComplete = content.must_complete === true;
    this.#items = content.items;
    this.#stopwatch = new Stopwatch(() => clock.now());
    this.sheet = new AnswerSheet(content.items);
    this.navigation = new Navigation(content.items.length);
  }

  get item() {
    return this.#items[this.navigation.position - 1];
  }

  /** The items that one key leads to. */
  get itemsAround() {
    return this.navigation.around.map((position) => this.#items[position - 1]);
  }

  get record() {
    return this.sheet.record(this.item.position);
  }

  get count() {
    return this.#items.length;
  }

  get isLocked() {
    return this.#isLocked;
  }

  /** While locked nothing can be changed and no time is counted. */
  lock(isLocked = true) {
    this.#isLocked = isLocked;
    this.measure(!isLocked);
  }

  /** Count the time spent on the item on screen, or stop counting. */
  measure(isOn) {
    if (isOn && !this.#isLocked && !this.navigation.isReview) {
      this.#stopwatch.start();
    } else {
      this.#stopwatch.stop();
    }
  }

  /** Choose an option; answers how many may be chosen when this was one too many, else null. */
  choose(optionId, isOn) {
    const { record, refused } = this.#change((at, sheet, position) =>
      sheet.choose(position, optionId, at, isOn),
    );
    this.#keep(record);
    return refused ?? null;
  }

  strike(optionId) {
    this.#keep(this.#change((at, sheet, position) => sheet.strike(position, optionId, at)).record);
  }

  flag() {
    this.#keep(this.#change((at, sheet, position) => sheet.flag(position, at)).record);
  }

  /**
   * Go somewhere: `move(navigation)`; the time on the item left behind is counted. Where the exam
   * asks for the exact number, an item is left empty or complete and nothing between.
   */
  move(move) {
    if (this.#isLocked) {
      return;
    }
    if (this.#isHalfDone) {
      this.#onStay(this.item.select);
      return;
    }
    this.#leave();
    move(this.navigation);
    this.enter();
  }

  /** Walk through all, the incomplete or the flagged items. */
  startRound(kind) {
    this.move((navigation) => navigation.startRound(kind, positionsOf(this.sheet.rows(), kind)));
  }

  /** The item (or the review screen) is now on screen. */
  enter() {
    this.measure(true);
    if (!this.navigation.isReview) {
      const { record, isNew } = this.sheet.see(this.item.position);
      if (isNew) {
        this.#keep(record, { isVisit: true });
        return;
      }
    }
    this.#onChange();
  }

  get #isHalfDone() {
    const chosen = this.record.selected.length;
    return this.#mustComplete && !this.navigation.isReview && chosen > 0 && chosen < this.item.select;
  }

  #leave() {
    this.#stopwatch.stop();
    const spentMs = this.#stopwatch.take();
    if (!this.navigation.isReview && spentMs >= SHORTEST_VISIT_MS) {
      this.#add(this.record, spentMs, { isVisit: true });
    }
  }

  #change(work) {
    if (this.#isLocked || this.navigation.isReview) {
      return {};
    }
    return work(this.#clock.elapsedMs(), this.sheet, this.item.position);
  }

  #keep(record, options) {
    if (record) {
      this.#add(record, this.#stopwatch.take(), options);
      this.#onChange();
    }
  }

  #add(record, spentMs, options) {
    this.#outbox.add(record, spentMs, options).then(() => this.#onChange());
  }
}
