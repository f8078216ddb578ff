/** Pictures of the items, fetched before they are needed: the network may be gone by then. */

const SOURCE = /<img\b[^>]*?\ssrc="([^"]+)"/g;

/** Held for as long as the page lives, so that the browser keeps them. */
const held = [];

/** Fetch what `items` show, in their order. One that fails is fetched again when its item is shown. */
export async function fetchPictures(items) {
  const html = items.flatMap(({ stimulus, stem, options }) => [
    stimulus?.html ?? "",
    stem,
    ...options.map((option) => option.html),
  ]);
  const sources = new Set(html.flatMap((text) => [...text.matchAll(SOURCE)].map(([, source]) => source)));
  for (const source of sources) {
    const picture = new Image();
    picture.src = source;
    held.push(picture);
    await picture.decode().catch(() => {});
  }
}
