// Ask now and then whether the money moved; without this the page is simply reloaded.

import { startCopying } from "ui/copy.js";
import { startCountdowns } from "ui/countdown.js";

const place = document.querySelector("[data-payment-state]");

function shown() {
  return place.querySelector("[data-state]");
}

/** Look again after the pause the server names; none means that nothing moves by itself. */
function lookLater() {
  const seconds = Number(shown()?.dataset.looksIn ?? 0);
  if (seconds > 0) setTimeout(look, seconds * 1000);
}

async function look() {
  try {
    const answer = await fetch(place.dataset.paymentState, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) show(await answer.text());
  } catch {
    // Away for a moment: the next look asks again.
  }
  lookLater();
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-state]");
  const old = shown();
  if (!fresh || fresh.dataset.version === old?.dataset.version) return;
  const isOther = fresh.dataset.state !== old?.dataset.state;
  // The bank knows the order now: the way to pay stands in the rest of the page.
  if ("payable" in fresh.dataset && !("payable" in (old?.dataset ?? {}))) location.reload();
  place.replaceChildren(document.importNode(fresh, true));
  startCountdowns(place);
  startCopying(place);
  if (isOther) document.querySelector("[data-pay]")?.remove();
}

function servePrinting() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

servePrinting();
if (place) lookLater();
