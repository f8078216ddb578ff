/** The clock and the counter in the top bar. Not a live region: it would never be quiet. */

import { ALWAYS_SHOWN_MS, formatRemaining } from "../clock.js";
import { byId, setText } from "./elements.js";

export class TimerView {
  #preferences;
  #button = byId("timer-toggle");
  #remainingMs = Infinity;

  constructor(preferences) {
    this.#preferences = preferences;
    this.#button.addEventListener("click", () => {
      const isHidden = preferences.get("runner-clock") === "hidden";
      preferences.set("runner-clock", isHidden ? "shown" : "hidden");
      this.#render();
    });
  }

  show(remainingMs) {
    this.#remainingMs = remainingMs;
    this.#render();
  }

  /** "7 of 60" or "Review" */
  place(text) {
    setText(byId("counter"), text);
  }

  #render() {
    const isForced = this.#remainingMs <= ALWAYS_SHOWN_MS;
    const isShown = isForced || this.#preferences.get("runner-clock") === "shown";
    setText(byId("timer-value"), formatRemaining(this.#remainingMs));
    byId("timer-text").hidden = !isShown;
    byId("counter").hidden = !isShown;
    byId("timer").classList.toggle("timer--last", isForced);
    this.#button.hidden = isForced;
    this.#button.setAttribute("aria-pressed", String(!isShown));
  }
}
