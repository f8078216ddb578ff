/** What is prevented beside the candidate's own words: copy, cut, paste, drag, the context menu; and print. */

const CLIPBOARD = Object.freeze(["copy", "cut", "paste"]);
/** A paste that comes with the middle button comes at once. */
const MIDDLE_MS = 500;

/** onTried(type): somebody did one of them; isOn(): whether they are prevented now; beforePrint(): a dialog comes up. */
export function guardItem({ isOn, onTried, beforePrint }) {
  const isMiddleClick = middleClicks();
  const guard = (type) => (event) => {
    if (isOn() && !isOwnField(event.target)) {
      event.preventDefault();
      // Firefox on Linux pastes where the middle button is pressed: nobody meant to.
      if (type !== "paste" || !isMiddleClick()) {
        onTried(type);
      }
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

/** Whether the middle button was let go a moment ago. */
function middleClicks() {
  let last = -Infinity;
  document.addEventListener("mouseup", ({ button }) => button === 1 && (last = performance.now()), true);
  return () => performance.now() - last < MIDDLE_MS;
}

/** The message box is the candidate's own. */
function isOwnField(target) {
  return target instanceof Element && target.closest("textarea, input:not([type=radio], [type=checkbox])") !== null;
}
