/**
 * Leaving the window for a reason of ours: a prompt of the browser that we caused, a link that we ask to follow. Pure.
 *
 * It excuses one absence that begins soon, until the candidate is back.
 */

export const SOON_MS = 3000;
/** What we caused takes no longer; and it must not be a way out. */
const LONGEST_MS = 120_000;

export class Excuse {
  #givenAt = -Infinity;
  #longestMs = 0;
  #isAway = false;

  /** now: a monotonic reading in milliseconds; longestMs: who stays away for longer has no excuse. */
  give(now, longestMs = LONGEST_MS) {
    this.#givenAt = now;
    this.#longestMs = longestMs;
  }

  /** Somebody leaves: for how many milliseconds that is excused, or null. */
  covers(now) {
    this.#isAway ||= now - this.#givenAt < SOON_MS;
    return this.#isAway ? this.#longestMs : null;
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
