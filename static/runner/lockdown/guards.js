/** What is prevented beside the candidate's own words: copy, cut, paste, drag, the context menu; and print. */

const CLIPBOARD = Object.freeze(["copy", "cut", "paste"]);

/** onTried(type): somebody did one of them; isOn(): whether they are prevented now; beforePrint(): a dialog comes up. */
export function guardItem({ isOn, onTried, beforePrint }) {
  const guard = (type) => (event) => {
    if (isOn() && !isOwnField(event.target)) {
      event.preventDefault();
      onTried(type);
    }
  };
  CLIPBOARD.forEach((type) => document.addEventListener(type, guard(type)));
  document.addEventListener("dragstart", guard("drag"));
  // Something dropped would take the page's place.
  for (const type of ["dragover", "drop"]) {
    document.addEventListener(type, (event) => !isOwnField(event.target) && event.preventDefault());
  }
  const menu = guard("context-menu");
  // A finger that rests on a word selects it: that is how one highlights on a touch screen.
  document.addEventListener("contextmenu", (event) => event.pointerType !== "touch" && menu(event));
  document.addEventListener("keydown", (event) => {
    const isPrint = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "p";
    if (isPrint && !event.isComposing && isOn()) {
      event.preventDefault();
      onTried("print");
    }
  });
  window.addEventListener("beforeprint", () => {
    beforePrint();
    onTried("print");
  });
}

/** The message box is the candidate's own. */
function isOwnField(target) {
  return target instanceof Element && target.closest("textarea, input:not([type=radio], [type=checkbox])") !== null;
}
