/** Alerts above the bottom bar: time, and words of the proctor. Announced once, politely. */

import { byId, el, icon } from "./elements.js";

const ICONS = Object.freeze({ time: "clock", message: "info", problem: "alert" });

export class Alerts {
  #root = byId("alerts");
  #time = null;

  /** kind: "time", "message" or "problem". A newer time alert takes the place of the older. */
  show(kind, text) {
    const close = el("button", { class: "notice__close", type: "button" }, "Dismiss");
    close.append(el("kbd", { "aria-hidden": "true" }, "Esc"));
    const alert = el("div", { class: `notice notice--${kind}` }, icon(ICONS[kind]));
    alert.append(el("p", { class: "notice__text", dir: "auto" }, text), close);
    close.addEventListener("click", () => this.#remove(alert));
    if (kind === "time") {
      this.#time?.remove();
      this.#time = alert;
    }
    this.#root.append(alert);
    this.#root.hidden = false;
    announce(text);
  }

  /** Take the newest away; false when there was none. */
  dismiss() {
    const alert = this.#root.lastElementChild;
    if (alert === null) {
      return false;
    }
    this.#remove(alert);
    return true;
  }

  #remove(alert) {
    const hadFocus = alert.contains(document.activeElement);
    alert.remove();
    this.#root.hidden = this.#root.childElementCount === 0;
    if (hadFocus) {
      (document.querySelector("dialog[open] [tabindex='-1']") ?? byId("stage")).focus({ preventScroll: true });
    }
  }
}

/** Say something to a screen reader at once, whatever it is reading; only on pages with an alarm. */
export function alarm(text) {
  byId("alarm").replaceChildren(el("span", {}, text));
}

/** Say something to a screen reader, once. */
export function announce(text) {
  const announcer = byId("announcer");
  announcer.replaceChildren(el("span", {}, text));
}
