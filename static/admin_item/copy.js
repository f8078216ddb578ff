/** Copies the field that a button names. Without a clipboard the text is selected, ready for the keyboard. */

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const answer = document.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      answer.textContent = "Copied.";
    } catch {
      answer.textContent = "Selected: copy it with the keyboard.";
    }
  });
}
