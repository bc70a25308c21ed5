// Count down to the moments a page names, by server time; speak at 5 minutes, 1 minute, 10 seconds.

import { announce } from "./announce.js";
import { formatSpan, serverNow } from "./time.js";

const SPOKEN = [
  [300_000, "sayFive"],
  [60_000, "sayOne"],
  [10_000, "sayTen"],
];
const SOON = 300_000;
const followed = new Set();
let ticking = null;

function speak(element, left, before) {
  for (const [mark, sentence] of SPOKEN) {
    if (before > mark && left <= mark && left > 0) announce(element.dataset[sentence] ?? "");
  }
}

/** Show what is left of one countdown; live pages call this after moving its end. */
export function refresh(element) {
  const left = Date.parse(element.dataset.countdown) - serverNow();
  const shown = element.querySelector("[data-left]");
  if (!shown || Number.isNaN(left)) return;
  const text = left > 0 ? formatSpan(left, element.dataset.day ?? "") : element.dataset.ended;
  if (shown.textContent !== text) shown.textContent = text;
  shown.hidden = false;
  element.classList.add("mc-countdown--running");
  element.classList.toggle("mc-countdown--soon", left > 0 && left <= SOON);
  element.classList.toggle("mc-countdown--ended", left <= 0);
  speak(element, left, Number(element.dataset.left ?? left));
  element.dataset.left = String(left);
}

function tick() {
  for (const element of followed) {
    if (element.isConnected) refresh(element);
    else followed.delete(element);
  }
  ticking = followed.size > 0 ? setTimeout(tick, 1000 - (serverNow() % 1000)) : null;
}

/** Follow every countdown under a root. */
export function startCountdowns(root) {
  for (const element of root.querySelectorAll("[data-countdown]")) followed.add(element);
  if (ticking === null) tick();
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") followed.forEach(refresh);
});
