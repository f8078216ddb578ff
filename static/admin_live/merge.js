/** Brings a part of the page to what the server says now, touching only what differs. */

/** Replaces what stands in every [data-live] that has changed. */
export function mergeParts(page, next) {
  for (const part of next.querySelectorAll("[data-live]")) {
    replace(page.getElementById(part.id), part);
  }
}

/** Rows are known by their ids; a row's first cell is the reader's own tick and stays. */
export function mergeRows(rows, nextRows) {
  const wanted = [...nextRows.rows];
  const ids = new Set(wanted.map((row) => row.id));
  for (const row of [...rows.rows]) {
    if (!ids.has(row.id)) {
      row.remove();
    }
  }
  wanted.forEach((next, index) => {
    const row = document.getElementById(next.id);
    if (row === null) {
      rows.insertBefore(document.adoptNode(next), rows.rows[index] ?? null);
      return;
    }
    row.className = next.className;
    [...next.cells].slice(1).forEach((cell, number) => replace(row.cells[number + 1], cell));
  });
}

function replace(element, next) {
  if (element.innerHTML === next.innerHTML) {
    return;
  }
  const focused = element.contains(document.activeElement) ? document.activeElement.id : "";
  element.innerHTML = next.innerHTML;
  if (focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
}
