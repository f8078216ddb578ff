/**
 * What the candidate chose about the screen; remembered on this device where that is allowed.
 *
 * "theme" and "text-scale" are the site's own keys: theme_boot.js applies them before the
 * first paint of every page.
 */

export const TEXT_SCALES = Object.freeze(["1", "1.25", "1.5", "1.75", "2"]);
export const THEMES = Object.freeze(["auto", "light", "dark"]);
/** Color schemes of the exam screen alone, as test centers offer them; "theme" leaves them to the site's look. */
export const COLORS = Object.freeze(["theme", "black-on-yellow", "yellow-on-black", "yellow-on-blue"]);

const CHOICES = Object.freeze({
  theme: THEMES,
  "text-scale": TEXT_SCALES,
  contrast: ["normal", "more"],
  "runner-colors": COLORS,
  "runner-single-keys": ["on", "off"],
  "runner-clock": ["shown", "hidden"],
});

export class Preferences {
  #storage;
  #values = new Map();

  constructor(storage = safeStorage()) {
    this.#storage = storage;
  }

  /** The remembered choice; the first of the possible ones when there is none. */
  get(name) {
    const value = this.#values.get(name) ?? this.#read(name);
    return CHOICES[name].includes(value) ? value : CHOICES[name][0];
  }

  set(name, value) {
    this.#values.set(name, value);
    try {
      this.#storage?.setItem(name, value);
    } catch {
      // Full or forbidden: the choice holds for this page.
    }
  }

  #read(name) {
    try {
      return this.#storage?.getItem(name);
    } catch {
      return null;
    }
  }
}

/** What is chosen of the one list of colors: a theme of the site, or a scheme of the exam screen. */
export function chosenColors(preferences) {
  const colors = preferences.get("runner-colors");
  return colors === "theme" ? preferences.get("theme") : colors;
}

/** A scheme of the exam screen leaves the site's theme as it was. */
export function chooseColors(preferences, choice) {
  const isTheme = THEMES.includes(choice);
  preferences.set("runner-colors", isTheme ? "theme" : choice);
  if (isTheme) {
    preferences.set("theme", choice);
  }
}

/** Put colors, contrast and text size on the page. */
export function applyDisplay(preferences, root = document.documentElement) {
  put(root, "theme", preferences.get("theme"), "auto");
  put(root, "colors", preferences.get("runner-colors"), "theme");
  root.dataset.contrast = preferences.get("contrast");
  root.dataset.textScale = preferences.get("text-scale");
  root.style.setProperty("--text-scale", preferences.get("text-scale"));
}

function put(root, name, value, nothing) {
  if (value === nothing) {
    delete root.dataset[name];
  } else {
    root.dataset[name] = value;
  }
}

function safeStorage() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}
