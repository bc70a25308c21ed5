// Follow a draw without reloading, and show its order being read out.
// The balls play a result that is already fixed and recorded; they decide nothing.

import { startVerifying } from "./draw_verify.js";

const EVERY = 2000;
const ROLL = 1500;
const STEP = 70;
const room = document.querySelector("[data-draw-room]");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let version = room?.dataset.version;
let timer = 0;

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function roll(place, names) {
  const label = place.querySelector("[data-place-name]");
  const settled = label.textContent;
  place.classList.remove("is-waiting");
  place.classList.add("is-rolling");
  for (let spent = 0; spent < ROLL; spent += STEP) {
    label.textContent = names[Math.floor((spent / STEP) * 7) % names.length];
    await wait(STEP);
  }
  label.textContent = settled;
  place.classList.remove("is-rolling");
  place.classList.add("is-settled");
}

async function playOrder(root) {
  const places = [...root.querySelectorAll("[data-place]")];
  const names = [...root.querySelectorAll("[data-ticket-name]")].map((item) => item.textContent.trim());
  if (calm.matches || !places.length || !names.length) return;
  const list = places[0].parentElement;
  list.setAttribute("aria-busy", "true");
  for (const place of places) {
    place.classList.remove("is-settled");
    place.classList.add("is-waiting");
  }
  for (const place of places) await roll(place, names);
  list.removeAttribute("aria-busy");
}

function hideWhatIsOver(state) {
  for (const part of document.querySelectorAll("[data-while]")) part.hidden = part.dataset.while !== state;
}

function prepare(root) {
  startVerifying(root);
  const again = root.querySelector("[data-play-again]");
  if (again) {
    again.hidden = calm.matches;
    again.addEventListener("click", () => playOrder(root));
  }
}

async function look() {
  try {
    const answer = await fetch(room.dataset.live, { headers: { "If-None-Match": `"${version}"` }, cache: "no-store" });
    if (answer.status === 200) {
      const before = room.dataset.state;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-room-content]");
      version = fresh.dataset.version;
      room.dataset.state = fresh.dataset.state;
      // Who checked the draw just now keeps an answer: the fresh room is checked again.
      const wasChecked = room.querySelector("[data-verify][data-verdict]");
      room.replaceChildren(fresh);
      prepare(room);
      if (wasChecked) room.querySelector("[data-verify-start]")?.click();
      document.dispatchEvent(new CustomEvent("mingchui:replaced"));
      hideWhatIsOver(room.dataset.state);
      if (before !== room.dataset.state && room.dataset.state === "drawn") await playOrder(room);
    }
    room.dataset.connection = "live";
  } catch {
    room.dataset.connection = "lost";
  }
  schedule();
}

function schedule() {
  clearTimeout(timer);
  if (["notified", "void"].includes(room.dataset.state)) return;
  timer = setTimeout(look, document.hidden ? EVERY * 5 : EVERY);
}

if (room) {
  prepare(room);
  schedule();
  document.addEventListener("visibilitychange", () => document.hidden || look());
}
