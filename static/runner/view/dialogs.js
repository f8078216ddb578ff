/** Dialogs over the exam. Whatever must stay on top moves into the one that is open. */

import { byId } from "./elements.js";

/** Alerts and announcements: outside an open dialog they could be neither reached nor heard. */
const ON_TOP = ["alerts", "announcer"];

export function openDialog(dialog) {
  if (dialog.open) {
    return;
  }
  closeDialogs();
  dialog.showModal();
  dialog.append(...ON_TOP.map(byId));
}

export function closeDialogs() {
  document.querySelector("dialog[open]")?.close();
}

/** Closing by its button, by Escape or from outside ends in the same place. */
export function prepareDialog(dialog) {
  dialog.addEventListener("close", () => {
    if (dialog.contains(byId(ON_TOP[0]))) {
      document.body.append(...ON_TOP.map(byId));
    }
  });
  for (const button of dialog.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => dialog.close());
  }
}
