/** What measurements mean: each function gives {outcome, text}. Pure. */

import { inWords } from "./words.js";

const MOST_DRIFT_MS = 5000;
const SLOW_TRIP_MS = 600;
const SLOW_KBIT = 500;

/** missing: names of what this browser cannot do. */
export function judgeBrowser(missing) {
  return missing.length === 0
    ? { outcome: "ok", text: "It can do all that the exam screen needs." }
    : { outcome: "failed", text: `It is too old for the exam screen (${missing.join(", ")}). Update it, or use another.` };
}

/**
 * probes: {serverMs, sentMs, receivedMs} by this device's clock. The quickest tells best: it leaves least room for error.
 * Gives {aheadMs, roundTripMs}; null without probes.
 */
export function measure(probes) {
  const best = [...probes].sort((a, b) => a.receivedMs - a.sentMs - (b.receivedMs - b.sentMs))[0];
  if (!best) {
    return null;
  }
  const middle = (best.sentMs + best.receivedMs) / 2;
  return { aheadMs: Math.round(middle - best.serverMs), roundTripMs: Math.round(best.receivedMs - best.sentMs) };
}

export function judgeClock(measured) {
  if (!measured) {
    return { outcome: "unknown", text: "The server did not answer. Look at your network, then check again." };
  }
  const seconds = Math.round(Math.abs(measured.aheadMs) / 1000);
  if (Math.abs(measured.aheadMs) <= MOST_DRIFT_MS) {
    return { outcome: "ok", text: "It agrees with the server's." };
  }
  const way = measured.aheadMs > 0 ? "ahead of" : "behind";
  return {
    outcome: "warning",
    text: `It is ${inWords(seconds)} ${way} the server's. The exam goes by the server's clock, so it costs you nothing; let your system set the time by itself all the same.`,
  };
}

/** kbit: kilobits a second of a small download; null when it failed. */
export function judgeNetwork(measured, kbit) {
  if (!measured || kbit === null) {
    return { outcome: "failed", text: "The server could not be reached. Look at your network, then check again." };
  }
  const numbers = `${measured.roundTripMs} ms there and back, about ${Math.round(kbit).toLocaleString("en")} kbit/s`;
  if (measured.roundTripMs > SLOW_TRIP_MS || kbit < SLOW_KBIT) {
    return {
      outcome: "warning",
      text: `Slow: ${numbers}. The exam gets by: answers are kept on this device until they are sent. Close downloads and video calls, or move closer to the router.`,
    };
  }
  return { outcome: "ok", text: `${numbers}. Answers need a small part of that.` };
}

export function judgeStorage(isKept) {
  return isKept
    ? { outcome: "ok", text: "Answers can be kept here while the network is away." }
    : {
        outcome: "failed",
        text: "Nothing can be kept here: a private window, or a full disk. Leave the private window or make room; otherwise keep the page open when the network breaks.",
      };
}

/** state: "on", "off" or a kind of trouble; isRequired: the exam does not go on without one. */
export function judgeCamera(state, isRequired) {
  if (state === "on") {
    return { outcome: "ok", text: "It is on. Its picture stays on this device." };
  }
  const remedy = state === "off" ? "Press “Turn the camera on” above." : "It could not be turned on: above it says what to do.";
  if (isRequired) {
    const elsewhere = "This exam requires a camera: you can also go on with this check-in on another device that has one.";
    return { outcome: "failed", text: `${remedy} ${elsewhere}` };
  }
  return { outcome: "warning", text: `${remedy} This exam can be sat without one, too.` };
}

/** isExtended: as the browser says; undefined where it does not. */
export function judgeScreen(isExtended) {
  if (isExtended === undefined) {
    return { outcome: "unknown", text: "This browser does not say. Unplug or switch off other screens yourself." };
  }
  return isExtended
    ? { outcome: "failed", text: "There is a second one. Unplug it or switch it off, then check again; otherwise it is recorded." }
    : { outcome: "ok", text: "No other is connected." };
}

export function judgeFullscreen(isPossible) {
  return isPossible
    ? { outcome: "ok", text: "The exam can fill the screen." }
    : {
        outcome: "warning",
        text: "This browser does not let a page fill the screen (telephones often do not). Use a computer if you can; otherwise the exam runs in the window.",
      };
}
