/**
 * The tutorial of the exam screen: the same views on a few questions about the screen itself.
 *
 * Nothing is sent and nothing is kept; the clock is the page's own.
 */

import { ExamClock, TimeAlerts } from "./clock.js";
import { Exam } from "./exam.js";
import { examActions, goBackTo } from "./exam_actions.js";
import { Highlights } from "./highlights.js";
import { listen } from "./keyboard.js";
import { applyDisplay, Preferences } from "./preferences.js";
import { Trail } from "./trail.js";
import { QUESTIONS, REVIEW_HINT } from "./tutorial_questions.js";
import { announce } from "./view/alerts.js";
import { byId, setText } from "./view/elements.js";
import { Page } from "./view/page.js";
import { timeAlert } from "./wording.js";

const DURATION_MS = 5 * 60_000;
const TICK_MS = 250;
const NOTHING_KEPT = { add: async () => {}, loadNote: async () => null, putNote: async () => {} };
const SAVE_LINE = Object.freeze({ kind: "saved", text: "Tutorial: nothing is saved" });

class Tutorial {
  #preferences;
  #clock = new ExamClock();
  #highlights = new Highlights(NOTHING_KEPT);
  #exam;
  #page;
  #trail;
  #checkIn;
  #timeAlerts = new TimeAlerts();
  #hint = "";
  #alerted = new Set();

  constructor(boot, preferences) {
    this.#preferences = preferences;
    this.#checkIn = boot.urls.check_in;
    this.#page = new Page(boot, preferences, this.#actions());
    this.#trail = new Trail({
      onReturn: (place) => !this.#isOver && goBackTo(this.#exam, place),
      onGuard: () => this.#page.alert("message", "You are still in the tutorial. To leave it, press Skip the tutorial."),
    });
  }

  start() {
    this.#clock.anchor({ remainingMs: DURATION_MS, elapsedMs: 0, isRunning: true });
    const parts = { content: { items: QUESTIONS }, clock: this.#clock, outbox: NOTHING_KEPT };
    this.#exam = new Exam({ ...parts, onChange: () => this.#changed() });
    this.#trail.start(this.#place());
    listen({
      getSettings: () => ({ hasSingleKeys: this.#preferences.get("runner-single-keys") === "on" }),
      onAction: (action) => !this.#isOver && this.#page.act(action),
      onEscape: () => this.#page.dismissAlert(),
    });
    setInterval(() => this.#tick(), TICK_MS);
    this.#exam.enter();
  }

  #actions() {
    const leave = () => location.replace(this.#checkIn);
    return {
      ...examActions(() => this.#exam),
      getHighlights: () => this.#highlights,
      onSay: () => this.#say(),
      onEnd: leave,
      onCurtain: leave,
      onRetry() {},
    };
  }

  #say() {
    this.#page.alert("message", "In the exam your message goes to the proctor. Nothing was sent now.");
    return true;
  }

  get #isOver() {
    return this.#clock.remainingMs() <= 0;
  }

  #place() {
    const { position, isReview } = this.#exam.navigation;
    return { position, isReview };
  }

  #changed() {
    this.#trail.note(this.#place());
    this.#render();
  }

  #tick() {
    const minutes = this.#timeAlerts.due(this.#clock.remainingMs());
    if (minutes !== null) {
      this.#page.alert("time", timeAlert(minutes));
    }
    this.#render();
  }

  #render() {
    const isOver = this.#isOver;
    if (this.#exam.isLocked !== isOver) {
      this.#exam.lock(isOver);
    }
    this.#page.show(isOver ? "tutorial-over" : null, this.#exam, {
      status: { link: "online", offlineSince: null, savedAt: null },
      link: "online",
      unsent: 0,
      isWritten: true,
      isPersistent: true,
      now: performance.now(),
      remainingMs: this.#clock.remainingMs(),
      words: "",
      messages: [],
      line: SAVE_LINE,
    });
    this.#showHint(isOver);
  }

  /** What to try here: said once on arrival, and to be read all the time. */
  #showHint(isOver) {
    const item = this.#exam.item;
    const hint = this.#exam.navigation.isReview ? REVIEW_HINT : item.hint;
    byId("hint").hidden = isOver;
    if (hint === this.#hint || isOver) {
      return;
    }
    this.#hint = hint;
    setText(byId("hint-text"), hint);
    if (hint === item.hint && item.alert && !this.#alerted.has(item)) {
      this.#alerted.add(item);
      this.#page.alert("message", item.alert);
    }
    announce(`Try this: ${hint}`);
  }
}

const boot = JSON.parse(byId("runner-boot").textContent);
const preferences = new Preferences();
applyDisplay(preferences);
new Tutorial(boot, preferences).start();
