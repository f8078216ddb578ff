/** What the server makes of a form, asked again when somebody has typed. */

/**
 * Posts the form to `url` once nothing has been typed for `pauseMs`; a newer question takes the place of an older one.
 * `draw` gets the answer's HTML; `fail` is called when there is none, or when it is another page (signed out).
 * `isWanted`: whether anybody would see the answer. Gives back a function that asks after the pause.
 */
export function askWhileTyping(form, { url, pauseMs, draw, fail, isWanted = () => true }) {
  let timer = 0;
  let running = null;

  async function ask() {
    if (!isWanted()) {
      return;
    }
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      const response = await fetch(url, { method: "POST", body: new FormData(form), signal });
      if (!response.ok || response.redirected) {
        throw new Error(String(response.status));
      }
      draw(await response.text());
    } catch {
      if (!signal.aborted) {
        fail();
      }
    }
  }

  function plan() {
    clearTimeout(timer);
    timer = setTimeout(ask, pauseMs);
  }

  form.addEventListener("input", plan);
  form.addEventListener("change", plan);
  window.addEventListener("online", plan);
  return plan;
}
