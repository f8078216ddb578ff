/** The box above the boxes: ticks all who are shown. */

export function startTicking(form) {
  const all = form.querySelector("#live-all");

  function boxes() {
    return [...form.querySelectorAll('input[name="sitting"]')];
  }

  function count() {
    const ticked = boxes().filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
  }

  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes()) {
      box.checked = all.checked;
    }
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "sitting") {
      count();
    }
  });
  count();
  return { count };
}
