/**
 * What lasts (a window left, a screen connected): when it begins, from when on it is more than a blink, how long it was.
 *
 * Pure: no DOM; the caller gives the monotonic reading `now`, in milliseconds. Who is away for long is told in parts, so
 * that a proctor need not wait for the end; each part may be twice as long as the one before: a whole exam beside a
 * second screen is a handful of parts, not a hundred. It stays one: parts after the first have the count 0.
 */

/** Shorter is nothing: a notification, a glance of the system at another window. */
export const LEAST_MS = 500;
export const FIRST_PART_MS = 60_000;

export class Spans {
  #open = new Map();

  isOpen(type) {
    return this.#open.has(type);
  }

  /** Milliseconds since it began (its last part was told), or null. */
  age(type, now) {
    const span = this.#open.get(type);
    return span ? now - span.from : null;
  }

  /** Begins now, unless it goes on already. position: of the item on screen; leastMs: shorter is nothing. */
  begin(type, now, { position = 0, leastMs = LEAST_MS } = {}) {
    if (!this.#open.has(type)) {
      const partMs = Math.max(FIRST_PART_MS, 2 * leastMs);
      this.#open.set(type, { from: now, position, leastMs, partMs, isRipe: false, count: 1 });
    }
  }

  /** It turns out to be something else, which began when this did. */
  rename(from, to) {
    const span = this.#open.get(from);
    this.#open.delete(from);
    if (span && !this.#open.has(to)) {
      this.#open.set(to, span);
    }
  }

  /** It was nothing. */
  drop(type) {
    this.#open.delete(type);
  }

  /** Types that are more than a blink by now; each is named once, however many its parts. */
  ripen(now) {
    const found = [...this.#open].filter(([, span]) => !span.isRipe && now - span.from >= span.leastMs);
    found.forEach(([, span]) => (span.isRipe = true));
    return found.filter(([, span]) => span.count).map(([type]) => type);
  }

  /** Parts of those that go on for long. */
  parts(now) {
    const due = [...this.#open].filter(([, span]) => span.isRipe && now - span.from >= span.partMs);
    return due.map(([type, span]) => {
      const part = measured(type, span, now);
      Object.assign(span, { from: now, partMs: span.partMs * 2, leastMs: LEAST_MS, isRipe: false, count: 0 });
      return part;
    });
  }

  /** {type, for_ms, position, and count where it is 0}, or null when it was nothing, or nothing new since its last part. */
  end(type, now) {
    const span = this.#open.get(type);
    this.#open.delete(type);
    return span?.isRipe ? measured(type, span, now) : null;
  }

  get types() {
    return [...this.#open.keys()];
  }
}

function measured(type, { from, position, count }, now) {
  const event = { type, for_ms: Math.round(now - from), position };
  return count ? event : { ...event, count };
}
