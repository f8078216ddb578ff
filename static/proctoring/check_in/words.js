/** What the check-in says: about the camera, and about each check. */

export const CAMERA_TROUBLE = Object.freeze({
  denied:
    "The browser does not let this page use the camera. Press the camera or the lock beside the address, allow the camera for this site, then press “Turn the camera on” again. Your system's settings may have to allow it for the browser too.",
  none: "No camera was found. Connect one, or open its cover, then press “Turn the camera on” again.",
  busy: "Another program uses the camera. Close it (video calls above all), then press “Turn the camera on” again.",
  unknown: "The camera could not be turned on. Unplug it and plug it in again, or reload the page.",
  unsupported: "This browser gives no page a camera. Use a current Chrome, Edge, Firefox or Safari over a secure connection.",
});

export const CHECK_NAMES = Object.freeze({
  browser: "Browser",
  clock: "Clock of this device",
  network: "Network",
  storage: "Storage on this device",
  camera: "Camera",
  screen: "One screen",
  fullscreen: "Full screen",
});

export const OUTCOMES = Object.freeze({
  ok: "passed",
  warning: "look at this",
  failed: "failed",
  unknown: "cannot be told",
});

const MARKS = Object.freeze({ ok: "check", warning: "alert", failed: "cross", unknown: "dash" });

export function markOf(outcome) {
  return MARKS[outcome];
}

/** seconds: a whole number. */
export function inWords(seconds) {
  if (seconds < 120) {
    return `${seconds} seconds`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}

/** results: {outcome} of each check. One sentence for all. */
export function summarize(results) {
  const bad = results.filter(({ outcome }) => outcome === "failed" || outcome === "warning").length;
  const passed = results.filter(({ outcome }) => outcome === "ok").length;
  const first = `${passed} of ${results.length} checks passed`;
  return bad === 0 ? `${first}.` : `${first}; ${bad} need${bad === 1 ? "s" : ""} a look.`;
}
