/** The navigator: every item with its status, to jump to. */

import { openDialog, prepareDialog } from "./dialogs.js";
import { byId } from "./elements.js";
import { ItemTable } from "./item_table.js";

export class NavigatorDialog {
  #dialog = byId("navigator");
  #table;

  constructor({ onJump }) {
    prepareDialog(this.#dialog);
    this.#table = new ItemTable(byId("navigator-items"), {
      name: "navigator",
      onJump: (position) => {
        this.#dialog.close();
        onJump(position);
      },
    });
  }

  open(rows, counts, current) {
    this.#table.show(rows, counts, { current, isNew: true });
    openDialog(this.#dialog);
    this.#table.focusCurrent();
  }
}
