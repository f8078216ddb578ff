/** The room of a proctored sitting put together: its rules, what watches, and what is shown. */

import { CameraSign } from "../../proctoring/watch/sign.js";
import { CameraWatch } from "../../proctoring/watch/watch.js";
import { byId } from "../view/elements.js";
import { RoomView } from "../view/room.js";
import { watchAbsence } from "./absence.js";
import { Excuse, SOON_MS } from "./excuse.js";
import { FullscreenWatch } from "./fullscreen.js";
import { guardItem } from "./guards.js";
import { Lockdown } from "./lockdown.js";
import { Neighbours } from "./neighbours.js";
import { ToolsHint } from "./tools.js";
import { NO_FULLSCREEN } from "./words.js";

/** A panel that is opened by mistake is closed again sooner. */
const TOOLS_LEAST_MS = 10_000;
/** Screens come and go while a device wakes up. */
const SCREEN_LEAST_MS = 3000;
/** As long as a question of the browser takes. */
const PERMISSION_MS = 10_000;
/** Links that we ask candidates to follow in another tab. */
const OWN_LINKS = "#panel-sign-in, #curtain-sign-in";

/** When neither the server nor this device knows: written down, and the server weighs it. */
const UNKNOWN_RULES = Object.freeze({ counting: [], counted: {}, texts: {}, warning_count: 0, camera_watch: "none" });

/**
 * The room of this sitting, its rules from the server or as this device kept them. Never fails.
 *
 * hasAnswers: some were given before; listener: {note, getPosition, alert, isHere} of Room.
 */
export async function openRoom({ boot, api, token, store, hasAnswers, listener }) {
  const load = (name) => store.loadNote(name).catch(() => null);
  const kept = await load("room");
  const counts = (await load("room-counts")) ?? {};
  let rules = kept ?? UNKNOWN_RULES;
  try {
    rules = (await api.room(boot.urls.room, token)).data;
    await store.putNote("room", rules);
  } catch (error) {
    console.warn("The rules of the room:", error.message);
  }
  const keep = (now) => store.putNote("room-counts", now).catch(() => {});
  const room = new Room({ sitting: boot.sitting, rules, kept: counts, keep, ...listener });
  room.arrive({ isFromElsewhere: kept === null && store.isPersistent && hasAnswers });
  return room;
}

export class Room {
  #rules;
  #lockdown;
  #neighbours;
  #excuse = new Excuse();
  #askedAt = -Infinity;
  #fullscreen = null;
  #tools = new ToolsHint();
  #camera = null;
  #view;

  /**
   * rules: see openRoom; kept: type → how often it happened, of an earlier page load. note, keep, getPosition: see
   * Lockdown. alert(text): an alert on top of everything. isHere(): see Neighbours.
   */
  constructor({ sitting, rules, kept, note, keep, getPosition, alert, isHere }) {
    this.#rules = rules;
    this.#view = new RoomView({ onEnter: () => this.#enterFullscreen(), onDecline: () => this.#fullscreen.decline() });
    const warn = (warning) => this.#view.warn(warning);
    this.#lockdown = new Lockdown({ room: rules, kept, note, warn, keep, getPosition });
    const onSecond = ({ forMs }) => this.#lockdown.happened("second-tab", { forMs, isAlways: true });
    this.#neighbours = new Neighbours({ sitting, onSecond, isHere });
    this.#connect(alert);
    if ((rules.camera_watch ?? "none") !== "none") {
      this.#startCamera();
    }
  }

  arrive(facts) {
    this.#neighbours.arrive(facts);
  }

  /** Whether the exam is on screen, and not covered. */
  watch(isOn) {
    if (isOn === this.#lockdown.isOn) {
      return;
    }
    this.#lockdown.watch(isOn);
    if (isOn) {
      this.#fullscreen?.look({ isReturn: true });
    } else {
      this.#view.forget();
    }
  }

  tick() {
    this.#camera?.tick(this.#lockdown.isOn);
    if (this.#lockdown.isOn) {
      this.#lookAtScreens();
      this.#lookForTools();
      this.#lockdown.tick();
    }
  }

  /** The page is being left: write down what goes on. */
  leave() {
    this.#lockdown.endAll();
  }

  /** A prompt of the browser comes up because of us: leaving the window for it is nothing. */
  excuse(longestMs) {
    this.#askedAt = performance.now();
    this.#excuse.give(this.#askedAt, longestMs);
  }

  lost() {
    this.#camera?.letGo();
    this.#neighbours.lost();
  }

  tookBack() {
    this.#neighbours.tookBack();
  }

  /** Take the warning away; false when there was none. */
  dismiss() {
    return this.#view.dismiss();
  }

  #connect(alert) {
    const lockdown = this.#lockdown;
    const isAway = () =>
      this.#excuse.isAway || document.visibilityState === "hidden" || lockdown.isOpen("window-blurred");
    if (this.#rules.asks_fullscreen) {
      const onImpossible = () => alert(NO_FULLSCREEN);
      const isExcused = () => performance.now() - this.#askedAt < SOON_MS;
      this.#fullscreen = new FullscreenWatch({ lockdown, panel: this.#view, isAway, isExcused, onImpossible });
    }
    const onBack = () => this.#fullscreen?.look({ isReturn: true });
    watchAbsence({ lockdown, excuse: this.#excuse, onBack });
    const onTried = (type) => lockdown.happened(type);
    guardItem({ isOn: () => lockdown.isOn, onTried, beforePrint: () => this.excuse() });
    document.addEventListener("click", (event) => event.target.closest?.(OWN_LINKS) && this.excuse());
    byId("stage").dataset.isWatched = "";
  }

  #startCamera() {
    const rules = this.#rules;
    const isRequired = rules.camera === "required";
    const sign = new CameraSign({ isRequired, onTurnOn: () => this.#camera.turnOn() });
    const excuse = () => this.excuse(PERMISSION_MS);
    this.#camera = new CameraWatch({ rules, lockdown: this.#lockdown, sign, excuse });
    this.#camera.start();
  }

  /** Some browsers ask the candidate first. */
  #enterFullscreen() {
    this.#excuse.give(performance.now(), PERMISSION_MS);
    this.#fullscreen.enter();
  }

  #lookAtScreens() {
    if (this.#rules.asks_one_screen && screen.isExtended === true) {
      this.#lockdown.begin("second-screen", { leastMs: SCREEN_LEAST_MS });
    } else {
      this.#lockdown.end("second-screen");
    }
  }

  #lookForTools() {
    const { innerWidth, innerHeight, outerWidth, outerHeight, devicePixelRatio, visualViewport } = window;
    const isTouch = matchMedia("(pointer: coarse)").matches;
    const sides = { innerWidth, innerHeight, outerWidth, outerHeight, devicePixelRatio };
    if (this.#tools.look({ ...sides, scale: visualViewport?.scale ?? 1, isTouch })) {
      this.#lockdown.begin("devtools", { leastMs: TOOLS_LEAST_MS });
    } else {
      this.#lockdown.end("devtools");
    }
  }
}
