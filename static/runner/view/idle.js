/** Work that can wait until what was asked for is on screen. */

/** It must come all the same where a page is never idle. */
const LATEST_MS = 500;
/** For browsers that do not tell when they are idle. */
const SOON_MS = 50;

/** Call work() once, in a moment in which nothing else has to be done. */
export function whenIdle(work) {
  if (globalThis.requestIdleCallback) {
    requestIdleCallback(() => work(), { timeout: LATEST_MS });
  } else {
    setTimeout(work, SOON_MS);
  }
}
