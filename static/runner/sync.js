/**
 * The sync loop: sends what is unsent, hears what the server says, never gives up.
 *
 * One request at a time. A batch that was sent once is sent again unchanged until the
 * server has answered it, because the server applies (client, seq) only once. Nothing
 * here touches the page; the listener is told what happened:
 *
 *   tookOver(answer, timing)   this page holds the sitting; {sentAt, receivedAt} in ms
 *   answered(answer, timing)   after each sync
 *   commanded(command)         once per command of the proctor
 *   refused([{position, code, detail}])
 *   stopped(reason, answer)    "taken-over", "closed", "not-found" or "not-started"
 *   changed()                  `status` differs
 */

import { NetworkFailure, Problem } from "./api.js";
import { waitAfter } from "./backoff.js";

const HEARTBEAT_MS = 10_000;
const URGENT_MS = 1500;
const SEND_WITHIN_MS = 400;

export class Synchronizer {
  #api;
  #outbox;
  #client;
  #seat;
  #listener;
  #token = null;
  #seq = 0;
  #ack = 0;
  #batch = null;
  #mostChanges;
  #isBusy = false;
  #isAgain = false;
  #isStopped = true;
  #isHeld = false;
  #isEnding = false;
  #isUrgent = false;
  #isLast = false;
  #timer = null;
  #failures = 0;
  #heartbeatMs;

  /** link: "online", "offline", "failing" or "signed-out"; offlineSince: monotonic ms. */
  status = { link: "online", offlineSince: null, savedAt: null };

  /** seat: {data, sentAt, receivedAt} where this client holds the sitting already; used once. */
  constructor({ api, outbox, client, listener, seat = null, heartbeatMs = HEARTBEAT_MS }) {
    this.#heartbeatMs = heartbeatMs;
    this.#api = api;
    this.#outbox = outbox;
    this.#client = client;
    this.#seat = seat;
    this.#listener = listener;
  }

  /** Take the sitting over, now and again after another page had it. */
  start() {
    this.#isStopped = false;
    this.#token = null;
    this.#batch = null;
    this.now();
  }

  /** Of this sitting and client, while this page holds it. */
  get token() {
    return this.#token;
  }

  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Something new is in the outbox. isAtOnce: only the server can keep it, so do not collect. */
  notify({ isAtOnce = false } = {}) {
    if (this.#failures === 0) {
      this.#schedule(isAtOnce ? 0 : SEND_WITHIN_MS);
    }
  }

  /** At once: the network came back, the page came to the front, somebody asked. */
  now() {
    this.#schedule(0);
  }

  /** The page is being hidden or left: send in this very moment, timers may not run any more. */
  last() {
    if (!this.#isStopped && !this.#isBusy && this.#token !== null && this.#outbox.hasReady) {
      clearTimeout(this.#timer);
      this.#isLast = true;
      this.#run();
    }
  }

  /** The browser says the network is gone: believe it at once, keep trying all the same. */
  lostNetwork() {
    this.#setLink("offline");
  }

  /** Submit as soon as everything is sent; `false` takes that back while it can be. */
  end(isEnding = true) {
    this.#isEnding = isEnding;
    this.now();
  }

  /** The time is up: ask again quickly until the server has closed the sitting. */
  hurry(isUrgent = true) {
    if (this.#isUrgent !== isUrgent) {
      this.#isUrgent = isUrgent;
      this.now();
    }
  }

  #schedule(delay) {
    if (this.#isStopped) {
      return;
    }
    if (this.#isBusy) {
      this.#isAgain = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), delay);
  }

  async #run() {
    this.#isBusy = true;
    this.#isAgain = false;
    let delay;
    try {
      delay = await this.#exchange();
    } catch (error) {
      delay = await this.#failed(error);
    }
    this.#isBusy = false;
    this.#listener.changed();
    this.#schedule(this.#isAgain && this.#failures === 0 ? 0 : delay);
  }

  /** One round; answers the milliseconds until the next. */
  async #exchange() {
    if (this.#token === null) {
      await this.#takeOver();
    }
    this.#batch ??= this.#nextBatch();
    this.#listener.changed();
    const { marks, ...body } = this.#batch;
    const { data, ...timing } = await this.#api.sync(this.#token, body, { isLast: this.#isLast });
    this.#isLast = false;
    await this.#settle(data);
    if (data.refused?.length) {
      this.#listener.refused(data.refused);
    }
    this.#hear(data);
    this.#listener.answered(data, timing);
    if (this.#outbox.hasReady && !this.#isHeld) {
      return 0;
    }
    if (data.state === "closed") {
      return this.#stop("closed", data);
    }
    if (this.#isEnding && !this.#isHeld) {
      return this.#submit();
    }
    return this.#isUrgent ? URGENT_MS : this.#heartbeatMs;
  }

  async #takeOver() {
    const seat = this.#seat;
    this.#seat = null;
    const { data, ...timing } = seat ?? (await this.#api.takeOver(this.#client));
    // The listener may need the network too: only when it is done does this page hold the sitting.
    await this.#listener.tookOver(data, timing);
    this.#token = data.token;
    this.#seq = data.seq;
    this.#ack = Math.max(this.#ack, data.last_command ?? 0);
    this.#recovered(data);
    this.#hear(data, { isFirst: true });
  }

  async #submit() {
    const { data } = await this.#api.submit(this.#token, this.#client);
    return this.#stop("closed", data);
  }

  #nextBatch() {
    const content = this.#outbox.batch(this.#isHeld ? 0 : this.#mostChanges);
    return { client: this.#client, seq: this.#seq + 1, ack: this.#ack, ...content };
  }

  async #settle(data) {
    this.#seq = this.#batch.seq;
    const settled = this.#batch;
    this.#batch = null;
    this.#token = data.token ?? this.#token;
    await this.#outbox.settle(settled, data.refused);
    this.#recovered(data);
    this.status.savedAt = data.server_time;
  }

  #recovered(data) {
    this.#failures = 0;
    this.#isHeld = data.state === "paused" && this.#isHeld;
    this.#setLink("online");
  }

  /** Commands ride on every answer until they are acknowledged: each is heard once. */
  #hear({ commands = [] }, { isFirst = false } = {}) {
    for (const command of commands) {
      if (isFirst || command.id > this.#ack) {
        this.#listener.commanded(command);
      }
      this.#ack = Math.max(this.#ack, command.id);
    }
  }

  async #failed(error) {
    this.#failures += 1;
    this.#isLast = false;
    if (error instanceof Problem) {
      return this.#refused(error);
    }
    if (!(error instanceof NetworkFailure)) {
      console.error(error);
    }
    this.#setLink("offline");
    return waitAfter(this.#failures);
  }

  async #refused(problem) {
    const wait = waitAfter(this.#failures);
    const soon = this.#failures === 1 ? 0 : wait;
    switch (problem.code) {
      case "token-invalid":
        this.#token = null;
        this.#batch = null;
        return soon;
      case "sequence-gap":
        this.#seq = problem.body.seq;
        this.#batch = null;
        return soon;
      case "sitting-is-paused":
        return this.#hold(problem);
      case "invalid-input":
        return this.#isolate(wait);
      case "not-signed-in":
        this.#setLink("signed-out");
        return Math.max(wait, HEARTBEAT_MS / 2);
      case "taken-over":
      case "not-found":
        return this.#stop(problem.code, problem.body);
      case "sitting-is-closed":
        return this.#stop("closed", problem.body);
      case "sitting-not-started":
        return this.#stop("not-started", problem.body);
      default:
        this.#setLink("failing");
        return Math.max(wait, problem.retryAfterMs);
    }
  }

  /** Paused: keep what is unsent until it goes on; ask at once what the proctor says, then listen. */
  #hold(problem) {
    const isNew = !this.#isHeld;
    this.#isHeld = true;
    this.#batch = null;
    this.#failures = 0;
    this.#setLink("online");
    this.#listener.answered({ ...problem.body, state: "paused" }, null);
    return isNew ? 0 : this.#heartbeatMs;
  }

  /** The server cannot read this batch. Find the part at fault; the others must get through. */
  async #isolate(wait) {
    const batch = this.#batch;
    this.#batch = null;
    if (batch?.events.length) {
      await this.#outbox.dropEvents();
    } else if (batch?.changes.length === 1) {
      const [{ position }] = batch.changes;
      const refused = [{ position, code: "invalid-input" }];
      await this.#outbox.settle(batch, refused);
      this.#listener.refused(refused);
    } else {
      this.#mostChanges = 1;
    }
    return wait;
  }

  #stop(reason, answer) {
    this.stop();
    this.#listener.stopped(reason, answer);
    return HEARTBEAT_MS;
  }

  #setLink(link) {
    const isDown = link !== "online";
    const { offlineSince, ...status } = this.status;
    const since = isDown ? (offlineSince ?? performance.now()) : null;
    this.status = { ...status, link, offlineSince: since };
    this.#listener.changed();
  }
}
