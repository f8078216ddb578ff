/** The window loses the focus, the page is hidden: told as one absence, whichever is the graver. */

/** Leaving a window and hiding it (another tab, another desktop) come within a moment of each other. */
const SAME_MS = 1000;

/**
 * lockdown: what is told; excuse: absences of our own doing. onBack(): the candidate is in the window again.
 * now: a monotonic reading in milliseconds.
 */
export function watchAbsence({ lockdown, excuse, onBack, now = () => performance.now() }) {
  let isComposing = false;
  const begin = (type) => {
    forgetFullscreen(lockdown);
    lockdown.begin(type, { leastMs: excuse.covers(now()) ?? undefined });
  };
  const left = () => {
    // The focus of a page whose frame or input method has it is not lost.
    if (!isComposing && !document.hasFocus()) {
      begin("window-blurred");
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
