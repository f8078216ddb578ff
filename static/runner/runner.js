/**
 * The exam screen put together: what the synchronizer reports, what the candidate does, what
 * the clock says, and what is shown for it.
 */

import { ExamApi } from "./api.js";
import { arrange } from "./arrangement.js";
import { ExamClock, SleepDetector, TimeAlerts } from "./clock.js";
import { Conversation } from "./conversation.js";
import { chooseCurtain } from "./curtain_choice.js";
import { Exam } from "./exam.js";
import { examActions, goBackTo } from "./exam_actions.js";
import { Highlights } from "./highlights.js";
import { newClientId } from "./identity.js";
import { watchWindow } from "./journal.js";
import { listen } from "./keyboard.js";
import { openRoom } from "./lockdown/room.js";
import { Outbox } from "./outbox.js";
import { fetchPictures } from "./pictures.js";
import { PushChannel } from "./push.js";
import { receiveSeat } from "./seat.js";
import { Siblings } from "./siblings.js";
import { openStore } from "./store.js";
import { Synchronizer } from "./sync.js";
import { Trail } from "./trail.js";
import { Page } from "./view/page.js";
import { mustComplete, refusalNotices, STORAGE_NOTICES, timeAlert } from "./wording.js";

const TICK_MS = 250;
/** What the proctor does must not wait for long, also without a push channel. */
const PROCTORED_HEARTBEAT_MS = 5000;

/** What the proctor's commands say when they carry no words of their own. */
const COMMAND_WORDS = Object.freeze({
  message: "",
  resume: "Your exam goes on.",
  extend: "You have been given more time.",
});

export class Runner {
  #boot;
  #preferences;
  #clock = new ExamClock();
  #sleep = new SleepDetector();
  #exam = null;
  #store;
  #outbox;
  #conversation;
  #highlights;
  #api;
  #sync;
  #push = null;
  #page;
  #trail;
  #siblings;
  #room = null;
  #beganAt = 0;
  #timeAlerts = new TimeAlerts();
  #pauseWords = "";
  #wasPersistent = true;
  #state = {
    stopped: null,
    hasContent: false,
    isTakingBack: false,
    isTimeUp: false,
    isEnding: false,
    isPaused: false,
  };

  constructor(boot, preferences) {
    this.#boot = boot;
    this.#preferences = preferences;
  }

  async start() {
    const { sitting, urls, csrf_cookie: csrfCookie } = this.#boot;
    this.#page = new Page(this.#boot, this.#preferences, this.#actions());
    this.#trail = new Trail({
      onReturn: (place) => this.#returnTo(place),
      onGuard: () => this.#page.alert("message", "You are still in your exam. To end it, open Review."),
    });
    this.#store = await openStore(sitting);
    this.#outbox = new Outbox(this.#store);
    this.#highlights = new Highlights(this.#store);
    this.#conversation = new Conversation({ outbox: this.#outbox, now: () => this.#serverTime() });
    this.#api = new ExamApi({ urls, csrfCookie });
    const seat = receiveSeat(sitting);
    const parts = { api: this.#api, outbox: this.#outbox, client: seat?.data.client ?? newClientId(), seat };
    const heartbeatMs = this.#boot.is_proctored ? PROCTORED_HEARTBEAT_MS : undefined;
    this.#sync = new Synchronizer({ ...parts, listener: this.#listener(), heartbeatMs });
    if (urls.push) {
      const getAddress = () => this.#api.pushAddress(this.#sync.token);
      this.#push = new PushChannel({ getAddress, onHint: () => this.#sync.now() });
    }
    this.#siblings = new Siblings(sitting, () => this.#takeUpUnsent());
    this.#watch();
    this.#sync.start();
    this.#render();
  }

  // What the synchronizer reports -------------------------------------------------------

  #listener() {
    return {
      tookOver: (answer, timing) => this.#tookOver(answer, timing),
      answered: (answer, timing) => {
        this.#answered(answer, timing);
        this.#push?.start();
      },
      commanded: (command) => this.#commanded(command),
      refused: (refusals) => this.#refused(refusals),
      stopped: (reason, answer) => this.#stopped(reason, answer),
      changed: () => this.#render(),
    };
  }

  async #tookOver(answer, timing) {
    this.#beganAt = Date.parse(answer.started_at);
    this.#answered(answer, timing);
    const isFirst = this.#exam === null;
    this.#exam ??= await this.#open(answer);
    await this.#highlights.load();
    this.#page.repaint();
    await this.#outbox.reconcile(answer.answers);
    this.#exam.sheet.merge(answer.answers);
    this.#state.isTakingBack = false;
    if (this.#state.hasContent) {
      await this.#takeUpUnsent();
    } else {
      this.#state.hasContent = true;
      this.#enter();
    }
    this.#enterRoom(answer, isFirst);
    this.#render();
  }

  /** Of a proctored sitting. It is no reason to wait: the exam is on screen. */
  #enterRoom({ token, answers }, isFirst) {
    if (!isFirst) {
      this.#room?.tookBack();
    } else if (this.#boot.urls.room) {
      const parts = { boot: this.#boot, api: this.#api, token, store: this.#store };
      const listener = {
        note: (event) => this.#noteEnded(event),
        getPosition: () => (this.#exam.navigation.isReview ? 0 : this.#exam.navigation.position),
        alert: (text) => this.#page.alert("message", text),
        isHere: () => [null, "taken-over"].includes(this.#state.stopped),
      };
      openRoom({ ...parts, hasAnswers: answers.length > 0, listener }).then((room) => {
        this.#room = room;
        this.#render();
      });
    }
  }

  /** The items, and what an earlier page load left on this device. */
  async #open({ token, arrangement }) {
    const { data } = await this.#api.content(token);
    const content = { ...data, items: arrange(data.items, arrangement) };
    fetchPictures(content.items);
    const parts = { content, clock: this.#clock, outbox: this.#outbox };
    const onStay = (select) => this.#page.refuse(mustComplete(select));
    const exam = new Exam({ ...parts, onStay, onChange: () => this.#changed() });
    const rows = await this.#store.load().catch(() => []);
    const events = await this.#store.loadNote("events").catch(() => null);
    this.#outbox.restore(rows, events ?? []);
    this.#conversation.restore();
    exam.sheet.merge(rows.filter((row) => row.is_unsent));
    return exam;
  }

  #enter() {
    const { place } = this.#trail;
    if (place?.isReview) {
      this.#exam.navigation.openReview();
    } else if (place) {
      this.#exam.navigation.goTo(place.position);
    }
    this.#trail.start(this.#place());
    this.#exam.enter();
  }

  /** Another tab was taken over before it could send these: this one holds the sitting now. */
  async #takeUpUnsent() {
    if (this.#state.stopped !== null || this.#exam === null) {
      return;
    }
    const rows = await this.#store.load().catch(() => []);
    const isNewer = (row) => row.is_unsent && row.at_ms > this.#exam.sheet.record(row.position).at_ms;
    const newer = rows.filter(isNewer);
    this.#outbox.restore(newer);
    this.#exam.sheet.merge(newer);
    this.#sync.notify();
    this.#render();
  }

  #answered(answer, timing) {
    this.#state.isPaused = answer.state === "paused";
    if (timing !== null && answer.remaining_ms !== undefined) {
      const elapsedMs = Date.parse(answer.server_time) - this.#beganAt;
      const times = { remainingMs: answer.remaining_ms, elapsedMs, isRunning: answer.state === "running" };
      this.#clock.anchor(times, timing.sentAt, timing.receivedAt);
      this.#checkTime();
    }
    this.#render();
  }

  #commanded({ type, text }) {
    if (type === "pause") {
      this.#pauseWords = text ?? "";
      return;
    }
    this.#conversation.hear(text);
    if (type in COMMAND_WORDS) {
      this.#page.alert("message", text || COMMAND_WORDS[type]);
    }
  }

  /** Nothing on the screen may look stored that is not. */
  #refused(refusals) {
    for (const { position } of refusals) {
      this.#exam?.sheet.restore(position, this.#outbox.confirmed(position), this.#outbox.settledAtMs(position));
    }
    refusalNotices(refusals).forEach((sentence) => this.#page.alert("problem", sentence));
    this.#render();
  }

  #stopped(reason, answer) {
    this.#state.stopped = reason;
    this.#push?.stop();
    this.#exam?.lock();
    this.#render();
    if (reason === "closed") {
      this.#finish(answer?.ended_url ?? this.#boot.urls.ended);
    } else if (reason === "taken-over") {
      this.#room?.lost();
      if (!this.#outbox.isEmpty) {
        this.#siblings.leaveUnsent();
      }
    }
  }

  /** The sitting is over. What could not be sent stays on the device. */
  async #finish(url) {
    if (this.#outbox.isEmpty) {
      await this.#store.forget().catch(() => {});
    }
    location.replace(url);
  }

  // What the candidate does -------------------------------------------------------------

  #actions() {
    return {
      ...examActions(() => this.#exam),
      onEnd: () => this.#end(true),
      onSay: (text) => this.#say(text),
      onRetry: () => this.#sync.now(),
      onCurtain: (kind) => (kind === "taken-over" ? this.#takeBack() : this.#end(false)),
      getHighlights: () => this.#highlights,
    };
  }

  #end(isEnding) {
    this.#state.isEnding = isEnding;
    this.#sync.end(isEnding);
    this.#render();
  }

  #takeBack() {
    this.#state.stopped = null;
    this.#state.isTakingBack = true;
    this.#note({ type: "taken-over-seen", for_ms: 0 });
    this.#end(this.#state.isTimeUp);
    this.#sync.start();
    this.#render();
  }

  /** To the staff, at once: whoever writes waits for an answer. */
  #say(text) {
    const kept = this.#conversation.say(text, this.#clock.elapsedMs());
    if (kept) {
      this.#sync.notify({ isAtOnce: true });
      this.#render();
      kept.then(() => this.#render());
    }
    return kept !== null;
  }

  /** Now by the server's clock: the device's own may be wrong by hours. */
  #serverTime() {
    return new Date(this.#beganAt + this.#clock.elapsedMs()).toISOString();
  }

  #place() {
    const { position, isReview } = this.#exam.navigation;
    return { position, isReview };
  }

  /** Back and forward of the browser walk through the screens of the exam. */
  #returnTo(place) {
    if (this.#exam === null || this.#isCovered) {
      return;
    }
    goBackTo(this.#exam, place);
    this.#trail.note(this.#place());
  }

  #changed() {
    this.#trail.note(this.#place());
    this.#sync.notify({ isAtOnce: !this.#store.isPersistent });
    this.#render();
  }

  // What happens around the page --------------------------------------------------------

  #watch() {
    const flush = () => {
      this.#exam?.measure(false);
      this.#sync.last();
    };
    const wake = () => {
      this.#exam?.measure(true);
      this.#sync.now();
    };
    const offline = () => this.#sync.lostNetwork();
    const left = () => {
      this.#room?.leave();
      flush();
    };
    const act = { shown: wake, hidden: flush, left, online: () => this.#sync.now(), offline };
    watchWindow({ note: (event) => this.#note(event), act, isProctored: "room" in this.#boot.urls });
    listen({
      getSettings: () => ({ hasSingleKeys: this.#preferences.get("runner-single-keys") === "on" }),
      onAction: (action) => !this.#isCovered && this.#page.act(action),
      onEscape: () => this.#room?.dismiss() || this.#page.dismissAlert(),
    });
    window.addEventListener("beforeunload", (event) => this.#warnBeforeLeaving(event));
    setInterval(() => this.#tick(), TICK_MS);
  }

  /** Only when leaving could cost something: a warning without a reason teaches to ignore it. */
  #warnBeforeLeaving(event) {
    const isOver = this.#state.stopped !== null;
    const isAtRisk = this.#sync.status.link !== "online" && this.#outbox.unsentAnswers > 0;
    if (!isOver && (isAtRisk || this.#state.isTimeUp || this.#state.isEnding)) {
      event.preventDefault();
      this.#room?.excuse();
    }
  }

  #note(event) {
    if (this.#clock.isAnchored && this.#state.stopped !== "closed") {
      this.#outbox.addEvent({ ...event, at_ms: this.#clock.elapsedMs() });
    }
  }

  /** It ended now: `at_ms` is when it began. */
  #noteEnded(event) {
    this.#outbox.addEvent({ ...event, at_ms: Math.max(0, this.#clock.elapsedMs() - event.for_ms) });
    this.#sync.notify();
  }

  #tick() {
    if (this.#sleep.check(Date.now(), performance.now())) {
      this.#sync.now();
    }
    this.#checkTime();
    this.#room?.tick();
    this.#render();
  }

  #checkTime() {
    if (!this.#clock.isAnchored || !this.#state.hasContent) {
      return;
    }
    const remaining = this.#clock.remainingMs();
    const minutes = this.#timeAlerts.due(remaining);
    if (minutes !== null && !this.#isCovered) {
      this.#page.alert("time", timeAlert(minutes));
    }
    const isTimeUp = remaining <= 0;
    if (isTimeUp !== this.#state.isTimeUp) {
      this.#state.isTimeUp = isTimeUp;
      this.#sync.hurry(isTimeUp);
      this.#end(isTimeUp);
    }
  }

  // What is shown -----------------------------------------------------------------------

  /** Once, when it begins: afterwards the line in the bottom bar says where answers are. */
  #checkStorage() {
    if (this.#state.hasContent && this.#wasPersistent && !this.#store.isPersistent) {
      this.#wasPersistent = false;
      this.#page.alert("problem", STORAGE_NOTICES[this.#store.isForbidden ? "forbidden" : "failed"]);
    }
  }

  get #isCovered() {
    return chooseCurtain(this.#state) !== null;
  }

  #render() {
    this.#checkStorage();
    const curtain = chooseCurtain(this.#state);
    const isLocked = curtain !== null;
    if (this.#exam !== null && this.#exam.isLocked !== isLocked) {
      this.#exam.lock(isLocked);
    }
    if (isLocked) {
      this.#room?.watch(false);
    }
    this.#page.show(curtain, this.#exam, {
      status: this.#sync?.status ?? { link: "online", offlineSince: null, savedAt: null },
      link: this.#sync?.status.link ?? "online",
      unsent: this.#outbox?.unsentAnswers ?? 0,
      isWritten: this.#outbox?.isWritten ?? true,
      isPersistent: this.#store?.isPersistent ?? true,
      now: performance.now(),
      remainingMs: this.#clock.remainingMs(),
      words: this.#pauseWords,
      messages: this.#conversation?.entries ?? [],
    });
    if (!isLocked) {
      this.#room?.watch(true);
    }
  }
}
