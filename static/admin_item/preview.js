/** The pane beside the editor: what was typed, drawn by the server exactly as a candidate would see it. */

const PAUSE_MS = 400;

/** `host` holds the view in a shadow tree; `state` says when it could not be brought up to date. */
export function startPreview(form, host, state) {
  const view = openView(host);
  let timer = 0;
  let running = null;

  async function refresh() {
    // On a narrow screen there is no pane, and nobody to ask the server for.
    if (host.offsetParent === null) {
      return;
    }
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      const response = await fetch(host.dataset.url, { method: "POST", body: new FormData(form), signal });
      if (!response.ok || response.redirected) {
        throw new Error(String(response.status));
      }
      draw(view, await response.text());
      state.textContent = "";
    } catch {
      if (!signal.aborted) {
        state.textContent = "Not up to date: the server cannot be reached, or you have been signed out.";
      }
    }
  }

  function plan() {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE_MS);
  }

  form.addEventListener("input", plan);
  form.addEventListener("change", plan);
  window.addEventListener("online", plan);
  // The pane may have been away when something was typed.
  window.addEventListener("resize", plan);
}

/** Browsers that do not know shadow trees in HTML left the template where it was. */
function openView(host) {
  if (!host.shadowRoot) {
    const template = host.querySelector("template");
    host.attachShadow({ mode: "open" }).append(template.content);
    template.remove();
  }
  return host.shadowRoot.getElementById("view");
}

/** What was unfolded stays unfolded, and what was chosen stays chosen. */
function draw(view, html) {
  const isOpen = view.querySelector("details")?.open ?? false;
  const chosen = new Set([...view.querySelectorAll("input:checked")].map((input) => input.value));
  view.innerHTML = html;
  view.querySelector("details").open = isOpen;
  for (const input of view.querySelectorAll("input")) {
    input.checked = chosen.has(input.value);
  }
}
