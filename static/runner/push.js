/**
 * Hears that a command waits, so that it need not wait for the next heartbeat.
 *
 * No DOM. A hint says "sync now" and nothing else; without the channel, or while it is broken,
 * the heartbeat brings everything a little later. Each connection needs a new ticket.
 */

import { waitAfter } from "./backoff.js";

export class PushChannel {
  #getAddress;
  #onHint;
  #open;
  #source = null;
  #timer = null;
  #failures = 0;
  #isOn = false;

  /** getAddress(): a promise of {data: {url}}; it fails with code "not-found" where there is no channel. */
  constructor({ getAddress, onHint, open = (url) => new EventSource(url) }) {
    this.#getAddress = getAddress;
    this.#onHint = onHint;
    this.#open = open;
  }

  start() {
    if (!this.#isOn) {
      this.#isOn = true;
      this.#connect();
    }
  }

  stop() {
    this.#isOn = false;
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  async #connect() {
    try {
      const { data } = await this.#getAddress();
      if (this.#isOn) {
        this.#listen(data.url);
      }
    } catch (error) {
      if (error.code === "not-found") {
        this.stop();
      } else {
        this.#again();
      }
    }
  }

  #listen(url) {
    const source = this.#open(url);
    this.#source = source;
    source.onmessage = () => {
      this.#failures = 0;
      this.#onHint();
    };
    source.onerror = () => {
      source.close();
      if (this.#source === source) {
        this.#again();
      }
    };
  }

  #again() {
    this.#source = null;
    if (this.#isOn) {
      this.#failures += 1;
      this.#timer = setTimeout(() => this.#connect(), waitAfter(this.#failures));
    }
  }
}
