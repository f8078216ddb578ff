// Classic script, loaded in <head> before the first paint: otherwise a reader who chose
// dark sees a white flash on every page. Same key and values as Django's admin.
(() => {
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") {
      document.documentElement.dataset.theme = theme;
    }
    // What the exam screen alone knows; its style sheets do the rest, other pages stay as they are.
    for (const [key, name] of [["runner-colors", "colors"], ["contrast", "contrast"]]) {
      const value = localStorage.getItem(key);
      if (/^[a-z]+(-on-[a-z]+)?$/.test(value ?? "") && value !== "theme") {
        document.documentElement.dataset[name] = value;
      }
    }
    const scale = Number(localStorage.getItem("text-scale"));
    if (scale >= 0.8 && scale <= 2) {
      document.documentElement.style.setProperty("--text-scale", String(scale));
    }
  } catch {
    // Storage may be forbidden; the operating system's scheme is a good answer.
  }
})();
