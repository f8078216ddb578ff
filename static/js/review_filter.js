/** Whether an item of the review is shown: what it is ({outcome, flagged, domain}) against what was asked for. */
export function matches(item, { show, domain }) {
  if (domain && item.domain !== domain) {
    return false;
  }
  if (show === "wrong") {
    return item.outcome === "wrong";
  }
  if (show === "flagged") {
    return item.flagged === "yes";
  }
  return true;
}

/** What a screen reader hears after a change of filter. */
export function countSentence(shown, total) {
  return shown === total ? `${total} item${total === 1 ? "" : "s"}` : `${shown} of ${total} items`;
}
