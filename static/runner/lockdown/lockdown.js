/**
 * What the exam screen of a proctored sitting makes of what happens: one event with its length, and a word to the
 * candidate. No DOM.
 */

import { Moments } from "./moments.js";
import { Spans } from "./spans.js";
import { Warnings } from "./warnings.js";
import { warningWords } from "./words.js";

/** Whoever is at the screen is told at once; who left it, on the return. */
const TOLD_AT_ONCE = new Set(["second-screen", "devtools", "nobody-there", "somebody-else", "looked-away", "camera-off"]);

export class Lockdown {
  #room;
  #warnings;
  #spans = new Spans();
  #moments = new Moments();
  #pending = new Map();
  #isOn = false;
  #note;
  #warn;
  #keep;
  #getPosition;
  #now;

  /**
   * room: the answer of the API; kept: `counts` of an earlier page load. note({type, for_ms, position}): write an event
   * down, it ends now. warn({type, words, isQuiet}): tell the candidate. keep(counts): for the next page load.
   * getPosition(): of the item on screen, 0 where there is none.
   */
  constructor({ room, kept, note, warn, keep, getPosition, now = () => performance.now() }) {
    this.#room = room;
    this.#warnings = new Warnings(room, kept);
    this.#note = note;
    this.#warn = warn;
    this.#keep = keep;
    this.#getPosition = getPosition;
    this.#now = now;
  }

  get isOn() {
    return this.#isOn;
  }

  /** While something covers the exam (a pause, the end) nothing is watched. */
  watch(isOn) {
    if (this.#isOn && !isOn) {
      this.endAll();
    }
    this.#isOn = isOn;
  }

  begin(type, { leastMs } = {}) {
    if (this.#isOn) {
      this.#spans.begin(type, this.#now(), { position: this.#getPosition(), leastMs });
    }
  }

  isOpen(type) {
    return this.#spans.isOpen(type);
  }

  /** Whether it began so short a time ago that something else explains it. */
  isYoung(type, ms) {
    const age = this.#spans.age(type, this.#now());
    return age !== null && age < ms;
  }

  rename(from, to) {
    this.#spans.rename(from, to);
  }

  drop(type) {
    this.#spans.drop(type);
  }

  end(type) {
    this.#close(type);
    this.tell(type);
  }

  /** The page is being left, or the exam is covered: what goes on is as long as it is. Nobody is told. */
  endAll() {
    this.#spans.types.forEach((type) => this.#close(type));
    this.#pending.clear();
  }

  /** It took no time, unless forMs says so. isAlways: whatever covers the exam. */
  happened(type, { forMs = 0, isAlways = false } = {}) {
    if (!(this.#isOn || isAlways) || !this.#moments.isNew(type, this.#now())) {
      return;
    }
    this.#note({ type, for_ms: Math.round(forMs), position: this.#getPosition() });
    this.#say(type, this.#count(type), true);
  }

  /** For the record alone: nobody is warned of it, and it does not count. */
  remark(type) {
    this.#note({ type, for_ms: 0, position: this.#getPosition() });
  }

  /** The candidate is back, or chose to go on: what was kept for then is said now. */
  tell(type) {
    const outcome = this.#pending.get(type);
    this.#pending.delete(type);
    if (outcome) {
      this.#say(type, outcome, false);
    }
  }

  /** Now and then. */
  tick() {
    this.#ripen();
    this.#spans.parts(this.#now()).forEach((part) => this.#note(part));
  }

  #close(type) {
    this.#ripen();
    const event = this.#spans.end(type, this.#now());
    if (event) {
      this.#note(event);
    }
  }

  #ripen() {
    for (const type of this.#spans.ripen(this.#now())) {
      const outcome = this.#count(type);
      if (TOLD_AT_ONCE.has(type)) {
        this.#say(type, outcome, false);
      } else {
        this.#pending.set(type, outcome);
      }
    }
  }

  #count(type) {
    const outcome = this.#warnings.count(type);
    this.#keep(this.#warnings.counts);
    return outcome;
  }

  #say(type, outcome, isQuiet) {
    if (outcome === "ignored" && !isQuiet) {
      return;
    }
    this.#warn({ type, words: warningWords(this.#room.texts[type], outcome), isQuiet });
    if (outcome !== "ignored") {
      this.#note({ type: "warning-shown", for_ms: 0, position: this.#getPosition() });
    }
  }
}
