/** From the form's content, the same for everybody, to this candidate's order. Pure. */

/**
 * items: [{place, options: [{id}], …}] of the content endpoint; arrangement: [[place, ids], …] of
 * take-over, position by position. Answers the items with their `position`, options in order.
 */
export function arrange(items, arrangement) {
  const byPlace = new Map(items.map((item) => [item.place, item]));
  return arrangement.map(([place, ids], index) => {
    const item = byPlace.get(place);
    const byId = new Map(item.options.map((option) => [option.id, option]));
    return { ...item, position: index + 1, options: [...ids].map((id) => byId.get(id)) };
  });
}
