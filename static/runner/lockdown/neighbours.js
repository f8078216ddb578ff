/**
 * A second tab or device with the same sitting. Each take-over is told once: by the page that took over where it
 * learns of the other, else by the other when it takes the sitting back.
 */

export class Neighbours {
  #channel = null;
  #isTold = false;
  #lostAt = null;
  #onSecond;
  #now;

  /** onSecond({forMs}): tell it; isHere(): this page shows the exam still, though another may have taken it over. */
  constructor({ sitting, onSecond, isHere, now = () => performance.now() }) {
    this.#onSecond = onSecond;
    this.#now = now;
    if (typeof BroadcastChannel === "function") {
      this.#channel = new BroadcastChannel(`mockingbird-room-${sitting}`);
      this.#channel.onmessage = ({ data }) => {
        if (data === "hello" && isHere() && !this.#isTold) {
          this.#isTold = true;
          this.#channel.postMessage("here");
        } else if (data === "here") {
          onSecond({ forMs: 0 });
        }
      };
    }
  }

  /** This page has taken the sitting over. isFromElsewhere: answers were given that this device has not seen. */
  arrive({ isFromElsewhere }) {
    this.#channel?.postMessage("hello");
    if (isFromElsewhere) {
      this.#onSecond({ forMs: 0 });
    }
  }

  /** Another page holds the sitting now. */
  lost() {
    this.#lostAt = this.#now();
  }

  /** This page took it back. */
  tookBack() {
    if (!this.#isTold && this.#lostAt !== null) {
      this.#onSecond({ forMs: this.#now() - this.#lostAt });
    }
    this.#isTold = false;
    this.#lostAt = null;
  }
}
