/** The item editor: spare rows, a live preview, checks, and a word before typed text is lost. Works without any of it. */

import { startChecks } from "./checks.js";
import { coupleKind } from "./kind.js";
import { startPreview } from "./preview.js";
import { foldRows } from "./rows.js";
import { guardTyping } from "./typing_guard.js";

const form = document.getElementById("item_form");

for (const list of form.querySelectorAll("[data-rows]")) {
  foldRows(list);
}
coupleKind(form.elements.kind, form.elements.select_count);
startPreview(form, document.getElementById("item-preview"), document.getElementById("preview-state"));
startChecks(form, document.getElementById("typed-checks"), document.getElementById("typed-checks-state"));
guardTyping(form);
