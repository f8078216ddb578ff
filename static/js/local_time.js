// The server writes UTC and says so; the reader's own clock is friendlier.
const STYLES = {
  date: { day: "numeric", month: "short", year: "numeric" },
  moment: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
  clock: { hour: "2-digit", minute: "2-digit" },
  seconds: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/** Rewrites every <time data-local="date|moment|clock|seconds"> in the reader's time zone. */
export function localizeTimes(root) {
  for (const element of root.querySelectorAll("time[data-local]")) {
    const style = STYLES[element.dataset.local];
    const at = new Date(element.dateTime);
    if (!style || Number.isNaN(at.getTime())) {
      continue;
    }
    element.title = `${element.textContent.trim()}`;
    element.textContent = new Intl.DateTimeFormat(document.documentElement.lang || undefined, {
      ...style,
      hourCycle: style.hour ? "h23" : undefined,
    }).format(at);
  }
}
