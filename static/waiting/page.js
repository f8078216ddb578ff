/** The waiting room's page: what can be shown on it, and where it leads. */

import { localizeTimes } from "../js/local_time.js";

export class Page {
  #left = document.getElementById("wait-left");
  #moment = document.getElementById("wait-moment");
  #status = document.getElementById("wait-status");
  #form = document.getElementById("begin");
  #title = document.title;
  #isLeaving = false;

  get csrfToken() {
    return this.#form.elements.csrfmiddlewaretoken.value;
  }

  /** The button is for who has no JavaScript; here it is pressed by the clock. */
  onBegin(begin) {
    document.getElementById("wait-begin").hidden = true;
    document.getElementById("wait").hidden = false;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      begin();
    });
  }

  showWait(text) {
    if (this.#left.textContent !== text) {
      this.#left.textContent = text;
      document.title = `${text} · ${this.#title}`;
    }
  }

  /** How long it still is, for who cannot see the countdown. text: a sentence, or null for silence. */
  announce(text) {
    if (text !== null) {
      this.#tell(text, { isShown: false });
    }
  }

  #tell(text, { isShown = true } = {}) {
    this.#status.classList.toggle("visually-hidden", !isShown);
    this.#status.textContent = text;
  }

  /** isFar: on another day, perhaps; then the date is told too. */
  showMoved(startsAt, isFar) {
    const time = this.#moment.querySelector("time");
    time.dateTime = startsAt;
    time.dataset.local = isFar ? "moment" : "clock";
    this.#moment.replaceChildren(isFar ? "on " : "at ", time);
    localizeTimes(this.#moment);
    this.#tell(`The start was moved: your exam begins ${this.#moment.textContent}.`);
  }

  showStarting() {
    this.showWait("0:00");
    this.#tell("Your exam is starting…");
  }

  showWaiting() {
    this.#tell("Not yet: the exam begins a little later.");
  }

  showTrouble() {
    this.#tell("The exam server does not answer. Stay here: this page goes on trying.");
  }

  leave(url) {
    this.#isLeaving = true;
    window.location.replace(url);
  }

  /** The server knows best which page comes next. */
  reload() {
    if (!this.#isLeaving) {
      this.#isLeaving = true;
      window.location.reload();
    }
  }
}
