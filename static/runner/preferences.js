/**
 * What the candidate chose about the screen; remembered on this device where that is allowed.
 *
 * "theme" and "text-scale" are the site's own keys: theme_boot.js applies them before the
 * first paint of every page.
 */

export const TEXT_SCALES = Object.freeze(["1", "1.25", "1.5"]);
export const THEMES = Object.freeze(["auto", "light", "dark"]);

const CHOICES = Object.freeze({
  theme: THEMES,
  "text-scale": TEXT_SCALES,
  contrast: ["normal", "more"],
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

/** Put theme, contrast and text size on the page. */
export function applyDisplay(preferences, root = document.documentElement) {
  const theme = preferences.get("theme");
  if (theme === "auto") {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = theme;
  }
  root.dataset.contrast = preferences.get("contrast");
  root.dataset.textScale = preferences.get("text-scale");
  root.style.setProperty("--text-scale", preferences.get("text-scale"));
}

function safeStorage() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}
