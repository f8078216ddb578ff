/** The window loses the focus, the page is hidden: told as one absence, whichever is the graver. */

/** Leaving a window and hiding it (another tab, another desktop) come within a moment of each other. */
const SAME_MS = 1000;
/** The tab key leads past the last control of the page to those of the browser: as long as that takes to begin, … */
const STEP_MS = 500;
/** … and as long as it takes to find the way back by keyboard. */
const BROWSER_CONTROLS_MS = 15_000;

/**
 * lockdown: what is told; excuse: absences of our own doing. onBack(): the candidate is in the window again.
 * now: a monotonic reading in milliseconds.
 */
export function watchAbsence({ lockdown, excuse, onBack, now = () => performance.now() }) {
  let isComposing = false;
  let steppedAt = -Infinity;
  const begin = (type, leastMs) => {
    forgetFullscreen(lockdown);
    lockdown.begin(type, { leastMs: excuse.covers(now()) ?? leastMs });
  };
  const left = () => {
    // The focus of a page whose frame or input method has it is not lost.
    if (!isComposing && !document.hasFocus()) {
      const isStep = now() - steppedAt < STEP_MS;
      begin("window-blurred", isStep ? BROWSER_CONTROLS_MS : undefined);
    }
  };
  const back = () => {
    excuse.end();
    lockdown.end("window-blurred");
    onBack();
  };
  const hidden = () => {
    if (lockdown.isYoung("window-blurred", SAME_MS)) {
      lockdown.rename("window-blurred", "page-hidden");
      forgetFullscreen(lockdown);
    } else if (!lockdown.isOpen("window-blurred")) {
      begin("page-hidden");
    }
  };
  const shown = () => {
    lockdown.end("page-hidden");
    if (document.hasFocus()) {
      back();
    } else {
      left();
    }
  };
  document.addEventListener("compositionstart", () => (isComposing = true));
  document.addEventListener("compositionend", () => {
    isComposing = false;
    left();
  });
  document.addEventListener("keydown", ({ key, ctrlKey, altKey, metaKey }) => {
    const isStep = key === "Tab" && !(ctrlKey || altKey || metaKey);
    steppedAt = isStep ? now() : -Infinity;
  });
  window.addEventListener("blur", left);
  window.addEventListener("focus", back);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? hidden() : shown()));
}

/** Browsers end the full screen when another tab or window comes up: that is one absence, not two. */
function forgetFullscreen(lockdown) {
  if (lockdown.isYoung("fullscreen-left", SAME_MS)) {
    lockdown.drop("fullscreen-left");
  }
}
