/** Making elements. Attributes and text only: never markup, so nothing can be injected. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. attributes: strings are set, `true` sets an empty one, `false` and null set
 * none, functions ("onclick") become listeners. children: nodes and strings.
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(key.slice(2), value);
    } else if (value !== false && value !== null) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children);
  return element;
}

/** A picture of the page's sprite, for the eye only. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "use"));
  svg.firstChild.setAttribute("href", `#i-${name}`);
  return svg;
}

/** The element of runner.html with this id. */
export function byId(id) {
  return document.getElementById(id);
}

/** {top, bottom}: the part of the window, in its pixels, that no bar covers. */
export function freeFrame() {
  const [above, below] = [".top-bar", ".bottom-bar"].map((name) => document.querySelector(name).getBoundingClientRect());
  return { top: Math.max(0, above.bottom), bottom: below.height > 0 ? Math.min(innerHeight, below.top) : innerHeight };
}

/** Write a text only when it differs: a screen reader hears no change that is none. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
