/** What the console says. Pure: milliseconds in, words out. */

const STATES = { running: "Running", paused: "Paused", closed: "Ended" };
const ENDS = { submitted: "Submitted", expired: "Time was up", terminated: "Ended by staff", voided: "Does not count" };

/** "1:20:05"; never below zero. */
export function clockFace(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${hours}:${pad(minutes)}:${pad(rest)}`;
}

/** "45 s", "12 min", "2 h 5 min". */
export function lasting(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "10:31", the reader's own clock. */
export function timeOfDay(ms, lang) {
  return new Date(ms).toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

export function stateWords({ state, close_reason: reason }) {
  return (state === "closed" && ENDS[reason]) || STATES[state] || state;
}

export function progressWords({ answered, total }) {
  return `${answered} of ${total} answered`;
}

export function silenceWords({ silent_since: since }, now) {
  return since === null ? "" : `Not heard for ${lasting(now - since)}`;
}

export function pauseWords({ pause_ends: ends }, now) {
  return ends === null ? "" : `Goes on by itself in ${lasting(ends - now)}`;
}

export function incidentWords({ incident }, lang) {
  if (incident === null) {
    return "";
  }
  const item = incident.position ? `, item ${incident.position}` : "";
  const kind = incident.is_warning ? ", a warning" : "";
  return `${incident.text}${item}${kind} · ${timeOfDay(incident.at, lang)}`;
}

export function countWords({ incident_count: count, points }) {
  return count === 0 ? "No incidents" : `${count} incident${plural(count)}, ${points} point${plural(points)}`;
}

export function cameraWords({ has_camera: has }) {
  return has === null ? "" : has ? "Camera on" : "No camera";
}

export function unreadWords({ unread }) {
  return unread === 0 ? "" : `${unread} not delivered yet`;
}

/** "Alice", "Alice and Bob", "Alice, Bob, Cleo and 3 more". */
export function nameAll(names) {
  const shown = names.slice(0, names.length > 4 ? 3 : 4);
  const rest = names.length - shown.length;
  const last = rest > 0 ? `${rest} more` : shown.pop();
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}

export function plural(number) {
  return number === 1 ? "" : "s";
}

function pad(number) {
  return String(number).padStart(2, "0");
}
