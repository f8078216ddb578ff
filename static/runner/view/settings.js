/** Display and keys: text size, colors, contrast, single-letter keys; and the list of keys. */

import { KEY_LIST } from "../keyboard.js";
import { applyDisplay, chooseColors, chosenColors } from "../preferences.js";
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
    this.#apply();
  }

  open() {
    openDialog(this.#dialog);
    byId("settings-title").focus();
  }

  #connect(input) {
    const isCheckbox = input.type === "checkbox";
    const isColors = input.name === "colors";
    const remembered = isColors ? chosenColors(this.#preferences) : this.#preferences.get(input.name);
    input.checked = input.value === remembered;
    input.addEventListener("change", () => {
      const value = isCheckbox && !input.checked ? input.dataset.off : input.value;
      if (isColors) {
        chooseColors(this.#preferences, value);
      } else {
        this.#preferences.set(input.name, value);
      }
      this.#apply();
    });
  }

  /** The schemes of the exam screen are of high contrast themselves: a switch beside them would do nothing. */
  #apply() {
    applyDisplay(this.#preferences);
    const { colors } = document.documentElement.dataset;
    this.#dialog.querySelector("input[name=contrast]").closest("label").hidden = colors !== undefined;
  }
}

function keyRow([keys, meaning]) {
  const names = keys.flatMap((key, index) => [index ? " or " : "", el("kbd", {}, key)]);
  return el("div", {}, el("dt", {}, ...names), el("dd", {}, meaning));
}
