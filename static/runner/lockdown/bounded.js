/**
 * At most so many events wait to be sent: without a network for an hour, older ones are added up by type. Pure.
 *
 * Messages are the candidate's words: none is added to another.
 */

export const MOST_EVENTS = 200;
/** The newest stay as they are: they are what somebody will ask about. */
const NEWEST = 100;
const MOST_MS = 604_800_000;
const MOST_COUNT = 20_000;

/** isFixed(event): it may be on its way to the server, which applies it as it was. */
export function boundEvents(events, isFixed = () => false) {
  if (events.length <= MOST_EVENTS) {
    return events;
  }
  const kinds = new Map();
  const kept = [];
  for (const [index, event] of events.entries()) {
    const isKept = event.text || isFixed(event) || index >= events.length - NEWEST;
    if (isKept) {
      kept.push(event);
    } else if (kinds.has(event.type)) {
      const [place, sum] = kinds.get(event.type);
      kept[place] = add(sum, event);
      kinds.set(event.type, [place, kept[place]]);
    } else {
      kinds.set(event.type, [kept.length, event]);
      kept.push(event);
    }
  }
  return kept;
}

function add(sum, event) {
  return {
    ...sum,
    at_ms: Math.min(sum.at_ms, event.at_ms),
    until_ms: Math.max(end(sum), end(event)),
    for_ms: Math.min((sum.for_ms ?? 0) + (event.for_ms ?? 0), MOST_MS),
    count: Math.min((sum.count ?? 1) + (event.count ?? 1), MOST_COUNT),
  };
}

function end(event) {
  return Math.max(event.at_ms, event.until_ms ?? 0);
}
