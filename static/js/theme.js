const KEY = "theme";
const CHOICES = ["light", "dark", "auto"];

/** The remembered choice, or "auto": follow the operating system. */
export function currentTheme() {
  try {
    const theme = localStorage.getItem(KEY);
    return CHOICES.includes(theme) ? theme : "auto";
  } catch {
    return "auto";
  }
}

/** Applies a choice to the page and remembers it on this device. */
export function setTheme(theme) {
  if (!CHOICES.includes(theme)) {
    return;
  }
  const root = document.documentElement;
  if (theme === "auto") {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = theme;
  }
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Works for this page only.
  }
}

/** The switch is hidden in the markup: without a script it could do nothing. */
export function initThemeSwitch(root) {
  for (const group of root.querySelectorAll("[data-theme-switch]")) {
    group.hidden = false;
    for (const input of group.querySelectorAll("input")) {
      input.checked = input.value === currentTheme();
      input.addEventListener("change", () => setTheme(input.value));
    }
  }
}
