/** All views of the exam screen together, and the buttons of its bars. */

import { Alerts, announce } from "./alerts.js";
import { CurtainView } from "./curtain.js";
import { byId } from "./elements.js";
import { NavigatorDialog } from "./navigator.js";
import { Highlighter } from "./highlighter.js";
import { MessagesView } from "./messages.js";
import { EndDialog } from "./review.js";
import { Screen } from "./screen.js";
import { SettingsDialog } from "./settings.js";
import { StatusView } from "./status_line.js";
import { TimerView } from "./timer.js";

export class Page {
  #actions;
  #alerts = new Alerts();
  #curtain;
  #end;
  #highlighter;
  #messages;
  #navigator;
  #screen;
  #settings;
  #status;
  #timer;

  /** actions: what the candidate can do, as functions (see Runner). */
  constructor(boot, preferences, actions) {
    const signInUrl = boot.urls.sign_in;
    this.#actions = actions;
    this.#curtain = new CurtainView({ signInUrl, onAction: actions.onCurtain });
    this.#end = new EndDialog({ onEnd: actions.onEnd });
    this.#messages = new MessagesView({ onSay: actions.onSay });
    this.#navigator = new NavigatorDialog({ onJump: actions.onJump });
    this.#settings = new SettingsDialog(preferences);
    this.#status = new StatusView({ signInUrl, onRetry: actions.onRetry });
    this.#timer = new TimerView(preferences);
    const onEnd = () => this.#end.open(actions.getExam().sheet.counts());
    this.#highlighter = new Highlighter({ getBook: actions.getHighlights });
    const onBuilt = (position, texts) => this.#highlighter.show(position, texts);
    this.#screen = new Screen(boot.title, { ...actions, onEnd, onBuilt });
    this.#connectBars();
  }

  alert(kind, text) {
    this.#alerts.show(kind, text);
  }

  refuse(sentence) {
    this.#screen.refuse(sentence);
  }

  /** What is highlighted may have changed: another tab had the sitting. */
  repaint() {
    this.#highlighter.repaint();
  }

  dismissAlert() {
    return this.#alerts.dismiss();
  }

  /** What a key stands for; see keyboard.js. */
  act({ action, index }) {
    const { isReview } = this.#actions.getExam().navigation;
    const whileOnItem = {
      choose: () => this.#screen.press(index, false),
      strike: () => this.#screen.press(index, true),
      flag: () => this.#flag(),
      next: () => this.#actions.onNext(),
      highlight: () => this.#highlighter.press(),
    };
    const always = {
      previous: () => this.#actions.onPrevious(),
      review: () => this.#actions.onReview(),
      help: () => this.#settings.open(),
    };
    (always[action] ?? (isReview ? undefined : whileOnItem[action]))?.();
  }

  /** curtain: its kind or null; facts: what bars and curtain have to say. */
  show(curtain, exam, facts) {
    if (curtain === null) {
      this.#curtain.forget();
      this.#timer.show(facts.remainingMs);
      this.#timer.place(exam.navigation.isReview ? "Review" : exam.navigation.counter);
      // Last: it moves the focus, for which the browser lays the page out.
      this.#screen.show(exam);
    } else {
      this.#screen.cover();
      this.#curtain.show(curtain, facts);
    }
    if (curtain !== null || exam.navigation.isReview) {
      this.#highlighter.leave();
    }
    this.#messages.show(facts.messages, { link: facts.link, isPaused: curtain === "paused" });
    this.#status.show(facts.status, { ...facts, isCovered: curtain !== null });
  }

  #connectBars() {
    const { onNext, onPrevious, onReview } = this.#actions;
    const clicks = {
      next: onNext,
      previous: onPrevious,
      "open-review": onReview,
      "open-navigator": () => this.#openNavigator(),
      flag: () => this.#flag(),
      "open-messages": () => this.#messages.open(),
      "open-settings": () => this.#settings.open(),
      skip: () => byId("stage").focus(),
    };
    for (const [id, onClick] of Object.entries(clicks)) {
      byId(id).addEventListener("click", onClick);
    }
  }

  #openNavigator() {
    const { sheet, navigation } = this.#actions.getExam();
    this.#navigator.open(sheet.rows(), sheet.counts(), navigation.isReview ? null : navigation.position);
  }

  #flag() {
    this.#actions.onFlag();
    const { flagged } = this.#actions.getExam().record;
    announce(flagged ? "Flagged for review." : "Flag removed.");
  }
}
