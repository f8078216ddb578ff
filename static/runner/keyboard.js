/**
 * Keys of the exam screen. `readKey` is pure; `listen` connects it to the page.
 *
 * Single-letter keys can be switched off (WCAG 2.1.4); keys with Alt always work.
 */

const ALT_ACTIONS = Object.freeze({ n: "next", p: "previous", f: "flag", r: "review", h: "highlight" });

/** What the help dialog lists: [keys, what they do, is it a single-letter key]. */
export const KEY_LIST = Object.freeze([
  [["A – H", "1 – 8"], "Choose an option", true],
  [["Shift + A – H"], "Strike an option out, or restore it", true],
  [["Alt + N"], "Next", false],
  [["Alt + P"], "Previous", false],
  [["Alt + F"], "Flag for review", false],
  [["Alt + R"], "Review screen", false],
  [["Alt + H"], "Highlight the selected text, or choose text by keyboard: arrows, Shift + arrows, Enter", false],
  [["Esc"], "Close an alert or a panel", false],
  [["?"], "This list", true],
]);

/**
 * The action a key press stands for, or null.
 *
 * event: {key, code, altKey, ctrlKey, metaKey, shiftKey}; hasSingleKeys: the candidate's
 * setting; isTyping: the focus is in a field that takes text.
 */
export function readKey(event, { hasSingleKeys, isTyping }) {
  if (event.ctrlKey || event.metaKey) {
    return null;
  }
  if (event.altKey) {
    const action = ALT_ACTIONS[altLetter(event)];
    return action && !event.shiftKey ? { action } : null;
  }
  if (isTyping || !hasSingleKeys) {
    return null;
  }
  if (event.key === "?") {
    return { action: "help" };
  }
  const index = optionIndex(event.key);
  if (index === null) {
    return null;
  }
  const isLetter = Number.isNaN(Number(event.key));
  return { action: event.shiftKey && isLetter ? "strike" : "choose", index };
}

/** Alt turns letters into symbols on some keyboards: then the place of the key decides. */
function altLetter({ key, code }) {
  const letter = key.toLowerCase();
  return /^[a-z]$/.test(letter) ? letter : (code ?? "").replace("Key", "").toLowerCase();
}

function optionIndex(key) {
  if (/^[a-h]$/i.test(key)) {
    return key.toLowerCase().charCodeAt(0) - "a".charCodeAt(0);
  }
  return /^[1-8]$/.test(key) ? Number(key) - 1 : null;
}

/**
 * Call onAction({action, index}) for the keys of the exam screen, and onEscape() for Escape;
 * when onEscape answers true the key is used up (an alert closes before the dialog under it).
 */
export function listen({ getSettings, onAction, onEscape }) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (onEscape()) {
        event.preventDefault();
      }
      return;
    }
    if (event.isComposing || document.querySelector("dialog[open]")) {
      return;
    }
    const isTyping = isTextField(event.target);
    const found = readKey(event, { hasSingleKeys: getSettings().hasSingleKeys, isTyping });
    if (found && !(event.repeat && found.action !== "next" && found.action !== "previous")) {
      event.preventDefault();
      onAction(found);
    }
  });
}

function isTextField(target) {
  return target.matches?.("textarea, select, input:not([type=radio], [type=checkbox])") ?? false;
}
