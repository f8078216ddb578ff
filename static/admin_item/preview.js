/** The pane beside the editor: what was typed, drawn by the server exactly as a candidate would see it. */

import { askWhileTyping } from "./asking.js";

const PAUSE_MS = 400;

/** `host` holds the view in a shadow tree; `state` says when it could not be brought up to date. */
export function startPreview(form, host, state) {
  const view = openView(host);
  const ask = askWhileTyping(form, {
    url: host.dataset.url,
    pauseMs: PAUSE_MS,
    // On a narrow screen there is no pane, and nobody to ask the server for.
    isWanted: () => host.offsetParent !== null,
    draw(html) {
      draw(view, html);
      state.textContent = "";
    },
    fail() {
      state.textContent = "Not up to date: the server cannot be reached, or you have been signed out.";
    },
  });
  // The pane may have been away when something was typed.
  window.addEventListener("resize", ask);
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
