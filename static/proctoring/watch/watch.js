/** Watches a proctored sitting through the camera: looks once a second, and tells the lock-down what is the case. */

import { Eye } from "./eye.js";
import { AWAY, Judge, NOBODY, OFF, SOMEBODY_ELSE, TYPES } from "./judging.js";

const EVERY_MS = 1000;
/** A camera that went away is looked for so often, where the browser asks nothing. */
const AGAIN_MS = 5000;
const LEAST_MS = Object.freeze({ [NOBODY]: 3000, [SOMEBODY_ELSE]: 3000, [OFF]: 4000 });

export class CameraWatch {
  #rules;
  #lockdown;
  #sign;
  #excuse;
  #now;
  #leastMs;
  #judge = new Judge();
  #eye = null;
  #isOn = false;
  #isOpening = false;
  #hasSeen = false;
  #lastMs = -Infinity;
  #triedMs = -Infinity;
  #offMs = null;

  /**
   * rules: of the room; lockdown: {begin, end, isOpen, remark}; sign: {show(state, trouble), showPicture(stream)};
   * excuse(): the browser asks the candidate something because of us.
   */
  constructor({ rules, lockdown, sign, excuse, now = () => performance.now() }) {
    this.#rules = rules;
    this.#lockdown = lockdown;
    this.#sign = sign;
    this.#excuse = excuse;
    this.#now = now;
    this.#leastMs = { ...LEAST_MS, [AWAY]: rules.look_away_seconds * 1000 };
  }

  start() {
    const { camera_watch: watch } = this.#rules;
    if (watch === "on") {
      this.turnOn();
      return;
    }
    this.#sign.show(watch);
    if (watch === "missing") {
      this.#lockdown.remark("camera-unused");
    }
  }

  /** At the start, or because the candidate asks for it. */
  async turnOn() {
    if (this.#rules.camera_watch === "missing" || this.#isOpening) {
      return;
    }
    this.#isOpening = true;
    this.#eye ??= this.#makeEye();
    this.#sign.show("starting");
    // Firefox asks even where it says that it was allowed.
    this.#excuse();
    await this.#open({ isQuiet: false });
  }

  /** Another tab or device has the sitting: the camera is not held for nothing. It is found again when it is wanted. */
  letGo() {
    this.#eye?.shut();
    this.#triedMs = -Infinity;
  }

  /** Now and then. isOn: the exam is on screen, and not covered. */
  tick(isOn) {
    const now = this.#now();
    this.#isOn = isOn && document.visibilityState === "visible";
    if (!this.#isOn) {
      this.#rest();
    } else if (this.#eye && !this.#isOpening && now - this.#lastMs >= EVERY_MS) {
      this.#lastMs = now;
      this.#look(now);
    }
  }

  #look(now) {
    if (this.#eye.isOpen) {
      this.#eye.look();
      return;
    }
    this.#say(null);
    if (now - this.#triedMs >= AGAIN_MS) {
      this.#open({ isQuiet: true });
    }
  }

  async #open(how) {
    this.#isOpening = true;
    this.#triedMs = this.#now();
    const trouble = await this.#eye?.open(how);
    this.#isOpening = false;
    if (this.#eye === null) {
      return; // it cannot work here, as was found out meanwhile
    }
    if (!trouble) {
      this.#sign.showPicture(this.#eye.stream);
      return;
    }
    this.#sign.show("off", trouble);
    if (!this.#hasSeen && this.#rules.camera !== "required") {
      // It may be used, and they do not wish it or cannot: written down, and held against nobody.
      this.#stop();
    }
  }

  #makeEye() {
    const url = this.#rules.detector_url;
    return new Eye({ url, onPicture: (picture) => this.#isOn && this.#say(picture), onFailure: () => this.#fail() });
  }

  /** picture: of the detector, or null where the camera gives none. */
  #say(picture) {
    this.#hasSeen ||= picture !== null;
    const found = this.#judge.look(picture);
    for (const type of TYPES) {
      if (found.has(type)) {
        this.#lockdown.begin(type, { leastMs: this.#leastMs[type] });
      } else if (this.#lockdown.isOpen(type)) {
        this.#lockdown.end(type);
      }
    }
    this.#noteReturn(found.has(OFF));
    this.#sign.show(found.has(OFF) ? "off" : "watching", picture?.isDark ? "dark" : "gone");
  }

  #noteReturn(isOff) {
    if (isOff) {
      this.#offMs ??= this.#now();
    } else if (this.#offMs !== null) {
      if (this.#now() - this.#offMs >= this.#leastMs[OFF]) {
        this.#lockdown.remark("camera-on");
      }
      this.#offMs = null;
    }
  }

  #rest() {
    this.#judge.rest();
    TYPES.filter((type) => this.#lockdown.isOpen(type)).forEach((type) => this.#lockdown.end(type));
  }

  #fail() {
    this.#sign.show("unable");
    this.#stop();
  }

  #stop() {
    this.#rest();
    this.#eye?.close();
    this.#eye = null;
    this.#lockdown.remark("camera-unused");
  }
}
