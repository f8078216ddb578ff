/** How long to wait after failed attempts. Pure. Milliseconds. */

export const LONGEST_WAIT_MS = 15_000;
const FIRST_WAIT_MS = 500;

/**
 * Doubles from half a second to 15 s. The jitter (half to whole) keeps a room full of
 * candidates from coming back all in the same moment after a network failure.
 */
export function waitAfter(failures, random = Math.random) {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, failures - 1));
  return Math.round(longest * (0.5 + random() / 2));
}
