/** The state of saving in the bottom bar, and the panel for a connection that stays away. */

import { connectionPanel, saveState } from "../wording.js";
import { announce } from "./alerts.js";
import { byId, setText } from "./elements.js";

export class StatusView {
  #isOnline = true;
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
    this.#announceLink(status.link, text);
    this.#showPanel(isCovered ? null : connectionPanel(status, unsent, isPersistent, now));
  }

  /** Losing and finding the connection is said once; saving is never said. */
  #announceLink(link, text) {
    const isOnline = link === "online";
    if (isOnline !== this.#isOnline) {
      this.#isOnline = isOnline;
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
