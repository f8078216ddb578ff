/** The cards in their order. Keeps focus, selection and scroll; rests while the reader's hand is on it. */

import { CardView } from "./card.js";
import { byWorry, findStaying } from "./order.js";

/** So long after the last touch the order stays: nobody clicks a card that has just moved away. */
const REST_MS = 3000;

const FITS = {
  all: () => true,
  calling: ({ call, state }) => call !== null && state !== "closed",
  paused: ({ state }) => state === "paused",
  silent: ({ silent_since: since, state }) => since !== null && state !== "closed",
  incidents: ({ incident_count: count, state }) => count > 0 && state !== "closed",
  over: ({ state }) => state === "closed",
};

export class Grid {
  #list;
  #none;
  #views = new Map();
  #selected = new Set();
  #filter = "all";
  #search = "";
  #touchedAt = -REST_MS;
  #address;
  #listener;

  /** address(id): of the time line. listener: {onSelection(), onAnswer(id), onSeen(id)}. */
  constructor({ list, none, address, listener }) {
    this.#list = list;
    this.#none = none;
    this.#address = address;
    this.#listener = listener;
    for (const type of ["pointermove", "pointerdown", "keydown"]) {
      list.addEventListener(type, () => (this.#touchedAt = performance.now()), { passive: true });
    }
  }

  /** change: {cards, gone, is_whole}; now: the server's time in ms. Gives the calls that are new. */
  apply({ cards, gone, is_whole: isWhole }, now) {
    const kept = new Set(cards.map(({ id }) => id));
    const lost = isWhole ? [...this.#views.keys()].filter((id) => !kept.has(id)) : gone;
    lost.forEach((id) => this.#drop(id));
    const calls = cards.filter((card) => this.#show(card, now)).map(({ name }) => name);
    this.arrange();
    this.#listener.onSelection();
    return calls;
  }

  /** True when the candidate calls anew. */
  #show(card, now) {
    let view = this.#views.get(card.id);
    const before = view?.card.call?.id ?? null;
    if (view === undefined) {
      const actions = { ...this.#listener, onSelect: (id, isSelected) => this.select([id], isSelected) };
      view = new CardView(card.id, this.#address(card.id), actions);
      this.#views.set(card.id, view);
    }
    view.show(card, now);
    return card.call !== null && card.call.id !== before;
  }

  #drop(id) {
    this.#views.get(id)?.element.remove();
    this.#views.delete(id);
    this.#selected.delete(id);
  }

  tick(now) {
    for (const view of this.#views.values()) {
      if (!view.element.hidden && view.card.state !== "closed") {
        view.tick(now);
      }
    }
    if (this.#isLate && performance.now() - this.#touchedAt >= REST_MS) {
      this.arrange();
    }
  }

  #isLate = false;

  /** Order and filters. What is new is placed at once; what stands there moves when nobody touches the grid. */
  arrange() {
    const wanted = [...this.#views.values()].sort((one, other) => byWorry(one.card, other.card));
    const present = [...this.#list.children].map(({ dataset }) => dataset.id);
    const isResting = performance.now() - this.#touchedAt < REST_MS;
    const ids = wanted.map(({ card }) => card.id);
    const staying = isResting ? new Set(present) : findStaying(present, ids);
    this.#isLate = isResting;
    const focused = this.#list.contains(document.activeElement) ? document.activeElement : null;
    let next = isResting ? null : this.#list.firstElementChild;
    for (const { card, element } of wanted) {
      if (!staying.has(card.id)) {
        this.#list.insertBefore(element, next);
      } else if (!isResting) {
        next = element.nextElementSibling;
      }
    }
    this.#filterAll();
    if (focused !== null && document.activeElement !== focused) {
      focused.focus({ preventScroll: true });
    }
  }

  choose({ filter = this.#filter, search = this.#search }) {
    this.#filter = filter;
    this.#search = search.trim().toLocaleLowerCase();
    this.#filterAll();
    this.#listener.onSelection();
  }

  #filterAll() {
    let shown = 0;
    for (const { card, element } of this.#views.values()) {
      const isFound = `${card.name} ${card.email}`.toLocaleLowerCase().includes(this.#search);
      const isHidden = !(isFound && FITS[this.#filter](card));
      if (element.hidden !== isHidden) {
        element.hidden = isHidden;
      }
      shown += isHidden ? 0 : 1;
    }
    this.#none.hidden = shown > 0;
  }

  select(ids, isSelected) {
    for (const id of ids) {
      this.#views.get(id)?.select(isSelected);
      this.#selected[isSelected ? "add" : "delete"](id);
    }
    this.#listener.onSelection();
  }

  get shownIds() {
    return [...this.#views.values()].filter(({ element }) => !element.hidden).map(({ card }) => card.id);
  }

  get selectedCards() {
    return [...this.#selected].map((id) => this.#views.get(id).card);
  }

  get size() {
    return this.#views.size;
  }

  getCard(id) {
    return this.#views.get(id)?.card ?? null;
  }
}
