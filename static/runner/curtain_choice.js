/** Which curtain covers the exam, if any. Pure. */

/**
 * state: {stopped: reason or null, hasContent, isTakingBack, isTimeUp, isEnding, isPaused}.
 * Answers "closed", "taken-over", "not-found", "not-started", "time-up", "submitting",
 * "paused", "loading" or null.
 */
export function chooseCurtain({ stopped, hasContent, isTakingBack, isTimeUp, isEnding, isPaused }) {
  if (stopped !== null) {
    return stopped;
  }
  if (!hasContent || isTakingBack) {
    return "loading";
  }
  if (isTimeUp) {
    return "time-up";
  }
  if (isEnding) {
    return "submitting";
  }
  return isPaused ? "paused" : null;
}
