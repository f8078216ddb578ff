/** Asks again and again: soon while somebody looks, rarely in a hidden tab, more and more rarely after failures. */

import { waitAfter } from "../runner/backoff.js";

const HIDDEN_MS = 15_000;

export class Polling {
  #ask;
  #everyMs;
  #onState;
  #timer = null;
  #isBusy = false;
  #isAgain = false;
  #failures = 0;

  /** ask(): a promise. onState(error or null): after each. */
  constructor({ ask, everyMs, onState }) {
    this.#ask = ask;
    this.#everyMs = everyMs;
    this.#onState = onState;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#plan() : this.now()));
    window.addEventListener("online", () => this.now());
  }

  start() {
    this.#plan();
  }

  async now() {
    if (this.#isBusy) {
      this.#isAgain = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#isBusy = true;
    this.#isAgain = false;
    try {
      await this.#ask();
      this.#failures = 0;
      this.#onState(null);
    } catch (error) {
      this.#failures += 1;
      this.#onState(error);
    }
    this.#isBusy = false;
    this.#plan();
  }

  #plan() {
    const usual = document.hidden ? HIDDEN_MS : this.#everyMs;
    const wait = this.#failures > 0 ? Math.max(usual, waitAfter(this.#failures)) : usual;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), this.#isAgain && this.#failures === 0 ? 0 : wait);
  }
}
