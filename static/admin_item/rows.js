/** Rows to spare: the server sends them all, this hides the blank ones until they are asked for. */

/** `data-rows` of the list says how many rows are shown in any case. */
export function foldRows(list) {
  const rows = [...list.querySelectorAll(".row")];
  const button = list.querySelector("[data-add]");
  const isSpare = (row, index) => row.classList.contains("row--blank") && index >= Number(list.dataset.rows);
  rows.filter(isSpare).forEach((row) => {
    row.hidden = true;
  });
  const offer = () => {
    button.hidden = rows.every((row) => !row.hidden);
  };
  button.addEventListener("click", () => {
    const next = rows.find((row) => row.hidden);
    next.hidden = false;
    next.querySelector("textarea, input:not([type=hidden], [type=checkbox])").focus();
    offer();
  });
  offer();
}
