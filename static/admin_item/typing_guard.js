/** Leaving the page with typed text that was not saved: the browser asks first. */

export function guardTyping(form) {
  let hasTyped = form.querySelector(".errornote") !== null;
  form.addEventListener("input", () => {
    hasTyped = true;
  });
  form.addEventListener("submit", (event) => {
    // The preview opens in a tab of its own; this page stays.
    if (event.submitter?.formTarget !== "_blank") {
      hasTyped = false;
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (hasTyped) {
      event.preventDefault();
    }
  });
}
