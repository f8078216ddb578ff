/**
 * What the candidate has highlighted, as stretches of text: [start, end) in characters of the plain
 * text of a part ("stem" or "stimulus") of the item at a position.
 *
 * No DOM. Kept in the store's notes: on this device, with the sitting, and forgotten with it.
 */

const NOTE = "highlights";

export class Highlights {
  #store;
  #parts = new Map();

  /** store: {loadNote, putNote}. */
  constructor(store) {
    this.#store = store;
  }

  /** Read what this device has; also after another tab had the sitting. */
  async load() {
    const saved = await this.#store.loadNote(NOTE).catch(() => null);
    this.#parts = new Map(Object.entries(saved ?? this.#saved()));
  }

  /** [[start, end], …] in order, none touching another. */
  of(position, part) {
    return this.#parts.get(`${position}-${part}`) ?? [];
  }

  /** Highlight a stretch; when all of it is highlighted already, take the highlight away: answers which it was. */
  toggle(position, part, [start, end]) {
    const ranges = this.of(position, part);
    const isMarked = covers(ranges, [start, end]);
    const changed = isMarked
      ? ranges.filter(([from, to]) => !(from <= start && end <= to))
      : join(ranges, [start, end]);
    this.#keep(position, part, changed);
    return isMarked ? "removed" : "added";
  }

  /** Take away the highlight that has this character. */
  removeAt(position, part, at) {
    this.#keep(position, part, this.of(position, part).filter(([start, end]) => at < start || at >= end));
  }

  #keep(position, part, ranges) {
    this.#parts.set(`${position}-${part}`, ranges);
    // A highlight is not an answer: where it can not be kept it lives as long as the page.
    this.#store.putNote(NOTE, this.#saved()).catch(() => {});
  }

  #saved() {
    return Object.fromEntries(this.#parts);
  }
}

/** True when one of the ranges contains the whole stretch. */
export function covers(ranges, [start, end]) {
  return ranges.some(([from, to]) => from <= start && end <= to);
}

/** The ranges and one more; those that touch it become one. */
export function join(ranges, [start, end]) {
  const apart = ranges.filter(([from, to]) => to < start || from > end);
  const touching = ranges.filter(([from, to]) => !(to < start || from > end));
  const from = Math.min(start, ...touching.map((range) => range[0]));
  const to = Math.max(end, ...touching.map((range) => range[1]));
  return [...apart, [from, to]].sort((one, other) => one[0] - other[0]);
}

/** The stretch without the white space around it; null when nothing is left. */
export function trim(text, [start, end]) {
  const words = text.slice(start, end);
  const from = start + words.length - words.trimStart().length;
  const to = start + words.trimEnd().length;
  return from < to ? [from, to] : null;
}

/** Every word of a text as a stretch. Scripts without spaces have words too, where the browser knows them. */
export function wordsOf(text, segmenter = wordSegmenter()) {
  if (segmenter === null) {
    return [...text.matchAll(/\S+/g)].map((match) => [match.index, match.index + match[0].length]);
  }
  return [...segmenter.segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ index, segment }) => [index, index + segment.length]);
}

function wordSegmenter() {
  return typeof Intl.Segmenter === "function" ? new Intl.Segmenter(undefined, { granularity: "word" }) : null;
}
