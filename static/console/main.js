/** The proctor's console. What the page starts from is in the JSON block "console-boot". */

import { byId, setText } from "../runner/view/elements.js";
import { Grid } from "./grid.js";
import { OrderDialog } from "./order_dialog.js";
import { makeOrdering } from "./ordering.js";
import { Polling } from "./polling.js";
import { ConsoleApi } from "./requests.js";
import { nameAll, timeOfDay } from "./wording.js";

const boot = JSON.parse(byId("console-boot").textContent);
const api = new ConsoleApi(boot);
const title = document.title;
const lang = document.documentElement.lang || undefined;
let state = "";
let freshAt = Date.now();
let aheadMs = 0;

const serverNow = () => Date.now() + aheadMs;
const order = makeOrdering(api, () => polling.now());
const dialog = new OrderDialog(order);
const grid = new Grid({
  list: byId("cards"),
  none: byId("cards-none"),
  address: (id) => `${boot.urls.sitting}${id}/`,
  listener: {
    onSelection: showSelection,
    onAnswer: (id) => dialog.open("message", [grid.getCard(id)]),
    onSeen: (id) => order({ action: "seen", cards: [grid.getCard(id)] }).then(sayFault),
  },
});
const polling = new Polling({ ask, everyMs: boot.poll_ms, onState: showLink });

async function ask() {
  const change = await api.look(state);
  if (change !== null) {
    draw(change);
  }
  freshAt = Date.now();
}

function draw(change) {
  aheadMs = change.server_ms - Date.now();
  state = change.state;
  performance.mark("patch");
  const calls = grid.apply(change, serverNow());
  performance.measure("patch", "patch");
  for (const [kind, count] of Object.entries(change.counts)) {
    setText(byId(`count-${kind}`), String(count));
  }
  const { calling } = change.counts;
  document.title = calling > 0 ? `(${calling}) ${title}` : title;
  if (calls.length > 0) {
    setText(byId("announcer"), `${nameAll(calls)} call${calls.length === 1 ? "s" : ""} the proctor.`);
  }
}

/** Only what is new is said: a screen reader would repeat it every time. */
function showLink(error) {
  const since = `Not up to date since ${timeOfDay(freshAt, lang)}`;
  const why = error?.isSignedOut ? "you have been signed out. Load the page again." : "the server cannot be reached. Trying again.";
  setText(byId("link"), error === null ? "" : `${since}: ${why}`);
  byId("cards").classList.toggle("cards--stale", error !== null);
}

function showSelection() {
  const selected = grid.selectedCards;
  const shown = new Set(grid.shownIds);
  const hidden = selected.filter(({ id }) => !shown.has(id)).length;
  setText(byId("selected"), `${selected.length} selected${hidden > 0 ? ` (${hidden} not shown)` : ""}`);
  for (const button of document.querySelectorAll("[data-order]")) {
    button.disabled = selected.length === 0;
  }
  byId("clear").hidden = selected.length === 0;
  const all = byId("select-all");
  const shownSelected = selected.length - hidden;
  all.checked = shownSelected > 0 && shownSelected === shown.size;
  all.indeterminate = shownSelected > 0 && !all.checked;
}

function sayFault(fault) {
  if (fault !== "") {
    setText(byId("outcome"), fault);
  }
}

for (const button of document.querySelectorAll("[data-order]")) {
  button.addEventListener("click", () => dialog.open(button.dataset.order, grid.selectedCards));
}
for (const button of document.querySelectorAll("[data-filter]")) {
  button.addEventListener("click", () => {
    document.querySelectorAll("[data-filter]").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    grid.choose({ filter: button.dataset.filter });
  });
}
byId("search").addEventListener("input", ({ target }) => grid.choose({ search: target.value }));
byId("search-form").addEventListener("submit", (event) => event.preventDefault());
byId("select-all").addEventListener("change", ({ target }) => grid.select(grid.shownIds, target.checked));
byId("clear").addEventListener("click", () => grid.select(grid.selectedCards.map(({ id }) => id), false));

draw(boot.console);
byId("console").hidden = false;
setInterval(() => grid.tick(serverNow()), 1000);
polling.start();
