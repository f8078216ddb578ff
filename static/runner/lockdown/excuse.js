/**
 * Leaving the window for a reason of ours: a prompt of the browser that we caused, a link that we ask to follow. Pure.
 *
 * It excuses one absence that begins soon, until the candidate is back.
 */

const SOON_MS = 3000;

export class Excuse {
  #givenAt = -Infinity;
  #isAway = false;

  /** now: a monotonic reading in milliseconds. */
  give(now) {
    this.#givenAt = now;
  }

  /** Somebody leaves: whether that is excused. */
  covers(now) {
    this.#isAway ||= now - this.#givenAt < SOON_MS;
    return this.#isAway;
  }

  get isAway() {
    return this.#isAway;
  }

  /** The candidate is back. */
  end() {
    this.#isAway = false;
    this.#givenAt = -Infinity;
  }
}
