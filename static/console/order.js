/** Which elements must move so that a list stands in its new order, and no more than these. Pure. */

/** Cards the worst first; among equals by name. */
export function byWorry(one, other) {
  return other.worry - one.worry || one.name.localeCompare(other.name) || one.id.localeCompare(other.id);
}

/** The ids that may stay where they are: the longest part of `wanted` that stands in this order in `present` already. */
export function findStaying(present, wanted) {
  const places = new Map(present.map((id, place) => [id, place]));
  const ends = []; // ends[n]: index in `wanted` at which the best part of n + 1 ends
  const before = new Map();
  wanted.forEach((id, index) => {
    const place = places.get(id);
    if (place === undefined) {
      return;
    }
    const length = lowerBound(ends, (end) => places.get(wanted[end]) < place);
    before.set(index, length > 0 ? ends[length - 1] : null);
    ends[length] = index;
  });
  const staying = new Set();
  for (let index = ends.at(-1) ?? null; index !== null; index = before.get(index)) {
    staying.add(wanted[index]);
  }
  return staying;
}

function lowerBound(values, isBefore) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(values[middle])) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
