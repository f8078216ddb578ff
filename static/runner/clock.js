/**
 * The exam's clock: what the server said, carried forward by a monotonic timer.
 *
 * Pure: no DOM, no Date. Every time is in milliseconds. The device's wall clock is never
 * read, so setting it wrong changes nothing; a device that slept is put right by the next
 * answer of the server, which anchors the clock again.
 */

/** Alerts are shown when the remaining time falls through one of these, in minutes. */
export const ALERT_MINUTES = Object.freeze([30, 15, 5, 1]);

/** From here on the clock can no longer be hidden. */
export const ALWAYS_SHOWN_MS = 5 * 60_000;

/** Differences below this are network noise and do not make the clock jump. */
const NOISE_MS = 250;

const SETTLED_MS = 15_000;
const MINUTE_MS = 60_000;

export class ExamClock {
  #now;
  #at = 0;
  #remainingMs = 0;
  #elapsedMs = 0;
  #isRunning = false;
  #isAnchored = false;

  /** now: a monotonic reading in milliseconds. */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  get isAnchored() {
    return this.#isAnchored;
  }

  get isRunning() {
    return this.#isRunning;
  }

  /** The monotonic reading this clock goes by. */
  now() {
    return this.#now();
  }

  /**
   * Take over the server's times. They were true somewhere between sending the question
   * and receiving the answer: the middle is the best guess.
   */
  anchor({ remainingMs, elapsedMs, isRunning }, sentAt = this.#now(), receivedAt = sentAt) {
    const at = (sentAt + receivedAt) / 2;
    const tolerance = NOISE_MS + (receivedAt - sentAt) / 2;
    const remainingThen = this.#remainingAt(at);
    const isNoise =
      this.#isAnchored &&
      this.#isRunning === isRunning &&
      Math.abs(remainingThen - remainingMs) < tolerance &&
      Math.abs(this.#elapsedAt(at) - elapsedMs) < tolerance;
    if (isNoise) {
      return;
    }
    this.#at = at;
    this.#remainingMs = remainingMs;
    this.#elapsedMs = elapsedMs;
    this.#isRunning = isRunning;
    this.#isAnchored = true;
  }

  /** Time left to work; stands still while the sitting is paused. */
  remainingMs() {
    return this.#remainingAt(this.#now());
  }

  /** Wall time since the sitting began, pauses included: what `at_ms` of a change means. */
  elapsedMs() {
    return Math.max(0, Math.round(this.#elapsedAt(this.#now())));
  }

  #remainingAt(at) {
    const gone = this.#isRunning ? at - this.#at : 0;
    return Math.max(0, this.#remainingMs - gone);
  }

  #elapsedAt(at) {
    return this.#elapsedMs + (at - this.#at);
  }
}

/** 6728000 → "1:52:08". Rounded up, so that 0:00:00 means that nothing is left. */
export function formatRemaining(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (number) => String(number).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/**
 * Which alerts are due as the time goes down, each once.
 *
 * The clock is set anew by every answer of the server and then moves a little, up too: only who is given time, more
 * than `SETTLED_MS` beyond an alert, hears it again.
 */
export class TimeAlerts {
  #before = null;
  #told = new Set();

  /**
   * The alert, in minutes, that is due now that so much time remains, or null. Several at once (the device slept) give
   * only the last one: it is the one that matters.
   */
  due(remainingMs) {
    const before = this.#before;
    this.#before = remainingMs;
    for (const minutes of this.#told) {
      if (remainingMs > minutes * MINUTE_MS + SETTLED_MS) {
        this.#told.delete(minutes);
      }
    }
    if (before === null || remainingMs <= 0) {
      return null;
    }
    const isCrossed = (minutes) => before > minutes * MINUTE_MS && remainingMs <= minutes * MINUTE_MS;
    const crossed = ALERT_MINUTES.filter((minutes) => isCrossed(minutes) && !this.#told.has(minutes));
    crossed.forEach((minutes) => this.#told.add(minutes));
    return crossed.length ? Math.min(...crossed) : null;
  }
}

/** Notices that the device slept: the wall clock went on while the monotonic one stood. */
export class SleepDetector {
  #gap;

  /** From here on: a device may fall asleep before the first look. */
  constructor(wallMs = Date.now(), monotonicMs = performance.now()) {
    this.#gap = wallMs - monotonicMs;
  }

  /** True when more than `tolerance` ms went missing since the last call. */
  check(wallMs, monotonicMs, tolerance = 3000) {
    const gap = wallMs - monotonicMs;
    const before = this.#gap;
    this.#gap = gap;
    return gap - before > tolerance;
  }
}

/** Counts the milliseconds an item was on screen and the page in front. */
export class Stopwatch {
  #now;
  #startedAt = null;
  #collected = 0;

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  start() {
    this.#startedAt ??= this.#now();
  }

  stop() {
    if (this.#startedAt !== null) {
      this.#collected += this.#now() - this.#startedAt;
      this.#startedAt = null;
    }
  }

  /** Whole milliseconds since the last call; goes on counting if it was running. */
  take() {
    const isRunning = this.#startedAt !== null;
    this.stop();
    const spent = Math.round(this.#collected);
    this.#collected = 0;
    if (isRunning) {
      this.start();
    }
    return spent;
  }
}
