/** The button that ends a step. It stays a button that can be reached: why it waits is said beside it. */

const button = document.getElementById("step-send");
const says = document.getElementById("step-says");
let reason = "";

document.getElementById("step-form")?.addEventListener("submit", (event) => {
  if (reason) {
    event.preventDefault();
    says.textContent = "";
    says.textContent = reason;
    button.focus();
  }
});

/** text: what is still to do; "" when the step can be sent. */
export function holdSending(text) {
  reason = text;
  button.setAttribute("aria-disabled", String(text !== ""));
  says.textContent = text;
}
