/**
 * What the candidate and the staff wrote to each other, in this page load.
 *
 * No DOM. A message of the candidate is an event of the sync protocol: the outbox keeps it on the
 * device until the server has it, so an unsent one survives a reload.
 */

export const LONGEST_MESSAGE = 500;

export class Conversation {
  #outbox;
  #now;
  #entries = [];

  /** now(): the present time by the server's clock, as an ISO string. */
  constructor({ outbox, now }) {
    this.#outbox = outbox;
    this.#now = now;
  }

  /** Take up messages that an earlier page load could not send. */
  restore() {
    for (const event of this.#outbox.events) {
      if (event.type === "message" && !this.#entries.some((entry) => entry.event === event)) {
        this.#entries.push({ isOwn: true, text: event.text, event, isKept: true, fate: "waiting", at: null });
      }
    }
  }

  /** The staff wrote. */
  hear(text) {
    if (text) {
      this.#entries.push({ isOwn: false, text, at: this.#now() });
    }
  }

  /**
   * The candidate writes; null when there is nothing to say, or a promise: done when the message is on the device.
   * atMs: as for every event.
   */
  say(words, atMs) {
    const text = words.replaceAll("\0", "").trim().slice(0, LONGEST_MESSAGE);
    if (text === "") {
      return null;
    }
    const event = { type: "message", text, at_ms: atMs };
    const entry = { isOwn: true, text, event, isKept: false, fate: "waiting", at: null };
    this.#entries.push(entry);
    return this.#outbox.addEvent(event).then(() => {
      entry.isKept = true;
    });
  }

  /** [{isOwn, text, isKept, fate, at}]; fate of own ones: "waiting", "delivered", "dropped"; at: ISO or null. */
  get entries() {
    for (const entry of this.#entries) {
      if (entry.fate === "waiting") {
        entry.fate = this.#outbox.fateOf(entry.event);
        entry.at = entry.fate === "delivered" ? this.#now() : null;
      }
    }
    return this.#entries.map(({ event, ...shown }) => shown);
  }
}
