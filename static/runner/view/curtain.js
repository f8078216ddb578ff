/** What covers the item: loading, paused, taken over, time up, submitting, and the like. */

import { formatRemaining } from "../clock.js";
import { kept } from "../wording.js";
import { byId, setText } from "./elements.js";

const TEXTS = Object.freeze({
  loading: ["Loading your exam…", ""],
  paused: ["Your exam is paused", "The clock stands still and your answers are kept. The question comes back when the proctor continues the exam."],
  "taken-over": ["Your exam was opened somewhere else", "Another tab or device has taken your exam over, so nothing can be changed here. Your answers are safe."],
  "time-up": ["Time is up", "Your answers are being submitted."],
  submitting: ["Your exam is being submitted", "Please keep this page open for a moment."],
  closed: ["Your exam has ended", "You are being taken to the last page."],
  "tutorial-over": ["The time of the tutorial is up", "Your exam has not begun. Go back to the check-in, and begin when you are ready."],
  "not-found": ["This exam cannot be opened", "It does not exist, or it belongs to another person. Sign in as the person who began it."],
  "not-started": ["Your exam has not begun", "Go back to the check-in to begin it."],
});

const ACTIONS = Object.freeze({ "taken-over": "Continue here", submitting: "Back to the exam", "tutorial-over": "Back to the check-in" });

export class CurtainView {
  #kind = null;
  #onAction;

  /** onAction(kind): the button of the curtain was pressed. */
  constructor({ signInUrl, onAction }) {
    this.#onAction = onAction;
    byId("curtain-sign-in").href = signInUrl;
    byId("curtain-action").addEventListener("click", () => this.#onAction(this.#kind));
  }

  /** facts: {link, unsent, isPersistent, remainingMs, words} */
  show(kind, facts) {
    const [title, text] = TEXTS[kind];
    setText(byId("curtain-title"), title);
    setText(byId("curtain-text"), text);
    setText(byId("curtain-words"), (kind === "paused" && facts.words) || "");
    setText(byId("curtain-clock"), kind === "paused" ? `${formatRemaining(facts.remainingMs)} left` : "");
    setText(byId("curtain-detail"), detail(kind, facts));
    byId("curtain-sign-in").hidden = facts.link !== "signed-out" || kind === "closed";
    byId("curtain-action").hidden = !hasAction(kind, facts);
    setText(byId("curtain-action"), ACTIONS[kind] ?? "");
    byId("curtain").dataset.kind = kind;
    byId("curtain-busy").hidden = !["loading", "time-up", "submitting", "closed"].includes(kind);
    if (kind !== this.#kind) {
      this.#kind = kind;
      byId("curtain-title").focus({ preventScroll: true });
    }
  }

  forget() {
    this.#kind = null;
  }
}

function hasAction(kind, { link }) {
  return ["taken-over", "tutorial-over"].includes(kind) || (kind === "submitting" && link !== "online");
}

function detail(kind, { link, unsent, isPersistent }) {
  if (kind === "taken-over") {
    return unsent ? `${kept(unsent, isPersistent)}; continue here to send what is newest.` : "";
  }
  if (link === "online" || kind === "closed" || kind === "paused") {
    return "";
  }
  const reason = {
    offline: "There is no connection to the exam server at the moment.",
    failing: "The exam server does not answer properly at the moment.",
    "signed-out": "You have been signed out. Sign in again in a new tab, then come back to this one.",
  }[link];
  if (kind === "loading") {
    return `${reason} This page keeps trying.`;
  }
  return `${reason} Keep this page open: ${kept(unsent, isPersistent)}. Everything is sent as soon as possible.`;
}
