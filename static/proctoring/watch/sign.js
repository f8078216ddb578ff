/** The sign in the top bar: whether the camera watches. A press opens a panel with its picture and what is done with it. */

import { openDialog, prepareDialog } from "../../runner/view/dialogs.js";
import { byId, setText } from "../../runner/view/elements.js";
import { signWords } from "./words.js";

const WATCHES = new Set(["starting", "watching"]);

export class CameraSign {
  #button = byId("camera-sign");
  #dialog = byId("camera-about");
  #video = byId("camera-about-video");
  #isRequired;
  #stream = null;

  /** onTurnOn(): the candidate wishes the camera on. */
  constructor({ isRequired, onTurnOn }) {
    this.#isRequired = isRequired;
    prepareDialog(this.#dialog);
    this.#button.addEventListener("click", () => this.#open());
    this.#dialog.addEventListener("close", () => (this.#video.srcObject = null));
    byId("camera-about-on").addEventListener("click", onTurnOn);
  }

  show(state, trouble = "") {
    const { label, text, canTurnOn } = signWords(state, trouble, this.#isRequired);
    this.#button.hidden = false;
    this.#button.dataset.state = state;
    this.#button.setAttribute("aria-label", label);
    this.#button.title = label;
    byId("camera-sign-icon").setAttribute("href", WATCHES.has(state) ? "#i-camera" : "#i-camera-off");
    setText(byId("camera-sign-text"), label);
    setText(byId("camera-about-title"), label);
    setText(byId("camera-about-text"), text);
    byId("camera-about-on").hidden = !canTurnOn;
    this.#video.hidden = state !== "watching";
  }

  showPicture(stream) {
    this.#stream = stream;
    if (this.#dialog.open) {
      this.#video.srcObject = stream;
    }
  }

  #open() {
    this.#video.srcObject = this.#stream;
    openDialog(this.#dialog);
  }
}
