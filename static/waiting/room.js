/** Waits for the exam's start and starts it: once, by itself, a little spread over a second and a half. */

import { waitAfter } from "../runner/backoff.js";
import { SleepDetector } from "../runner/clock.js";
import { handOver } from "../runner/seat.js";
import { LATE_MS, WaitClock, announcement, chooseSpread, formatWait, isFar, untilNextLook } from "./clock.js";
import { Refusal, look, start } from "./requests.js";

const TICK_MS = 200;
/** So close to the start nothing is asked any more. */
const LAST_LOOK_MS = 5000;

export class WaitingRoom {
  #boot;
  #page;
  #clock = new WaitClock();
  #sleep = new SleepDetector();
  #spreadMs = chooseSpread();
  #lookAt = 0;
  #before;
  #isLooking = false;
  #isAskedAgain = false;
  #isStarting = false;

  /** boot: what the server rendered into the page; page: see page.js. */
  constructor(boot, page) {
    this.#boot = boot;
    this.#page = page;
    this.#clock.anchor(boot.wait_ms);
    this.#before = this.#clock.waitMs();
  }

  open() {
    this.#page.onBegin(() => this.#begin());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) {
        this.#look();
      }
    });
    window.addEventListener("online", () => this.#look());
    this.#tick();
    setInterval(() => this.#tick(), TICK_MS);
  }

  #tick() {
    if (this.#isStarting) {
      return;
    }
    if (this.#sleep.check(Date.now(), performance.now())) {
      // The monotonic clock stood still meanwhile: only the server knows.
      this.#look();
    }
    const left = this.#clock.waitMs();
    this.#page.showWait(formatWait(left));
    this.#page.announce(announcement(this.#before, left));
    this.#before = left;
    if (left <= -LATE_MS) {
      this.#page.reload();
    } else if (left <= -this.#spreadMs) {
      this.#begin();
    } else if (this.#clock.now() >= this.#lookAt && left > LAST_LOOK_MS) {
      this.#look();
    }
  }

  async #look() {
    if (this.#isStarting) {
      return;
    }
    if (this.#isLooking) {
      // The answer under way may be older than what made us ask.
      this.#isAskedAgain = true;
      return;
    }
    this.#isLooking = true;
    this.#isAskedAgain = false;
    this.#lookAt = this.#clock.now() + untilNextLook();
    try {
      const { data, sentAt, receivedAt } = await look(this.#boot.urls.look);
      this.#hear(data, sentAt, receivedAt);
    } catch (error) {
      if (error instanceof Refusal) {
        this.#page.reload();
      }
      // Without a network the clock goes on; the next look will tell.
    } finally {
      this.#isLooking = false;
    }
    if (this.#isAskedAgain) {
      this.#look();
    }
  }

  #hear(data, sentAt, receivedAt) {
    const isAnother = data.state !== this.#boot.state || data.is_common_clock !== this.#boot.is_common_clock;
    if (isAnother || data.starts_at === null) {
      this.#page.reload();
      return;
    }
    this.#clock.anchor(data.wait_ms, sentAt, receivedAt);
    if (data.starts_at !== this.#boot.starts_at) {
      this.#boot.starts_at = data.starts_at;
      this.#before = this.#clock.waitMs();
      this.#page.showMoved(data.starts_at, isFar(data.wait_ms));
    }
  }

  async #begin() {
    if (this.#isStarting) {
      return;
    }
    this.#isStarting = true;
    this.#page.showStarting();
    for (let failures = 1; this.#isStarting; failures += 1) {
      try {
        const { data } = await start(this.#boot.urls.start, this.#page.csrfToken, this.#boot.ticket);
        if (data.seat) {
          handOver(this.#boot.sitting, data.seat);
        }
        this.#page.leave(this.#boot.urls.runner);
        return;
      } catch (error) {
        await this.#handle(error, failures);
      }
    }
  }

  async #handle(error, failures) {
    if (error.code === "signed-out" && this.#boot.ticket) {
      // Too old, after hours of waiting: the session still says who this is.
      this.#boot.ticket = null;
    } else if (!(error instanceof Refusal)) {
      this.#page.showTrouble();
      await new Promise((resolve) => setTimeout(resolve, waitAfter(failures)));
    } else if (error.code === "exam-not-begun") {
      this.#clock.anchor(error.body.wait_ms);
      this.#isStarting = false;
      this.#page.showWaiting();
      this.#look();
    } else {
      this.#isStarting = false;
      this.#page.reload();
    }
  }
}
