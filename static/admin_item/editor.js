/** The item editor: spare rows, a live preview, and a word before typed text is lost. Works without any of it. */

import { startPreview } from "./preview.js";
import { foldRows } from "./rows.js";
import { guardTyping } from "./typing_guard.js";

const form = document.getElementById("item_form");

for (const list of form.querySelectorAll("[data-rows]")) {
  foldRows(list);
}
startPreview(form, document.getElementById("item-preview"), document.getElementById("preview-state"));
guardTyping(form);
