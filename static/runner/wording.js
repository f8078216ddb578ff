/** What the exam screen says, as plain sentences. Pure. */

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight"];
const PANEL_AFTER_MS = 60_000;
const MINUTE_MS = 60_000;

function number(count) {
  return NUMBERS[count] ?? String(count);
}

function many(count, one, more) {
  return `${count} ${count === 1 ? one : more}`;
}

/** 2 → "Choose two." */
export function instruction(select) {
  return `Choose ${number(select)}.`;
}

export function tooMany(select) {
  return `You can choose only ${number(select)}. To change your answer, first clear one of your choices.`;
}

/** The exam asks for the exact number before one moves on. */
export function mustComplete(select) {
  return `Choose ${number(select)}, or clear your choice, before you leave this question.`;
}

const REFUSALS = Object.freeze({
  late: "came after the time was up. It is kept and shown with your result, but does not count.",
  "too-many-selected": "was not stored: more options were chosen than the question asks for.",
  other: "was not stored: the exam server could not read it.",
});
const AFTERWARDS = "The screen shows what is stored; please look at it again.";

/** [{position, code}] → a sentence for each reason, with the questions it is about. */
export function refusalNotices(refusals) {
  const groups = new Map();
  for (const { position, code } of refusals) {
    const reason = code in REFUSALS ? code : "other";
    groups.set(reason, [...(groups.get(reason) ?? []), position]);
  }
  return [...groups].map(([code, positions]) => {
    const names = positions.map(String);
    const last = names.length > 1 ? ` and ${names.pop()}` : "";
    const where = `${last ? "Questions" : "Question"} ${names.join(", ")}${last}`;
    const after = code === "late" ? "" : ` ${AFTERWARDS}`;
    return `${where}: your last change ${REFUSALS[code]}${after}`;
  });
}

/** Storage is forbidden, or it failed in the middle. */
export const STORAGE_NOTICES = Object.freeze({
  forbidden:
    "This browser does not let the exam keep answers on this device. Each answer is sent to the exam server at once. " +
    "You can go on, but do not close this page while you are offline.",
  failed:
    "This device has stopped keeping answers; its storage may be full. Each answer is sent to the exam server at once. " +
    "You can go on, but do not close this page while you are offline.",
});

/** 1 → "1 minute remains." */
export function timeAlert(minutes) {
  return minutes === 1 ? "1 minute remains." : `${minutes} minutes remain.`;
}

/** "12 of 60 questions are not answered completely. 3 are flagged for review." */
export function endSummary({ total, unanswered, flagged }) {
  const open =
    unanswered === 0
      ? `All ${total} questions are answered.`
      : `${unanswered} of ${many(total, "question", "questions")} ${unanswered === 1 ? "is" : "are"} not answered completely.`;
  const marked = flagged === 0 ? "None" : String(flagged);
  return `${open} ${marked} ${flagged === 1 || flagged === 0 ? "is" : "are"} flagged for review.`;
}

/**
 * "10:41:07" on the candidate's own clock, or "" when nothing was saved yet. offset: minutes from UTC to
 * that clock. By arithmetic: the first Intl.DateTimeFormat holds a slow phone up for a tenth of a second.
 */
export function localTime(iso, offset) {
  if (!iso) {
    return "";
  }
  const minutes = offset ?? -new Date(iso).getTimezoneOffset();
  return new Date(Date.parse(iso) + minutes * MINUTE_MS).toISOString().slice(11, 19);
}

/** "10:41": what stands beside a message needs no seconds. */
function localMinute(iso, offset) {
  return localTime(iso, offset).slice(0, 5);
}

/** What stands beside a message: when it came, or what became of it. */
export function messageState({ isOwn, isKept, fate, at }, link, offset) {
  if (!isOwn) {
    return localMinute(at, offset);
  }
  if (fate === "delivered") {
    return `Sent ${localMinute(at, offset)}`;
  }
  if (fate === "dropped") {
    return "Not sent: the exam server did not accept it";
  }
  if (link === "online") {
    return "Sending…";
  }
  return isKept ? "Waiting for the connection" : "Not yet kept on this device";
}

/** Where unsent answers are: true to what the browser lets us keep. */
export function kept(unsent, isPersistent) {
  const place = isPersistent ? "kept on this device" : "kept in this page only";
  return unsent === 0 ? "nothing waits to be sent" : `${many(unsent, "answer", "answers")} ${place}`;
}

/**
 * {kind, text}: the line in the bottom bar. kind: "saved", "saving", "offline". isWritten: what
 * is unsent is on the device by now; nothing is called kept before it is.
 */
export function saveState({ link, savedAt }, { unsent, isPersistent, isWritten }, offset) {
  const isOnline = link === "online";
  if (!isWritten || (isOnline && (unsent > 0 || !savedAt))) {
    return { kind: "saving", text: "Saving…" };
  }
  if (isOnline) {
    return { kind: "saved", text: `Saved ${localTime(savedAt, offset)}` };
  }
  const names = { "signed-out": "Signed out", failing: "Server not ready", offline: "Offline" };
  return { kind: "offline", text: `${names[link]}: ${kept(unsent, isPersistent)}` };
}

/** The panel about a lost connection, or null while a line in the bottom bar is enough. */
export function connectionPanel({ link, offlineSince }, unsent, isPersistent, now) {
  if (link === "online" || (link !== "signed-out" && now - offlineSince < PANEL_AFTER_MS)) {
    return null;
  }
  const keeping = isPersistent
    ? `You can go on working: ${kept(unsent, true)}, and everything is sent as soon as possible.`
    : `You can go on working, but keep this page open: ${kept(unsent, false)}.`;
  if (link === "signed-out") {
    return {
      title: "You have been signed out",
      text: `${keeping} Sign in again in a new tab, then come back to this one.`,
      hasSignIn: true,
    };
  }
  const title = link === "failing" ? "The exam server does not answer properly" : "No connection to the exam server";
  const advice = "Check the network of this device. The clock goes on, so do not wait for it.";
  return { title, text: `${keeping} ${advice}`, hasSignIn: false };
}
