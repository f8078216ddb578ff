/**
 * What the server has not confirmed yet. Written to the store before it may be sent.
 *
 * One entry per position: a newer change takes the place of an older one and its active
 * time is added up. A *visit* is an entry without a change of the answer (the candidate
 * looked at the item): it carries time, and is not counted as an answer waiting to be saved.
 */

import { boundEvents } from "./lockdown/bounded.js";

const LONGEST_BATCH = 50;

export class Outbox {
  #store;
  #entries = new Map();
  #events = [];
  #offered = [];
  #version = 0;
  #confirmed = new Map();
  #settledAt = new Map();
  #delivered = new WeakSet();

  constructor(store) {
    this.#store = store;
  }

  /** Take up what an earlier page load left unsent. rows: as the store gives them. */
  restore(rows, events = []) {
    for (const { spent_ms: spentMs, is_unsent: isUnsent, is_visit: isVisit, ...record } of rows) {
      if (isUnsent) {
        const version = ++this.#version;
        this.#entries.set(record.position, { record, spentMs, isVisit, version, stored: version });
      }
    }
    this.#events.push(...events);
  }

  /** Keep a record for sending; done when it is on the device. */
  async add(record, spentMs, { isVisit = false } = {}) {
    const before = this.#entries.get(record.position);
    const entry = {
      record,
      spentMs: spentMs + (before?.spentMs ?? 0),
      isVisit: isVisit && (before?.isVisit ?? true),
      version: ++this.#version,
      stored: before?.stored ?? 0,
    };
    this.#entries.set(record.position, entry);
    await this.#write(entry, true);
    entry.stored = entry.version;
  }

  /** The last answer at this position that the server is known to have, or null. */
  confirmed(position) {
    return this.#confirmed.get(position) ?? null;
  }

  /** `at_ms` of the last change at this position that the server has answered, refused ones included. */
  settledAtMs(position) {
    return this.#settledAt.get(position) ?? 0;
  }

  /** What became of an event: "waiting", "delivered", or "dropped" because the server could not read it. */
  fateOf(event) {
    if (this.#events.includes(event)) {
      return "waiting";
    }
    return this.#delivered.has(event) ? "delivered" : "dropped";
  }

  /** Events that wait to be sent. */
  get events() {
    return this.#events;
  }

  async addEvent(event) {
    this.#events = boundEvents([...this.#events, event], (waiting) => this.#offered.includes(waiting));
    await this.#writeEvents();
  }

  /** Positions whose answer waits to be confirmed. */
  get unsentAnswers() {
    return [...this.#entries.values()].filter((entry) => !entry.isVisit).length;
  }

  /** Everything that is not confirmed is on the device, whatever happens to this page. */
  get isWritten() {
    return this.#ready().length === this.#entries.size;
  }

  get isEmpty() {
    return this.#entries.size === 0;
  }

  /** True when something is on the device and could be sent now. */
  get hasReady() {
    return this.#events.length > 0 || this.#ready().length > 0;
  }

  /** What to send next, at most `most` changes; kept here until it is settled. */
  batch(most = LONGEST_BATCH) {
    const entries = this.#ready().slice(0, most);
    const events = this.#events.slice(0, LONGEST_BATCH);
    this.#offered = events;
    return {
      changes: entries.map(({ record, spentMs }) => ({ ...record, spent_ms: spentMs })),
      events,
      marks: entries.map(({ record, version, spentMs }) => [record.position, version, spentMs]),
    };
  }

  /**
   * The server has this batch, less the changes it refused ([{position}]). What changed meanwhile
   * stays, less the time already counted.
   */
  async settle({ changes = [], events, marks }, refused = []) {
    const isRefused = (position) => refused.some((refusal) => refusal.position === position);
    changes.forEach(({ position, at_ms: atMs }) => this.#settledAt.set(position, atMs));
    this.#confirm(changes.filter(({ position }) => !isRefused(position)));
    this.#events = this.#events.filter((event) => !events.includes(event));
    events.forEach((event) => this.#delivered.add(event));
    if (events.length) {
      await this.#writeEvents();
    }
    for (const [position, version, spentMs] of marks) {
      const entry = this.#entries.get(position);
      if (!entry) {
        continue;
      }
      // A later visit of an item carries the same answer: refused once is enough.
      const isSame = isRefused(position) && entry.record.at_ms <= this.settledAtMs(position);
      if (entry.version === version || isSame) {
        this.#entries.delete(position);
        await this.#write({ ...entry, spentMs: 0 }, false);
      } else {
        entry.spentMs -= spentMs;
        await this.#write(entry, true);
      }
    }
  }

  /** Drop events the server does not accept: they must never hold up an answer. */
  async dropEvents() {
    this.#events = [];
    await this.#writeEvents();
  }

  /** The server knows these answers: what is not newer here need not be sent any more. */
  async reconcile(records) {
    this.#confirm(records);
    for (const { position, at_ms: atMs } of records) {
      const entry = this.#entries.get(position);
      if (entry && entry.record.at_ms <= atMs) {
        this.#entries.delete(position);
        await this.#write({ ...entry, spentMs: 0 }, false);
      }
    }
  }

  #confirm(records) {
    for (const { spent_ms: spentMs, ...record } of records) {
      this.#confirmed.set(record.position, record);
    }
  }

  #ready() {
    return [...this.#entries.values()].filter((entry) => entry.stored === entry.version);
  }

  async #write({ record, spentMs, isVisit }, isUnsent) {
    const row = { ...record, spent_ms: spentMs, is_unsent: isUnsent, is_visit: isVisit };
    await this.#store.put(row).catch((error) => this.#storeFailed(error));
  }

  async #writeEvents() {
    await this.#store.putNote("events", this.#events).catch((error) => this.#storeFailed(error));
  }

  /** The disk is full, or storage was taken away: go on, and let the page say so. */
  #storeFailed(error) {
    console.warn("Storage on this device failed:", error);
    this.#store.isPersistent = false;
  }
}
