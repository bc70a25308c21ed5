// Ask every few seconds whether the money arrived; without this the page is simply reloaded.

const EVERY = 3000;
const place = document.querySelector("[data-payment-state]");

function isFinal() {
  return place.querySelector("[data-final]") !== null;
}

async function look() {
  try {
    const answer = await fetch(place.dataset.paymentState, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) show(await answer.text());
  } catch {
    // Away for a moment: the next look asks again.
  }
  if (!isFinal()) setTimeout(look, EVERY);
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const state = fresh.querySelector("[data-state]");
  if (!state || state.outerHTML === place.firstElementChild?.outerHTML) return;
  place.replaceChildren(document.importNode(state, true));
}

if (place && !isFinal()) setTimeout(look, EVERY);
