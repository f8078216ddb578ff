/** The state of saving in the bottom bar, and the panel for a connection that stays away. */

import { connectionPanel, saveState } from "../wording.js";
import { announce } from "./alerts.js";
import { byId, setText } from "./elements.js";

/** What comes and goes within this time (the last answer before the network went) is not spoken. */
const SETTLED_AFTER_MS = 1000;

export class StatusView {
  #isOnline = true;
  #changedAt = null;
  #panelTitle = null;

  /** onRetry(): the candidate wants a new attempt now. */
  constructor({ signInUrl, onRetry }) {
    byId("panel-sign-in").href = signInUrl;
    byId("panel-retry").addEventListener("click", onRetry);
  }

  /**
   * status: the synchronizer's; now: monotonic ms; isCovered: the curtain says it all; line: {kind, text}
   * where there is nothing to save.
   */
  show(status, { unsent, isPersistent, isWritten, now, isCovered, line: fixed }) {
    const { kind, text } = fixed ?? saveState(status, { unsent, isPersistent, isWritten });
    const line = byId("save-state");
    setText(line, text);
    line.dataset.kind = kind;
    // While something is on its way to the device's disk the line does not say how things are.
    if (kind !== "saving" || status.link === "online") {
      this.#announceLink(status.link, text, now);
    }
    this.#showPanel(isCovered ? null : connectionPanel(status, unsent, isPersistent, now));
  }

  /** Losing and finding the connection is said once; saving is never said. */
  #announceLink(link, text, now) {
    const isOnline = link === "online";
    this.#changedAt = isOnline === this.#isOnline ? null : (this.#changedAt ?? now);
    if (this.#changedAt !== null && now - this.#changedAt >= SETTLED_AFTER_MS) {
      this.#isOnline = isOnline;
      this.#changedAt = null;
      announce(isOnline ? "Connected again." : text);
    }
  }

  #showPanel(panel) {
    byId("panel").hidden = panel === null;
    if (panel !== null) {
      setText(byId("panel-title"), panel.title);
      setText(byId("panel-text"), panel.text);
      byId("panel-sign-in").hidden = !panel.hasSignIn;
      if (panel.title !== this.#panelTitle) {
        announce(`${panel.title}. ${panel.text}`);
      }
    }
    this.#panelTitle = panel?.title ?? null;
  }
}
