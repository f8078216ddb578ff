/**
 * Highlights in the page: from a selection to stretches of text and back.
 *
 * <mark> elements and not the CSS Custom Highlight API: a screen reader can tell a <mark>, every
 * browser knows it, and forced colors have colors for it. Only text nodes are wrapped, so nothing
 * around them changes; the text itself, which stretches count, stays the same.
 */

import { trim } from "../highlights.js";
import { el } from "./elements.js";

/** White space between these is layout: a <mark> has no place there. */
const FRAMES = "table, thead, tbody, tr, ul, ol, div, blockquote";

/** The stretch of the text of `root` that lies in a Range, without white space around it; or null. */
export function stretchOf(root, range) {
  const whole = document.createRange();
  whole.selectNodeContents(root);
  if (range.collapsed || !range.intersectsNode(root)) {
    return null;
  }
  const part = range.cloneRange();
  if (part.compareBoundaryPoints(Range.START_TO_START, whole) < 0) {
    part.setStart(whole.startContainer, whole.startOffset);
  }
  if (part.compareBoundaryPoints(Range.END_TO_END, whole) > 0) {
    part.setEnd(whole.endContainer, whole.endOffset);
  }
  const start = offsetOf(root, part.startContainer, part.startOffset);
  return trim(root.textContent, [start, start + part.toString().length]);
}

/** How many characters of the text of `root` come before this place. */
export function offsetOf(root, node, offset = 0) {
  const before = document.createRange();
  before.setStart(root, 0);
  before.setEnd(node, offset);
  return before.toString().length;
}

/** The Range of a stretch. */
export function rangeOf(root, [start, end]) {
  const range = document.createRange();
  for (const { node, from, to } of textNodes(root)) {
    if (from <= start && start < to) {
      range.setStart(node, start - from);
    }
    if (from < end && end <= to) {
      range.setEnd(node, end - from);
    }
  }
  return range;
}

/** Show these stretches, and no others, as highlighted. */
export function paint(root, stretches) {
  for (const mark of root.querySelectorAll("mark")) {
    mark.replaceWith(...mark.childNodes);
  }
  root.normalize();
  for (const [start, end] of stretches) {
    for (const { node, from, to } of [...textNodes(root)]) {
      const isLayout = node.data.trim() === "" && node.parentElement.matches(FRAMES);
      if (from < end && to > start && !isLayout) {
        wrap(node, Math.max(0, start - from), Math.min(to, end) - from);
      }
    }
  }
}

function wrap(node, start, end) {
  const text = start > 0 ? node.splitText(start) : node;
  if (end - start < text.data.length) {
    text.splitText(end - start);
  }
  const mark = el("mark", { class: "highlight" });
  text.replaceWith(mark);
  mark.append(text);
}

/** Every text node with the place of its first and after its last character. */
function* textNodes(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let from = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    yield { node, from, to: from + node.data.length };
    from += node.data.length;
  }
}
