/**
 * Where the candidate is: an item, or the review screen; and on which round through them.
 *
 * Pure: no DOM, no browser history (trail.js does that).
 */

export class Navigation {
  #count;
  #position = 1;
  #isReview = false;
  #round = null;

  /** count: number of items; positions run from 1 to it. */
  constructor(count) {
    this.#count = count;
  }

  get position() {
    return this.#position;
  }

  get isReview() {
    return this.#isReview;
  }

  /** The kind of round being made ("incomplete", "flagged"), or null. */
  get round() {
    return this.#round?.kind ?? null;
  }

  /** "7 of 60" */
  get counter() {
    return `${this.#position} of ${this.#count}`;
  }

  get isFirst() {
    return this.#before() === null;
  }

  /** The positions that Next and Previous lead to from an item. */
  get around() {
    const beside = this.#isReview ? [] : [this.#after(), this.#before()];
    return beside.filter((position) => position !== null);
  }

  goTo(position) {
    if (Number.isInteger(position) && position >= 1 && position <= this.#count) {
      this.#position = position;
      this.#isReview = false;
    }
  }

  /** Jump by hand: ends a round unless the item belongs to it. */
  jump(position) {
    if (!this.#round?.positions.includes(position)) {
      this.#round = null;
    }
    this.goTo(position);
  }

  openReview() {
    this.#isReview = true;
    this.#round = null;
  }

  /** Walk through some of the items only; after the last comes the review screen again. */
  startRound(kind, positions) {
    if (!positions.length) {
      return;
    }
    this.#round = kind === "all" ? null : { kind, positions };
    this.goTo(positions[0]);
  }

  next() {
    const following = this.#after();
    if (following === null) {
      this.openReview();
    } else {
      this.goTo(following);
    }
  }

  previous() {
    if (this.#isReview) {
      this.#isReview = false;
      return;
    }
    this.goTo(this.#before() ?? this.#position);
  }

  #after() {
    return this.#path().find((position) => position > this.#position) ?? null;
  }

  #before() {
    const earlier = this.#path().filter((position) => position < this.#position);
    return earlier.at(-1) ?? null;
  }

  #path() {
    return this.#round?.positions ?? Array.from({ length: this.#count }, (_, index) => index + 1);
  }
}
