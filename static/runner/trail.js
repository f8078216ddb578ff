/**
 * The browser's history as a trail through the exam: back means the screen before.
 *
 * The first entry is a guard. Going back to it puts the candidate where they were, so that
 * neither the back button nor a swipe leaves the exam by accident.
 */

export class Trail {
  #onReturn;
  #onGuard;

  /** onReturn({position, isReview}): show that screen; onGuard(): back was pressed too far. */
  constructor({ onReturn, onGuard }) {
    this.#onReturn = onReturn;
    this.#onGuard = onGuard;
  }

  /** The place this page was left at (a reload keeps it), or null. */
  get place() {
    return history.state?.place ?? null;
  }

  start(place) {
    if (this.place === null) {
      history.replaceState({ isGuard: true }, "");
      history.pushState({ place }, "", fragment(place));
    }
    window.addEventListener("popstate", (event) => this.#returned(event.state));
  }

  note(place) {
    const { position, isReview } = this.place ?? {};
    if (position !== place.position || isReview !== place.isReview) {
      history.pushState({ place }, "", fragment(place));
    }
  }

  #returned(state) {
    if (state?.place) {
      this.#onReturn(state.place);
    } else {
      history.forward();
      this.#onGuard();
    }
  }
}

function fragment({ position, isReview }) {
  return isReview ? "#review" : `#${position}`;
}
