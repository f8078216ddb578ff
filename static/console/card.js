/** One card of the grid: built once, then only what differs is written. */

import { el, setText } from "../runner/view/elements.js";
import {
  cameraWords,
  clockFace,
  countWords,
  incidentWords,
  pauseWords,
  progressWords,
  silenceWords,
  stateWords,
  timeOfDay,
  unreadWords,
} from "./wording.js";

const BADGES = { running: "badge badge--positive", paused: "badge badge--caution", closed: "badge" };
const LANG = document.documentElement.lang || undefined;

export class CardView {
  element;
  #parts = {};
  #card = null;

  /** actions: {onSelect(id, isSelected), onAnswer(id), onSeen(id)}; url: of the time line. */
  constructor(id, url, actions) {
    const part = (name, tag, words = "") => (this.#parts[name] = el(tag, { class: `sit__${name} ${words}`.trim() }));
    const box = el("input", { type: "checkbox", onchange: () => actions.onSelect(id, box.checked) });
    this.#parts.box = box;
    const name = el("a", { class: "sit__name", href: url, dir: "auto" });
    this.#parts.link = name;
    const answer = el("button", { class: "btn btn--small", type: "button", onclick: () => actions.onAnswer(id) }, "Answer");
    const seen = el("button", { class: "btn btn--small btn--secondary", type: "button" }, "Mark as seen");
    seen.addEventListener("click", () => actions.onSeen(id));
    const call = part("call", "div");
    call.append(part("words", "p"), el("div", { class: "btn-row" }, answer, seen));
    const clock = el("p", { class: "sit__clock" }, part("time", "span"), part("progress", "span"));
    const head = el("div", { class: "sit__head" }, el("label", { class: "sit__tick" }, box), name, part("state", "span"));
    const lines = ["silent", "pause", "incident", "did"].map((line) => part(line, "p"));
    const foot = el("p", { class: "sit__foot" }, part("count", "span"), part("camera", "span"), part("unread", "span"));
    this.element = el("li", { class: "sit", "data-id": id }, head, clock, call, ...lines, foot);
  }

  get card() {
    return this.#card;
  }

  show(card, now) {
    this.#card = card;
    const parts = this.#parts;
    setText(parts.link, card.name);
    parts.box.setAttribute("aria-label", `Select ${card.name}`);
    setText(parts.state, stateWords(card));
    setName(parts.state, BADGES[card.state] ?? "badge");
    setText(parts.progress, progressWords(card));
    parts.call.hidden = card.call === null;
    setText(parts.words, card.call === null ? "" : `Calls: “${card.call.text}” ${timeOfDay(card.call.at, LANG)}`);
    setLine(parts.incident, incidentWords(card, LANG));
    setLine(parts.did, card.did === null ? "" : `${card.did.text} · ${timeOfDay(card.did.at, LANG)}`);
    setLine(parts.count, countWords(card));
    setLine(parts.camera, cameraWords(card));
    setLine(parts.unread, unreadWords(card));
    setName(this.element, chooseClass(card));
    this.tick(now);
  }

  /** What the time alone changes. now: the server's. */
  tick(now) {
    const card = this.#card;
    const left = card.deadline === null ? card.remaining_ms : card.deadline - now;
    setLine(this.#parts.time, left === null ? "" : clockFace(left));
    setLine(this.#parts.silent, silenceWords(card, now));
    setLine(this.#parts.pause, pauseWords(card, now));
  }

  select(isSelected) {
    this.#parts.box.checked = isSelected;
    this.element.classList.toggle("sit--selected", isSelected);
  }
}

function chooseClass({ call, state, silent_since: silent, points }) {
  const kinds = { calls: call !== null, paused: state === "paused", silent: silent !== null, points: points > 0 };
  const fitting = Object.keys(kinds).filter((kind) => kinds[kind] && state !== "closed");
  return ["sit", ...fitting.map((kind) => `sit--${kind}`), ...(state === "closed" ? ["sit--closed"] : [])].join(" ");
}

/** Selection is the reader's own and stays. */
function setName(element, name) {
  const wanted = element.classList.contains("sit--selected") ? `${name} sit--selected` : name;
  if (element.className !== wanted) {
    element.className = wanted;
  }
}

function setLine(element, text) {
  setText(element, text);
  if (element.hidden !== (text === "")) {
    element.hidden = text === "";
  }
}
