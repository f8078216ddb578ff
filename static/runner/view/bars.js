/** Bars that stay on screen: how tall they are depends on the window, the size of text and their words. */

import { byId } from "./elements.js";

const MARGIN_PX = 12;

/** Keep room for them when the page scrolls to something: what has the focus must not end up under one. */
export function keepRoomForBars(root = document.documentElement) {
  const bars = [document.querySelector(".top-bar"), byId("bottom-bar")];
  const [alerts, warning] = ["alerts", "room-warning"].map(byId);
  const isStaying = (bar) => getComputedStyle(bar).position === "sticky";
  const measure = () => {
    const [above, below] = bars.map((bar) => (isStaying(bar) ? bar.offsetHeight : 0) + MARGIN_PX);
    const warned = warning?.offsetHeight ?? 0;
    root.style.scrollPaddingBlock = `${above}px ${below + warned + alerts.offsetHeight}px`;
    // On the bottom bar stands the warning, on the warning stand the alerts.
    root.style.setProperty("--bottom-bar", `${below - MARGIN_PX}px`);
    root.style.setProperty("--room-warning", `${warned}px`);
  };
  const observer = new ResizeObserver(measure);
  [...bars, alerts, warning].filter(Boolean).forEach((bar) => observer.observe(bar));
  window.addEventListener("resize", measure);
}
