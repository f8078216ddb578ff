/** What a proctored sitting adds to the exam screen: a warning above the bottom bar, and the way back to full screen. */

import { ESCAPE_LEAVES, FULLSCREEN_PANELS } from "../lockdown/words.js";
import { alarm, announce } from "./alerts.js";
import { openDialog, prepareDialog } from "./dialogs.js";
import { byId, setText } from "./elements.js";

const OF_CAMERA = new Set(["nobody-there", "somebody-else", "looked-away", "camera-off"]);

/** Twice within two seconds, as the warning itself: three in any second would be too many (WCAG 2.3.1). */
const FLASH = Object.freeze({ duration: 1000, iterations: 2, easing: "ease-in-out" });

export class RoomView {
  #warning = byId("room-warning");
  #dialog = byId("room-fullscreen");
  #isClosing = false;

  /** onEnter(): to full screen; onDecline(): the candidate goes on without. */
  constructor({ onEnter, onDecline }) {
    prepareDialog(this.#dialog);
    byId("room-fullscreen-enter").addEventListener("click", onEnter);
    this.#dialog.addEventListener("close", () => {
      if (!this.#isClosing) {
        onDecline();
      }
      this.#isClosing = false;
    });
    byId("room-warning-close").addEventListener("click", () => this.dismiss());
    // Escape too; but where it leaves the full screen, another key must do.
    document.addEventListener("keydown", (event) => {
      if (event.altKey && (event.key.toLowerCase() === "w" || event.code === "KeyW") && this.dismiss()) {
        event.preventDefault();
      }
    });
  }

  /** isQuiet: one line without a flash, said politely; else an alert, said once. What the camera saw flashes all around. */
  warn({ type, words, isQuiet }) {
    setText(byId("room-warning-text"), words);
    this.#warning.dataset.kind = isQuiet ? "quiet" : "grave";
    // Taken out and put back, so that the flash begins anew.
    this.#warning.hidden = true;
    void this.#warning.offsetWidth;
    this.#warning.hidden = false;
    (isQuiet ? announce : alarm)(words);
    if (OF_CAMERA.has(type) && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
      byId("room-flash").animate({ opacity: [0, 1, 0] }, FLASH);
    }
  }

  dismiss() {
    if (this.#warning.hidden) {
      return false;
    }
    const hadFocus = this.#warning.contains(document.activeElement);
    this.#warning.hidden = true;
    if (hadFocus) {
      (document.querySelector("dialog[open] [tabindex='-1']") ?? byId("stage")).focus({ preventScroll: true });
    }
    return true;
  }

  /** Something covers the exam. */
  forget() {
    this.#warning.hidden = true;
    this.close();
  }

  /** kind: of FULLSCREEN_PANELS. */
  open(kind) {
    const { title, text, action } = FULLSCREEN_PANELS[kind];
    setText(byId("room-fullscreen-title"), title);
    setText(byId("room-fullscreen-text"), text);
    setText(byId("room-fullscreen-enter"), action);
    setText(byId("room-fullscreen-escape"), navigator.keyboard?.lock ? "" : ESCAPE_LEAVES);
    openDialog(this.#dialog);
  }

  close() {
    if (this.#dialog.open) {
      // The event comes later: it must find out who closed.
      this.#isClosing = true;
      this.#dialog.close();
    }
  }
}
