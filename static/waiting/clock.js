/**
 * The clock of the waiting room: what the server said, carried forward by a monotonic timer.
 *
 * Pure: no DOM, no Date. The device's wall clock is never read, so setting it wrong changes nothing.
 */

/** Every client adds up to so much by chance, so that a thousand do not knock in the same instant. */
export const SPREAD_MS = 1500;

/** Who comes back so long after the start is asked before the clock starts. */
export const LATE_MS = 60_000;

/** A screen reader is told at these moments, and at no other. */
const ANNOUNCED_MS = Object.freeze([300_000, 60_000, 10_000]);

const LOOK_EVERY_MS = 30_000;
const SECOND_MS = 1000;
const DAY_MS = 24 * 3600 * SECOND_MS;

export class WaitClock {
  #now;
  #beginsAt = Infinity;

  /** now: a monotonic reading in milliseconds. */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  now() {
    return this.#now();
  }

  /**
   * The server said that waitMs are left. That was true somewhere between sending the question
   * and receiving the answer: the middle is the best guess.
   */
  anchor(waitMs, sentAt = this.#now(), receivedAt = sentAt) {
    this.#beginsAt = (sentAt + receivedAt) / 2 + waitMs;
  }

  /** Milliseconds until the exam begins; below zero once it has begun. */
  waitMs() {
    return this.#beginsAt - this.#now();
  }
}

/** A client's own part of SPREAD_MS, chosen once. */
export function chooseSpread(random = Math.random) {
  return random() * SPREAD_MS;
}

/** Half a minute to a minute: the start may be moved, and not everybody should ask at once. */
export function untilNextLook(random = Math.random) {
  return LOOK_EVERY_MS * (1 + random());
}

/** Whether the moment needs its date told: half a day away, or more. As waiting_room.py has it. */
export function isFar(ms) {
  return ms > DAY_MS / 2;
}

/** 252000 → "4:12", 3852000 → "1:04:12", three days → "3 days". Rounded up. */
export function formatWait(ms) {
  if (ms >= 2 * DAY_MS) {
    return `${Math.floor(ms / DAY_MS)} days`;
  }
  const seconds = Math.max(0, Math.ceil(ms / SECOND_MS));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/**
 * What to announce when the wait has gone from `before` to `after`, or null.
 * Several at once (the tab was in the background) give only the last one.
 */
export function announcement(before, after) {
  if (after <= 0) {
    return null;
  }
  const crossed = ANNOUNCED_MS.filter((ms) => before > ms && after <= ms);
  if (!crossed.length) {
    return null;
  }
  const ms = Math.min(...crossed);
  const minutes = ms / (60 * SECOND_MS);
  const left = minutes < 1 ? `${ms / SECOND_MS} seconds` : `${minutes} minute${minutes === 1 ? "" : "s"}`;
  return `Your exam begins in ${left}.`;
}
