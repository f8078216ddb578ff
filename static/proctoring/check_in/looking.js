/** What this browser and its network can do: measurements, judged in judging.js. */

import { openStore } from "../../runner/store.js";
import { measure } from "./judging.js";

const PROBES = 3;
const TIMEOUT_MS = 10_000;
const STORE = "check-in";

/** Names of what is missing. */
export function findMissing() {
  const needed = {
    "IndexedDB": () => "indexedDB" in globalThis,
    "time limits": () => "timeout" in AbortSignal,
    "secure random numbers": () => Boolean(globalThis.crypto?.getRandomValues),
    "dialogs": () => "HTMLDialogElement" in globalThis,
    "color schemes": () => CSS.supports("color", "light-dark(red, blue)"),
  };
  return Object.keys(needed).filter((name) => !needed[name]());
}

/** {aheadMs, roundTripMs}, or null when the server does not answer. */
export async function measureServer(url) {
  const probes = [];
  for (let number = 0; number < PROBES; number += 1) {
    const sentMs = Date.now();
    const answer = await get(url);
    const receivedMs = Date.now();
    if (answer?.ok) {
      probes.push({ sentMs, receivedMs, serverMs: Date.parse((await answer.json()).server_time) });
    }
  }
  return measure(probes);
}

/** Kilobits a second of a small download; null when it failed. */
export async function measureDownload(url) {
  const before = performance.now();
  const bytes = await (await get(url))?.arrayBuffer().catch(() => null);
  const ms = performance.now() - before;
  return bytes ? (bytes.byteLength * 8) / Math.max(ms, 1) : null;
}

async function get(url) {
  try {
    return await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    return null;
  }
}

/** Whether an answer that is kept on this device is there when it is asked for: as the exam screen keeps them. */
export async function canKeep() {
  const store = await openStore(STORE);
  try {
    await store.put({ position: 1, selected: ["a"], at_ms: 1 });
    const rows = await store.load();
    await store.forget();
    return store.isPersistent && rows.length === 1;
  } catch {
    return false;
  }
}
