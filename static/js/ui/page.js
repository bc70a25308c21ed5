// Give every page its small comforts; whatever fails here, the page still works without it.

import { startAnnouncing } from "./announce.js";
import { startCopying } from "./copy.js";
import { startCountdowns } from "./countdown.js";
import { startDrafts } from "./draft.js";
import { startGalleries } from "./gallery.js";
import { startMenus } from "./menus.js";
import { startMoneyHints } from "./money.js";
import { guardForms } from "./once.js";
import { startUploads } from "./upload.js";

const ONCE = [startMenus, guardForms];
const PER_CONTENT = [
  startAnnouncing,
  startCountdowns,
  startCopying,
  startMoneyHints,
  startDrafts,
  startUploads,
  startGalleries,
];

function startAll(parts, root) {
  for (const start of parts) {
    try {
      start(root);
    } catch (error) {
      console.error(`${start.name} failed`, error);
    }
  }
}

startAll([...ONCE, ...PER_CONTENT], document);
document.querySelector("[data-focus]")?.focus();

document.addEventListener("htmx:load", (event) => startAll([startCountdowns, startCopying], event.target));

// An upload that was refused brings the page of the refusal without leaving this one.
document.addEventListener("mingchui:replaced", () => {
  startAll(PER_CONTENT, document);
  document.querySelector("[data-focus]")?.focus();
});
