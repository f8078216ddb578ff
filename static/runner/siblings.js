/**
 * Other tabs of this browser with the same sitting.
 *
 * A tab that was taken over leaves what it could not send in the store they share, and says
 * so here; the tab that holds the sitting picks it up.
 */

export class Siblings {
  #channel = null;

  /** onLeftovers(): another tab left unsent answers in the store. */
  constructor(sitting, onLeftovers) {
    if (typeof BroadcastChannel === "function") {
      this.#channel = new BroadcastChannel(`mockingbird-runner-${sitting}`);
      this.#channel.onmessage = ({ data }) => data === "leftovers" && onLeftovers();
    }
  }

  leaveUnsent() {
    this.#channel?.postMessage("leftovers");
  }
}
