/**
 * The answer sheet: what is chosen, struck out and flagged, position by position.
 *
 * Pure: no DOM, no network, no storage. A record is a plain object in the protocol's own
 * words: {position, selected, struck, flagged, at_ms}. Records are replaced, never changed
 * in place, so that whoever holds one (a batch on its way) keeps what it was given.
 */

export const STATUS = Object.freeze({
  unseen: "Unseen",
  incomplete: "Incomplete",
  complete: "Complete",
});

export class AnswerSheet {
  #items = new Map();
  #records = new Map();
  #seen = new Set();
  #latest = 0;
  #revision = 0;

  /** items: [{position, select, options: [{id}]}] as the content endpoint gives them. */
  constructor(items) {
    for (const item of items) {
      this.#items.set(item.position, item);
    }
  }

  /** Rises with every change: what was read at the same revision is still true. */
  get revision() {
    return this.#revision;
  }

  get positions() {
    return [...this.#items.keys()];
  }

  record(position) {
    return (
      this.#records.get(position) ?? { position, selected: [], struck: [], flagged: false, at_ms: 0 }
    );
  }

  /** Fold in records from the server or from this device: the newest of each position wins. */
  merge(records) {
    this.#revision += 1;
    for (const incoming of records) {
      const item = this.#items.get(incoming.position);
      if (!item) {
        continue;
      }
      this.#seen.add(item.position);
      const own = this.#records.get(item.position);
      if (!own || incoming.at_ms > own.at_ms) {
        this.#records.set(item.position, clean(incoming, item));
        this.#latest = Math.max(this.#latest, incoming.at_ms);
      }
    }
  }

  /**
   * The item is on screen. {record, isNew}: a first look makes a record, without a time of its own
   * (`at_ms` 0): looking must never win over an answer that another page gave and could not send yet.
   */
  see(position) {
    const known = this.#records.get(position);
    const record = known ?? this.record(position);
    this.#records.set(position, record);
    this.#seen.add(position);
    this.#revision += 1;
    return { record, isNew: known === undefined };
  }

  /**
   * Choose an option, or give it back when it can be given back (`isOn` says which; left out
   * it is toggled). Answers {record}, {refused: n} when n are chosen already, or {} when
   * nothing changed. Choosing an option also takes away its strike.
   */
  choose(position, optionId, atMs, isOn) {
    const { selected, struck } = this.record(position);
    const { select, type } = this.#items.get(position);
    const isChosen = selected.includes(optionId);
    const wanted = isOn ?? (type === "single_choice" || !isChosen);
    if (wanted === isChosen) {
      return {};
    }
    if (!wanted) {
      return this.#write(position, { selected: without(selected, optionId) }, atMs);
    }
    if (type !== "single_choice" && selected.length >= select) {
      return { refused: select };
    }
    const chosen = type === "single_choice" ? [optionId] : [...selected, optionId];
    return this.#write(position, { selected: chosen, struck: without(struck, optionId) }, atMs);
  }

  /** Strike an option out, or take the strike back. A struck option is no longer chosen. */
  strike(position, optionId, atMs) {
    const { selected, struck } = this.record(position);
    if (struck.includes(optionId)) {
      return this.#write(position, { struck: without(struck, optionId) }, atMs);
    }
    const change = { struck: [...struck, optionId], selected: without(selected, optionId) };
    return this.#write(position, change, atMs);
  }

  flag(position, atMs) {
    return this.#write(position, { flagged: !this.record(position).flagged }, atMs);
  }

  /**
   * Back to what the server has there: a record, or null for nothing. A record that was changed
   * since `atMs` stays: it has its own way to go.
   */
  restore(position, record, atMs) {
    const item = this.#items.get(position);
    if (item && this.record(position).at_ms <= atMs) {
      this.#revision += 1;
      this.#records.set(position, clean(record ?? {}, item));
    }
  }

  status(position) {
    const { select } = this.#items.get(position);
    if (this.record(position).selected.length >= select) {
      return STATUS.complete;
    }
    return this.#seen.has(position) ? STATUS.incomplete : STATUS.unseen;
  }

  /** One row per position, in order, for the navigator and the review screen. */
  rows() {
    return this.positions.map((position) => ({
      position,
      status: this.status(position),
      flagged: this.record(position).flagged,
    }));
  }

  /** `unanswered` counts what would earn nothing as it stands: unseen and incomplete. */
  counts() {
    const rows = this.rows();
    const number = (status) => rows.filter((row) => row.status === status).length;
    const complete = number(STATUS.complete);
    return {
      total: rows.length,
      unseen: number(STATUS.unseen),
      incomplete: number(STATUS.incomplete),
      complete,
      unanswered: rows.length - complete,
      flagged: rows.filter((row) => row.flagged).length,
    };
  }

  /** Times of changes only ever rise, whatever the clock was corrected to. */
  #write(position, change, atMs) {
    this.#latest = Math.max(atMs, this.#latest + 1);
    const record = { ...this.record(position), ...change, position, at_ms: this.#latest };
    this.#records.set(position, record);
    this.#seen.add(position);
    this.#revision += 1;
    return { record };
  }
}

/** Positions of one kind: "all", "incomplete" (unseen included) or "flagged". */
export function positionsOf(rows, kind) {
  const isWanted = {
    all: () => true,
    unseen: (row) => row.status === STATUS.unseen,
    incomplete: (row) => row.status !== STATUS.complete,
    flagged: (row) => row.flagged,
  }[kind];
  return rows.filter(isWanted).map((row) => row.position);
}

function without(ids, id) {
  return ids.filter((other) => other !== id);
}

function clean(record, item) {
  const isKnown = (id) => item.options.some((option) => option.id === id);
  return {
    position: item.position,
    selected: (record.selected ?? []).filter(isKnown),
    struck: (record.struck ?? []).filter(isKnown),
    flagged: Boolean(record.flagged),
    at_ms: record.at_ms ?? 0,
  };
}
