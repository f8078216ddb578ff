/** Messages between candidate and staff: one box, shown in its dialog or on the paused curtain. */

import { messageState } from "../wording.js";
import { announce } from "./alerts.js";
import { openDialog, prepareDialog } from "./dialogs.js";
import { byId, el, setText } from "./elements.js";

export class MessagesView {
  #dialog = byId("messages");
  #box = byId("message-box");
  #field = byId("message-text");
  #list = byId("message-list");
  #shown = "";
  #fates = [];

  /** onSay(text): the candidate writes; answers false when there is nothing to send. */
  constructor({ onSay }) {
    prepareDialog(this.#dialog);
    byId("message-form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (onSay(this.#field.value)) {
        this.#field.value = "";
      }
      this.#field.focus();
    });
    this.#field.addEventListener("input", () => this.#count());
  }

  open() {
    openDialog(this.#dialog);
    byId("messages-title").focus();
  }

  /** entries: the conversation's; link: the state of the connection; isPaused: the curtain is where they belong. */
  show(entries, { link, isPaused }) {
    this.#place(isPaused ? "curtain-messages" : "messages-body");
    byId("curtain-messages").hidden = !isPaused;
    this.#count();
    const rows = entries.map((entry) => ({ ...entry, state: messageState(entry, link) }));
    const now = JSON.stringify(rows);
    if (now !== this.#shown) {
      this.#shown = now;
      this.#list.replaceChildren(...rows.map(buildRow));
      byId("message-none").hidden = rows.length > 0;
      this.#announce(rows);
    }
  }

  /** Moving the one box keeps what is being written. */
  #place(id) {
    if (this.#box.parentElement.id !== id) {
      byId(id).append(this.#box);
    }
  }

  /** That a message arrived, or could not be sent, is said once; words of the staff are an alert already. */
  #announce(rows) {
    rows.forEach(({ isOwn, fate, state }, index) => {
      if (isOwn && fate !== "waiting" && this.#fates[index] === "waiting") {
        announce(`Your message: ${state}.`);
      }
    });
    this.#fates = rows.map(({ fate }) => fate);
  }

  #count() {
    const { length } = this.#field.value;
    setText(byId("message-count"), `${length} of ${this.#field.maxLength} characters`);
    byId("message-send").disabled = this.#field.value.trim() === "";
  }
}

function buildRow({ isOwn, text, state }) {
  const head = el("p", { class: "message__head" }, el("strong", {}, isOwn ? "You" : "Proctor"), ` ${state}`);
  const words = el("p", { class: "message__text", dir: "auto" }, text);
  return el("li", { class: `message message--${isOwn ? "own" : "staff"}` }, head, words);
}
