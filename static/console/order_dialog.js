/** What is to be done, with its words, to whom; ending an exam asks twice. */

import { byId, setText } from "../runner/view/elements.js";
import { nameAll, plural } from "./wording.js";

const KINDS = {
  message: { title: "Message", label: "Message to the candidate", button: "Send message" },
  pause: { title: "Pause", label: "Why (the candidate reads it in place of the item)", button: "Pause" },
  resume: { title: "Resume", label: "Words for the candidate (may stay empty)", button: "Resume", isWordless: true },
  extend: { title: "Give time", label: "Why (the candidate reads it)", button: "Give time" },
  terminate: { title: "End exam", label: "Reason (the candidate reads it, the log keeps it)", button: "Go on…" },
};

export class OrderDialog {
  #dialog = byId("order");
  #form = byId("order-form");
  #text = byId("order-text");
  #minutes = byId("order-minutes");
  #submit = byId("order-submit");
  #onOrder;
  #action = "message";
  #cards = [];
  #isAsking = false;

  /** onOrder({action, cards, text, minutes}): a promise of true when it was done and the dialog may close. */
  constructor(onOrder) {
    this.#onOrder = onOrder;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#go();
    });
    byId("order-cancel").addEventListener("click", () => this.#cancel());
    byId("order-usual").addEventListener("change", ({ target }) => {
      if (target.value) {
        this.#text.value = target.value;
        target.value = "";
        this.#text.focus();
      }
    });
  }

  open(action, cards) {
    if (cards.length === 0) {
      return;
    }
    this.#action = action;
    this.#cards = cards;
    this.#isAsking = false;
    this.#text.value = "";
    this.#say("");
    this.#draw();
    this.#dialog.showModal();
    this.#text.focus();
  }

  #draw() {
    const kind = KINDS[this.#action];
    const count = this.#cards.length;
    const isAsking = this.#isAsking;
    setText(byId("order-title"), isAsking ? `End ${count} exam${plural(count)} for ever?` : kind.title);
    setText(byId("order-who"), nameAll(this.#cards.map(({ name }) => name)));
    setText(byId("order-label"), kind.label);
    byId("order-words").hidden = isAsking;
    byId("order-time").hidden = this.#action !== "extend";
    byId("order-sure").hidden = !isAsking;
    setText(byId("order-reason"), this.#text.value);
    this.#text.required = !kind.isWordless && !isAsking;
    this.#minutes.required = this.#action === "extend";
    setText(this.#submit, isAsking ? `End ${count} exam${plural(count)}` : kind.button);
    this.#submit.classList.toggle("btn--danger", this.#action === "terminate");
    setText(byId("order-cancel"), isAsking ? "Back" : "Cancel");
  }

  #cancel() {
    if (!this.#isAsking) {
      this.#dialog.close();
      return;
    }
    this.#isAsking = false;
    this.#draw();
    this.#text.focus();
  }

  async #go() {
    if (!this.#text.value.trim() && !KINDS[this.#action].isWordless) {
      this.#say("Write what the candidate should read.");
      this.#text.focus();
      return;
    }
    if (this.#action === "terminate" && !this.#isAsking) {
      this.#isAsking = true;
      this.#say("");
      this.#draw();
      // Not on the button that ends it: a second Enter is no second thought.
      byId("order-title").focus();
      return;
    }
    this.#submit.disabled = true;
    const minutes = this.#action === "extend" ? { minutes: Number(this.#minutes.value) } : {};
    const order = { action: this.#action, cards: this.#cards, text: this.#text.value.trim(), ...minutes };
    const fault = await this.#onOrder(order);
    this.#submit.disabled = false;
    this.#say(fault);
    if (fault === "") {
      this.#dialog.close();
    }
  }

  #say(fault) {
    setText(byId("order-fault"), fault);
  }
}
