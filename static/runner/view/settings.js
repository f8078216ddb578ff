/** Display and keys: text size, colors, contrast, single-letter keys; and the list of keys. */

import { KEY_LIST } from "../keyboard.js";
import { applyDisplay } from "../preferences.js";
import { openDialog, prepareDialog } from "./dialogs.js";
import { byId, el } from "./elements.js";

export class SettingsDialog {
  #dialog = byId("settings");
  #preferences;

  constructor(preferences) {
    this.#preferences = preferences;
    prepareDialog(this.#dialog);
    byId("key-list").append(...KEY_LIST.map(keyRow));
    for (const input of this.#dialog.querySelectorAll("input[name]")) {
      this.#connect(input);
    }
  }

  open() {
    openDialog(this.#dialog);
    byId("settings-title").focus();
  }

  #connect(input) {
    const isCheckbox = input.type === "checkbox";
    const remembered = this.#preferences.get(input.name);
    input.checked = input.value === remembered;
    input.addEventListener("change", () => {
      const value = isCheckbox && !input.checked ? input.dataset.off : input.value;
      this.#preferences.set(input.name, value);
      applyDisplay(this.#preferences);
    });
  }
}

function keyRow([keys, meaning]) {
  const names = keys.flatMap((key, index) => [index ? " or " : "", el("kbd", {}, key)]);
  return el("div", {}, el("dt", {}, ...names), el("dd", {}, meaning));
}
