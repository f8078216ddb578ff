/** The time line of one sitting: what changes is fetched, and the same things can be done as on the console. */

import { mergeParts } from "../admin_live/merge.js";
import { localizeTimes } from "../js/local_time.js";
import { byId, setText } from "../runner/view/elements.js";
import { OrderDialog } from "./order_dialog.js";
import { makeOrdering } from "./ordering.js";
import { Polling } from "./polling.js";
import { ConsoleApi } from "./requests.js";

const boot = JSON.parse(byId("timeline-boot").textContent);
let seen = boot.seen;

const card = () => ({ id: boot.sitting, name: boot.name, did: { id: seen } });
const order = makeOrdering(new ConsoleApi(boot), () => polling.now());
const dialog = new OrderDialog(order);
const polling = new Polling({ ask, everyMs: boot.poll_ms, onState });

async function ask() {
  const response = await fetch(location.href, { cache: "no-store", redirect: "error" });
  if (!response.ok) {
    throw new Error(String(response.status));
  }
  const next = new DOMParser().parseFromString(await response.text(), "text/html");
  localizeTimes(next);
  mergeParts(document, next);
  seen = JSON.parse(next.getElementById("timeline-boot").textContent).seen;
}

function onState(error) {
  setText(byId("link"), error === null ? "" : "Not up to date: the server cannot be reached, or you have been signed out.");
}

for (const button of document.querySelectorAll("[data-order]")) {
  button.disabled = false;
  button.addEventListener("click", () => {
    const { order: action } = button.dataset;
    return action === "seen" ? order({ action, cards: [card()] }) : dialog.open(action, [card()]);
  });
}
localizeTimes(document);
polling.start();
