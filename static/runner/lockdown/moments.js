/** What happens in a moment (a copy, a drag). Pure. A key that is held, or pressed again at once, is one. */

const QUIET_MS = 2000;

export class Moments {
  #last = new Map();

  /** now: a monotonic reading in milliseconds. */
  isNew(type, now) {
    const last = this.#last.get(type) ?? -Infinity;
    this.#last.set(type, now);
    return now - last >= QUIET_MS;
  }
}
