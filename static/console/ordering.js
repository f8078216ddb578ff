/** Sends an order and says what came of it, on the console and on the time line. */

import { byId, el } from "../runner/view/elements.js";

/** cards → what the server is told: whom, and what the console had seen of each. */
function name(cards) {
  return cards.map(({ id, did }) => ({ id, seen: did?.id ?? 0 }));
}

/** A function (order) → promise of "" when it went out, or of what went wrong. afterwards(): look again. */
export function makeOrdering(api, afterwards) {
  return async ({ action, cards, text = "", ...rest }) => {
    try {
      tell(await api.order({ action, sittings: name(cards), text, ...rest }));
    } catch (error) {
      return error.isSignedOut === undefined ? "The server cannot be reached. Nothing was done as far as we know." : error.message;
    }
    afterwards();
    return "";
  };
}

const SHOWN = 4;

function tell({ done, refused }) {
  const lines = [];
  const texts = refused.slice(0, SHOWN).map(({ text }) => text);
  if (refused.length > SHOWN) {
    texts.push(`The same or the like for ${refused.length - SHOWN} more.`);
  }
  if (done) {
    lines.push(el("p", { class: "outcome__done" }, done));
  }
  lines.push(...texts.map((text) => el("p", { class: "outcome__refused", dir: "auto" }, text)));
  byId("outcome").replaceChildren(...lines);
}
