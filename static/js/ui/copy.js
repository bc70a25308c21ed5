// Copy digests and account numbers exactly, where the browser lets us.

import { announce } from "./announce.js";

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const icon = button.querySelector("path");
  const drawn = icon?.getAttribute("d");
  icon?.setAttribute("d", "M4 12.5 9.5 18 20 6.5");
  announce(document.documentElement.lang === "en" ? "Copied" : "已复制");
  setTimeout(() => icon?.setAttribute("d", drawn), 1600);
}

/** Show the copy buttons and serve them. */
export function startCopying(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy]")) {
    if (!button.hidden) continue;
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
