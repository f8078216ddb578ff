/** One item: stimulus, stem, options. Knows nothing about right and wrong: nobody told it. */

import { instruction, tooMany } from "../wording.js";
import { el, icon } from "./elements.js";
import { whenIdle } from "./idle.js";

export class ItemView {
  #root;
  #onChoose;
  #onStrike;
  #onBuilt;
  #item = null;
  #built = null;
  #ahead = new Map();

  /**
   * onChoose(optionId, isOn) answers how many may be chosen if it was too many; onStrike(optionId);
   * onBuilt(position, [{name, root}]): an item was put on screen, these are its texts in order.
   */
  constructor(root, { onChoose, onStrike, onBuilt }) {
    this.#root = root;
    this.#onChoose = onChoose;
    this.#onStrike = onStrike;
    this.#onBuilt = onBuilt;
  }

  /** Put an item on screen, or bring the one that is there up to date. */
  show(item, record) {
    if (this.#item !== item) {
      this.#item = item;
      this.#put(this.#ahead.get(item) ?? this.#build(item));
    }
    for (const [id, row] of this.#built.rows) {
      updateRow(row, record.selected.includes(id), record.struck.includes(id));
    }
  }

  /** Items that may be next: made in idle moments, one at a time, so that a key finds them ready. */
  prepare(items) {
    this.#ahead = new Map(items.map((item) => [item, this.#ahead.get(item)]));
    for (const item of items) {
      whenIdle(() => {
        if (this.#ahead.has(item)) {
          this.#ahead.set(item, this.#ahead.get(item) ?? this.#build(item));
        }
      });
    }
  }

  focus() {
    this.#built?.heading.focus({ preventScroll: true });
  }

  /** Choose the option a key stands for; keys choose what the mouse would. */
  press(index, isStrike) {
    const option = this.#item?.options[index];
    if (!option) {
      return;
    }
    this.#built.rows.get(option.id).element.scrollIntoView({ block: "nearest" });
    if (isStrike) {
      this.#onStrike(option.id);
    } else {
      this.#choose(option.id);
    }
  }

  /** Say why something is not done; "" when all is well. */
  refuse(sentence) {
    const { refusal } = this.#built;
    if (sentence === "") {
      refusal.textContent = "";
      return;
    }
    // A paragraph of its own each time: the same sentence again is news again.
    refusal.replaceChildren(el("span", {}, sentence));
    refusal.scrollIntoView({ block: "nearest" });
  }

  #choose(optionId, isOn) {
    const refused = this.#onChoose(optionId, isOn);
    this.refuse(refused === null ? "" : tooMany(refused));
    if (refused !== null) {
      this.#built.rows.get(optionId).input.checked = false;
    }
  }

  /** On screen with it. Whatever was made of it before is used up: an item comes back as new. */
  #put(built) {
    this.#ahead.delete(this.#item);
    this.#built = built;
    this.#root.replaceChildren(built.heading, built.columns);
    this.#onBuilt(this.#item.position, built.texts);
  }

  /** {heading, columns, refusal, rows: option id → its row, texts}, not on screen yet. */
  #build(item) {
    const heading = el("h1", { class: "item__title", tabindex: "-1" }, `Question ${item.position}`);
    const refusal = el("p", { class: "item__refusal", role: "status" });
    const rows = new Map();
    const stem = el("div", { class: "item__stem richtext", dir: "auto" });
    stem.innerHTML = item.stem;
    const question = el("div", { class: "item__question" }, stem, this.#options(item, rows), refusal);
    const columns = el("div", { class: "item__columns" }, question);
    const texts = [{ name: "stem", root: stem }];
    if (item.stimulus) {
      columns.classList.add("item__columns--two");
      const stimulus = buildStimulus(item);
      columns.prepend(stimulus);
      texts.unshift({ name: "stimulus", root: stimulus.lastChild });
    }
    openLinksElsewhere(columns);
    return { heading, columns, refusal, rows, texts };
  }

  #options(item, rows) {
    const legend = el("legend", { class: "options__instruction" }, instruction(item.select));
    const fieldset = el("fieldset", { class: "options" }, legend);
    for (const [index, option] of item.options.entries()) {
      const row = this.#option(item, option, String.fromCharCode(65 + index));
      rows.set(option.id, row);
      fieldset.append(row.element);
    }
    return fieldset;
  }

  #option(item, option, letter) {
    const input = el("input", {
      class: "option__input",
      type: item.type === "single_choice" ? "radio" : "checkbox",
      name: `item-${item.position}`,
      value: option.id,
      autocomplete: "off",
      onchange: () => this.#choose(option.id, input.checked),
    });
    const text = el("span", { class: "option__text richtext", dir: "auto" });
    text.innerHTML = option.html;
    const isStruck = el("span", { class: "visually-hidden", hidden: true }, "(struck out)");
    const label = el("label", { class: "option__label" }, input);
    label.append(el("span", { class: "option__letter" }, letter), text, isStruck);
    const strike = el("button", {
      class: "option__strike",
      type: "button",
      title: "Strike out",
      "aria-label": `Strike out ${letter}`,
      onclick: () => this.#onStrike(option.id),
    });
    strike.append(icon("strike"));
    return { element: el("div", { class: "option" }, label, strike), input, strike, isStruck };
  }
}

function updateRow({ element, input, strike, isStruck: note }, isChosen, isStruck) {
  input.checked = isChosen;
  element.classList.toggle("option--chosen", isChosen);
  element.classList.toggle("option--struck", isStruck);
  strike.setAttribute("aria-pressed", String(isStruck));
  note.hidden = !isStruck;
}

/** It can be longer than the screen and scrolls by itself: the keyboard must be able to reach it. */
function buildStimulus({ stimulus }) {
  const title = el("h2", { class: "stimulus__title", id: "stimulus-title", dir: "auto" }, stimulus.title);
  const body = el("div", { class: "richtext", dir: "auto" });
  body.innerHTML = stimulus.html;
  const attributes = { class: "stimulus", tabindex: "0", "aria-labelledby": "stimulus-title" };
  return el("section", attributes, title, body);
}

/** A link in a stem must not take the candidate out of the exam. */
function openLinksElsewhere(root) {
  for (const link of root.querySelectorAll(".richtext a[href]")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
}
