/**
 * What happens around the page and belongs to the record of the sitting: the window loses the
 * focus, the page is hidden, the network goes. Also tells the runner, which then acts.
 */

const ABSENCES = new Set(["window-blurred", "window-focused", "page-hidden", "page-shown"]);

/**
 * note({type, for_ms}): write it down. act: {shown, hidden, left, online, offline} functions.
 * now: a monotonic reading in milliseconds. isProctored: leaving the window is told by lockdown/, as one event.
 */
export function watchWindow({ note: noteAny, act, isProctored = false, now = () => performance.now() }) {
  const note = (event) => (isProctored && ABSENCES.has(event.type) ? undefined : noteAny(event));
  const since = new Map();
  const begin = (type) => {
    since.set(type, now());
    note({ type, for_ms: 0 });
  };
  const end = (type, beginning) => {
    const from = since.get(beginning);
    since.delete(beginning);
    if (from !== undefined) {
      note({ type, for_ms: Math.round(now() - from) });
    }
  };
  window.addEventListener("blur", () => begin("window-blurred"));
  window.addEventListener("focus", () => end("window-focused", "window-blurred"));
  window.addEventListener("offline", () => {
    begin("offline");
    act.offline();
  });
  window.addEventListener("online", () => {
    end("online", "offline");
    act.online();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      begin("page-hidden");
      act.hidden();
    } else {
      end("page-shown", "page-hidden");
      act.shown();
    }
  });
  window.addEventListener("pageshow", () => act.shown());
  window.addEventListener("pagehide", () => act.left());
}
