/** The camera and the worker that looks at its pictures. */

import { CameraTrouble, closeCamera, isAllowed, openCamera } from "../check_in/camera.js";

/** One picture a second is looked at: more would be work for nothing. */
const FRAMES_A_SECOND = 5;
/** Who is asked so often and still has the first picture, or the models to load, will not answer any more. */
const MOST_UNANSWERED = 120;

export class Eye {
  #stream = null;
  #video = null;
  #worker;
  #isBusy = true;
  #unanswered = 0;
  #isClosed = false;
  #onPicture;
  #onFailure;

  /** url: of the worker; onPicture({faces, isDark}); onFailure(): it cannot work here. */
  constructor({ url, onPicture, onFailure }) {
    this.#onPicture = onPicture;
    this.#onFailure = onFailure;
    this.#worker = new Worker(url, { type: "module" });
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.onerror = (event) => this.#fail(event.message);
  }

  /** Whether pictures come. */
  get isOpen() {
    const track = this.#stream?.getVideoTracks()[0];
    return track !== undefined && track.readyState === "live" && !track.muted && track.enabled;
  }

  /** The browser may ask the candidate, unless isQuiet. Answers the kind of trouble there is, or "". */
  async open({ isQuiet }) {
    if (isQuiet && !(await isAllowed())) {
      return "denied";
    }
    this.#release();
    try {
      this.#stream = await openCamera();
      if (this.#isClosed) {
        this.#release();
        return "";
      }
      await this.#stream.getVideoTracks()[0].applyConstraints({ frameRate: { ideal: FRAMES_A_SECOND } }).catch(() => {});
      this.#video = document.createElement("video");
      Object.assign(this.#video, { muted: true, playsInline: true, srcObject: this.#stream });
      await this.#video.play();
      return "";
    } catch (error) {
      this.#release();
      return error instanceof CameraTrouble ? error.kind : "unknown";
    }
  }

  /** Have the picture of now looked at, unless the one before is not done yet. */
  async look() {
    if (this.#isBusy && ++this.#unanswered > MOST_UNANSWERED) {
      this.#fail("it does not answer");
    }
    if (this.#isBusy || !this.isOpen || this.#video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
      return;
    }
    this.#isBusy = true;
    try {
      const picture = await createImageBitmap(this.#video);
      this.#worker.postMessage(picture, [picture]);
    } catch {
      this.#isBusy = false; // the camera went away this moment
    }
  }

  /** For the candidate's own eyes. */
  get stream() {
    return this.#stream;
  }

  /** The camera's light goes out. */
  shut() {
    this.#release();
  }

  close() {
    this.#isClosed = true;
    this.#release();
    this.#worker.terminate();
  }

  #hear({ isReady, failure, ...picture }) {
    if (failure) {
      this.#fail(failure);
      return;
    }
    this.#isBusy = false;
    this.#unanswered = 0;
    if (!isReady) {
      this.#onPicture(picture);
    }
  }

  #fail(message) {
    console.warn("Nothing looks through the camera:", message);
    this.close();
    this.#onFailure();
  }

  #release() {
    closeCamera(this.#stream);
    this.#stream = null;
    if (this.#video) {
      this.#video.srcObject = null;
    }
  }
}
