/** The full screen: whether we are in it, the way in, and what is told when it is left. */

/** Going in needs a press of a button: time for that. */
const SETTLE_MS = 15_000;

const isFull = () => document.fullscreenElement !== null || matchMedia("(display-mode: fullscreen)").matches;
/** A lock-down browser fills the screen by itself. */
const isKiosk = () => /\bSEB\//.test(navigator.userAgent);
const isPossible = () => document.fullscreenEnabled === true && "requestFullscreen" in Element.prototype;

export class FullscreenWatch {
  #lockdown;
  #panel;
  #isAway;
  #isExcused;
  #onImpossible;
  #wasFull = false;
  #isWaived = false;
  #isDeclined = false;

  /**
   * panel: {open(kind), close()} with the kinds of FULLSCREEN_PANELS; isAway(): the window itself is left, which is told
   * already; isExcused(): a question of the browser came up because of us, and Firefox leaves the full screen for those;
   * onImpossible(): this browser has no full screen.
   */
  constructor({ lockdown, panel, isAway, isExcused, onImpossible }) {
    this.#lockdown = lockdown;
    this.#panel = panel;
    this.#isAway = isAway;
    this.#isExcused = isExcused;
    this.#onImpossible = onImpossible;
    document.addEventListener("fullscreenchange", () => this.look());
    matchMedia("(display-mode: fullscreen)").addEventListener("change", () => this.look());
  }

  /** See where we are. isReturn: the candidate was away, or something covered the exam. */
  look({ isReturn = false } = {}) {
    if (!this.#lockdown.isOn || isKiosk() || this.#isWaived) {
      return;
    }
    if (!isPossible()) {
      this.#giveUp();
    } else if (isFull()) {
      this.#wasFull = true;
      this.#isDeclined = false;
      this.#panel.close();
      this.#lockdown.end("fullscreen-left");
    } else if (!this.#isAway()) {
      const isNew = isReturn || !this.#wasFull || this.#isExcused();
      this.#lockdown.begin("fullscreen-left", isNew ? { leastMs: SETTLE_MS } : {});
      if (!this.#isDeclined) {
        this.#panel.open(this.#wasFull ? "left" : "enter");
      }
    }
  }

  /** The button was pressed. Never a dead end: a browser that refuses is told about, and the exam goes on. */
  async enter() {
    try {
      await document.documentElement.requestFullscreen({ navigationUI: "hide" });
      // Escape closes alerts and panels here: where the browser lets us, it must be held to leave the full screen.
      await navigator.keyboard?.lock?.(["Escape"]).catch(() => {});
      this.look();
    } catch {
      this.#giveUp();
    }
  }

  /** The candidate goes on without. */
  decline() {
    this.#isDeclined = true;
    this.#lockdown.tell("fullscreen-left");
  }

  #giveUp() {
    this.#isWaived = true;
    this.#lockdown.drop("fullscreen-left");
    this.#panel.close();
    this.#onImpossible();
  }
}
