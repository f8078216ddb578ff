/** The camera on a page: on, off, which one, and, where the step asks for it, a photo that stays on this canvas. */

import { CameraTrouble, closeCamera, listCameras, openCamera, rememberCamera } from "./camera.js";
import { CAMERA_TROUBLE } from "./words.js";

const byId = (id) => document.getElementById(id);

export class CameraPanel {
  /** "on", "off" or a kind of trouble. */
  state = "off";
  hasPhoto = false;
  #stream = null;
  /** Counts what the person asked for: the browser's answer to an older wish comes too late. */
  #wish = 0;
  #onChange;
  #video = byId("camera-video");
  #photo = byId("camera-photo");

  constructor({ onChange = () => {} } = {}) {
    this.#onChange = onChange;
    byId("camera-on").addEventListener("click", () => this.turnOn());
    byId("camera-stop").addEventListener("click", () => this.#turnOffByHand());
    byId("camera-take")?.addEventListener("click", () => this.#take());
    byId("camera-again")?.addEventListener("click", () => this.#takeAgain());
    byId("camera-choice").addEventListener("change", (event) => this.turnOn(event.target.value));
    addEventListener("pagehide", () => this.#release());
  }

  /** Never fails: what went wrong is said on the page and in `state`. */
  async turnOn(deviceId) {
    this.#release();
    const wish = this.#wish;
    this.#say("The browser asks whether this page may use the camera. Where it offers to remember that, it asks only once.");
    try {
      const stream = await openCamera(deviceId);
      if (wish !== this.#wish) {
        closeCamera(stream);
        return;
      }
      this.#stream = stream;
      this.#video.srcObject = this.#stream;
      await this.#video.play();
      this.#stream.getVideoTracks()[0].addEventListener("ended", () => this.#lost());
      await this.#listChoices();
      this.#become("on", "The camera is on. Its picture stays on this device.");
    } catch (error) {
      if (wish !== this.#wish) {
        return;
      }
      const kind = error instanceof CameraTrouble ? error.kind : "unknown";
      this.#release();
      this.#become(kind, CAMERA_TROUBLE[kind]);
    }
  }

  /** What to show next, written over the picture; "" for nothing. */
  prompt(text) {
    byId("camera-prompt").textContent = text;
    this.#show();
  }

  #turnOffByHand() {
    this.#release();
    this.#become("off", "The camera is off.");
    byId("camera-on").focus();
  }

  #lost() {
    this.#release();
    this.#become("busy", CAMERA_TROUBLE.busy);
  }

  #release() {
    this.#wish += 1;
    closeCamera(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
  }

  async #listChoices() {
    const used = this.#stream.getVideoTracks()[0].getSettings().deviceId;
    const cameras = await listCameras();
    const choice = byId("camera-choice");
    choice.replaceChildren(...cameras.map(({ id, name }) => new Option(name, id, false, id === used)));
    byId("camera-device").hidden = cameras.length < 2;
    if (used) {
      rememberCamera(used);
    }
  }

  #take() {
    const { videoWidth, videoHeight } = this.#video;
    this.#photo.width = videoWidth;
    this.#photo.height = videoHeight;
    this.#photo.getContext("2d").drawImage(this.#video, 0, 0);
    this.hasPhoto = true;
    this.#release();
    this.#become("off", "The photo is taken. It stays on this page and is never sent.");
    byId("camera-again").focus();
  }

  async #takeAgain() {
    this.hasPhoto = false;
    await this.turnOn();
    byId("camera-take").focus();
  }

  #become(state, text) {
    this.state = state;
    this.#say(text);
    this.#show();
    this.#onChange(this);
  }

  #show() {
    const isOn = this.state === "on";
    const hide = (id, isHidden) => byId(id)?.toggleAttribute("hidden", isHidden);
    hide("camera-video", !isOn);
    hide("camera-outline", !isOn);
    hide("camera-photo", !this.hasPhoto);
    hide("camera-off", isOn || this.hasPhoto);
    hide("camera-on", isOn || this.hasPhoto);
    hide("camera-take", !isOn);
    hide("camera-again", !this.hasPhoto);
    hide("camera-stop", !isOn);
    hide("camera-prompt", !isOn || !byId("camera-prompt").textContent);
  }

  #say(text) {
    byId("camera-says").textContent = text;
  }
}
