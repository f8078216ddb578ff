/** Question · Status · Flagged, with a filter and three numbers: for navigator and review. */

import { STATUS, positionsOf } from "../answers.js";
import { el, icon, setText } from "./elements.js";
import { whenIdle } from "./idle.js";

const FILTERS = Object.freeze([
  ["all", "All"],
  ["unseen", "Unseen"],
  ["incomplete", "Not complete"],
  ["flagged", "Flagged"],
]);

const NUMBERS = Object.freeze([
  ["complete", STATUS.complete],
  ["incomplete", STATUS.incomplete],
  ["unseen", STATUS.unseen],
]);

/** As many rows as a window shows are there at once, the others in pieces: all together would hold a slow phone up. */
const FIRST_ROWS = 16;
const MORE_ROWS = 12;

export class ItemTable {
  #name;
  #onJump;
  #filter = "all";
  #rows = [];
  #counts = {};
  #labels = {};
  #body;
  #empty;
  #current = null;
  #shown = [];
  #said = [];
  #isFilling = false;

  /** name: differs for each table of the page; onJump(position). */
  constructor(root, { name, onJump }) {
    this.#name = name;
    this.#onJump = onJump;
    this.#body = el("tbody");
    this.#empty = el("p", { class: "item-table__empty", hidden: true }, "No question is in this list.");
    root.append(this.#buildNumbers(), this.#buildFilter(), this.#buildTable(), this.#empty);
  }

  /**
   * rows and counts: from the answer sheet; current: the position on screen; isNew: the table comes on
   * screen with this, so that nobody stands on a row yet.
   */
  show(rows, counts, { current = null, isNew = false } = {}) {
    this.#rows = rows;
    this.#current = current;
    if (isNew) {
      this.#cut(FIRST_ROWS);
    }
    for (const [key] of NUMBERS) {
      setText(this.#counts[key], String(counts[key]));
    }
    for (const [kind, label] of FILTERS) {
      setText(this.#labels[kind], `${label} (${positionsOf(rows, kind).length})`);
    }
    this.#fill();
  }

  /** Bring the current item into view and give its button the focus. */
  focusCurrent() {
    const button = this.#body.querySelector("[aria-current] button") ?? this.#body.querySelector("button");
    button?.focus();
    button?.scrollIntoView({ block: "center" });
  }

  #fill() {
    const wanted = new Set(positionsOf(this.#rows, this.#filter));
    this.#shown = this.#rows.filter((row) => wanted.has(row.position));
    this.#empty.hidden = this.#shown.length > 0;
    this.#cut(this.#shown.length);
    const current = this.#shown.findIndex((row) => row.position === this.#current);
    this.#put(Math.max(FIRST_ROWS, current + FIRST_ROWS / 2, this.#said.length));
  }

  /** No more rows than these. */
  #cut(length) {
    while (this.#said.length > length) {
      this.#said.pop();
      this.#body.lastChild.remove();
    }
  }

  /** The first rows, up to `end`. One that says the same already stays: new it would lose the focus. */
  #put(end) {
    for (const [index, row] of this.#shown.slice(0, end).entries()) {
      const said = JSON.stringify([row, row.position === this.#current]);
      if (this.#said[index] !== said) {
        this.#body.children[index]?.remove();
        this.#body.insertBefore(this.#row(row), this.#body.children[index] ?? null);
        this.#said[index] = said;
      }
    }
    if (!this.#isFilling && this.#said.length < this.#shown.length) {
      this.#isFilling = true;
      whenIdle(() => {
        this.#isFilling = false;
        this.#put(this.#said.length + MORE_ROWS);
      });
    }
  }

  #row({ position, status, flagged }) {
    const button = el("button", { type: "button", class: "item-table__jump" });
    button.append(el("span", { class: "item-table__word" }, "Question "), String(position));
    const flag = el("td", { class: "item-table__flag" });
    if (flagged) {
      flag.append(icon("flag"), el("span", {}, "Flagged"));
    }
    const state = el("td", { class: `item-table__status item-table__status--${status.toLowerCase()}` }, status);
    const isCurrent = position === this.#current ? "true" : null;
    const line = el("tr", { "aria-current": isCurrent }, el("th", { scope: "row" }, button), state, flag);
    line.addEventListener("click", () => this.#onJump(position));
    return line;
  }

  #buildNumbers() {
    const list = el("dl", { class: "numbers" });
    for (const [key, label] of NUMBERS) {
      this.#counts[key] = el("dd");
      list.append(el("div", {}, el("dt", {}, label), this.#counts[key]));
    }
    return list;
  }

  #buildFilter() {
    const fieldset = el("fieldset", { class: "choices" });
    fieldset.append(el("legend", { class: "visually-hidden" }, "Show"));
    for (const [kind] of FILTERS) {
      this.#labels[kind] = el("span");
      const input = el("input", { type: "radio", name: `filter-${this.#name}`, value: kind, autocomplete: "off" });
      input.checked = kind === this.#filter;
      input.addEventListener("change", () => {
        this.#filter = kind;
        this.#fill();
      });
      fieldset.append(el("label", { class: "choices__item" }, input, this.#labels[kind]));
    }
    return fieldset;
  }

  #buildTable() {
    const heads = ["Question", "Status"].map((text) => el("th", { scope: "col" }, text));
    heads.push(el("th", { scope: "col", class: "item-table__flag" }, el("span", {}, "Flagged")));
    const table = el("table", { class: "item-table" }, el("thead", {}, el("tr", {}, ...heads)), this.#body);
    table.prepend(el("caption", { class: "visually-hidden" }, "Questions of this exam"));
    return table;
  }
}
