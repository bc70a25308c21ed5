// Close an open menu on Escape, on a press elsewhere, and once the focus has left it; opening works
// without this.

function close(menu, { focus }) {
  menu.open = false;
  if (focus) menu.querySelector("summary")?.focus();
}

/** Serve the <details> that act as menus. */
export function startMenus(root) {
  const openMenus = () => root.querySelectorAll("details[data-menu][open]");
  const closeOthers = (event) => {
    for (const menu of openMenus()) {
      if (!menu.contains(event.target)) close(menu, { focus: false });
    }
  };
  root.addEventListener("click", closeOthers);
  root.addEventListener("focusin", closeOthers);
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) close(menu, { focus: true });
  });
}
