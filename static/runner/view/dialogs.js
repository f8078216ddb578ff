/** Dialogs over the exam. Whatever must stay on top moves into the one that is open. */

import { byId } from "./elements.js";

/** Alerts, announcements and (of a proctored sitting) the warning: outside an open dialog they could be neither reached nor heard. */
const ON_TOP = ["alerts", "announcer", "room-warning", "alarm"];

export function openDialog(dialog) {
  if (dialog.open) {
    return;
  }
  closeDialogs();
  dialog.showModal();
  moveOnTop(dialog);
}

export function closeDialogs() {
  const dialog = document.querySelector("dialog[open]");
  if (dialog !== null) {
    moveOnTop(document.body);
    dialog.close();
  }
}

/** What was said before must not be said again because it comes into the page anew. */
function moveOnTop(parent) {
  byId("announcer").replaceChildren();
  byId("alarm")?.replaceChildren();
  parent.append(...ON_TOP.map(byId).filter(Boolean));
}

/** Closing by its button, by Escape or from outside ends in the same place. */
export function prepareDialog(dialog) {
  dialog.addEventListener("close", () => {
    if (dialog.contains(byId(ON_TOP[0]))) {
      moveOnTop(document.body);
    }
  });
  for (const button of dialog.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => dialog.close());
  }
}
