/** A <details> menu also closes on Escape and on a click outside. */
export function initMenus(root) {
  const menus = [...root.querySelectorAll("details.menu")];
  if (!menus.length) {
    return;
  }
  root.addEventListener("click", (event) => {
    for (const menu of menus) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    }
  });
  for (const menu of menus) {
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
  }
}
