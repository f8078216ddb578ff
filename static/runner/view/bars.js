/** Bars that stay on screen: how tall they are depends on the window, the size of text and their words. */

import { byId } from "./elements.js";

const MARGIN_PX = 12;

/** Keep room for them when the page scrolls to something: what has the focus must not end up under one. */
export function keepRoomForBars(root = document.documentElement) {
  const bars = [document.querySelector(".top-bar"), byId("bottom-bar")];
  const warning = byId("room-warning");
  const isStaying = (bar) => getComputedStyle(bar).position === "sticky";
  const measure = () => {
    const [above, below] = bars.map((bar) => (isStaying(bar) ? bar.offsetHeight : 0) + MARGIN_PX);
    root.style.scrollPaddingBlock = `${above}px ${below + (warning?.offsetHeight ?? 0)}px`;
    // Alerts hang below the top bar, so that the clock stays in sight; a warning stands on the bottom bar.
    root.style.setProperty("--top-bar", `${above - MARGIN_PX}px`);
    root.style.setProperty("--bottom-bar", `${below - MARGIN_PX}px`);
  };
  const observer = new ResizeObserver(measure);
  [...bars, warning].filter(Boolean).forEach((bar) => observer.observe(bar));
  window.addEventListener("resize", measure);
}
