/**
 * The seat that the waiting room took, handed to the exam screen: the page that starts the sitting is the client that
 * holds it, so that the next page need not ask again while a whole room does.
 */

/** Older than this it is not worth its risk: taking over is always right. */
const LIFE_MS = 20_000;

/** seat: the answer of `start`. Storage may be forbidden: then the exam screen takes over as usual. */
export function handOver(sitting, seat, storage = safeStorage()) {
  try {
    storage?.setItem(nameOf(sitting), JSON.stringify({ seat, at: Date.now() }));
  } catch {
    // Full, or taken away meanwhile.
  }
}

/** {data, sentAt, receivedAt} as a request would have given it, or null. It can be taken once. */
export function receiveSeat(sitting, storage = safeStorage()) {
  try {
    const text = storage?.getItem(nameOf(sitting));
    storage?.removeItem(nameOf(sitting));
    const { seat, at } = JSON.parse(text);
    const age = Date.now() - at;
    const receivedAt = performance.now() - age;
    return age >= 0 && age < LIFE_MS ? { data: seat, sentAt: receivedAt, receivedAt } : null;
  } catch {
    return null;
  }
}

function nameOf(sitting) {
  return `mockingbird-seat-${sitting}`;
}

/** Even looking at it is an error in some privacy modes. */
function safeStorage() {
  try {
    return globalThis.sessionStorage;
  } catch {
    return null;
  }
}
