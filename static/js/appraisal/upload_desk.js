// The agency's upload desk: every file goes by itself, and the page never reloads while one does.
// Without this module the same forms send files and orders as plain posts.

import { Transfer } from "./transfer.js";
import { drawLine, drawTotal } from "./upload_line.js";

const desk = document.getElementById("files");
const all = [];

function underWay() {
  return all.some((one) => !one.isOver);
}

// What the page shows of the desk, brought up to date from the page itself.

function keepTyped(from, to) {
  for (const field of from.querySelectorAll("input[name=caption]")) {
    const twin = to.querySelector(`#${CSS.escape(field.id)}`);
    if (twin && field.value !== field.defaultValue) twin.value = field.value;
  }
}

function showDesk(fresh) {
  const focused = document.activeElement?.id;
  for (const list of desk.querySelectorAll("[data-list], [data-uploads]")) {
    const { list: slot, uploads } = list.dataset;
    const twin = fresh.querySelector(slot ? `[data-list="${slot}"]` : `[data-uploads="${uploads}"]`);
    if (!twin || list.innerHTML === twin.innerHTML) continue;
    keepTyped(list, twin);
    list.replaceChildren(...twin.children);
    list.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  }
  for (const line of document.querySelectorAll("[data-check]:not([data-form])")) {
    fresh.querySelectorAll(`[data-check="${line.dataset.check}"]`).forEach((twin) => line.replaceWith(twin));
  }
  hideOwn();
  makeSortable();
  if (focused) document.getElementById(focused)?.focus();
}

/** A file that this page is sending has its line below; the list need not tell of it as well. */
function hideOwn() {
  const tokens = new Set(all.filter((one) => !one.isOver).map((one) => one.token));
  for (const item of desk.querySelectorAll("[data-token]")) item.hidden = tokens.has(item.dataset.token);
}

let refreshing = null;
let again = false;

async function refresh() {
  if (refreshing) {
    again = true;
    return refreshing;
  }
  refreshing = (async () => {
    do {
      again = false;
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      if (answer.ok) showDesk(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } while (again);
  })();
  try {
    await refreshing;
  } catch {
    // The desk is shown again with the next file, or when the page is opened anew.
  } finally {
    refreshing = null;
  }
}

// Sending.

/** Files of one kind go one after another, so that they lie in the order they were chosen. */
async function pump(form) {
  if (form.isPumping) return;
  form.isPumping = true;
  for (let next = form.waiting.shift(); next; next = form.waiting.shift()) {
    if (next.isOver) continue;
    await next.run();
    refresh();
  }
  form.isPumping = false;
}

function tokenFor(form, file) {
  const known = form.parentElement.querySelectorAll("[data-token][data-open]");
  const found = [...known].find(
    ({ dataset }) => dataset.name === file.name && Number(dataset.size) === file.size,
  );
  const isBusy = found && all.some((one) => !one.isOver && one.token === found.dataset.token);
  return found && !isBusy ? found.dataset.token : undefined;
}

function take(form, files) {
  const words = JSON.parse(form.dataset.words);
  const total = form.querySelector("[data-total]");
  const queue = form.querySelector("[data-queue]");
  form.waiting ??= [];
  form.transfers = (form.transfers ?? []).filter((one) => !one.isOver);
  queue.querySelectorAll('[data-state="kept"]').forEach((line) => line.remove());
  for (const file of files) {
    const place = {
      slot: form.elements.slot.value,
      desk: form.dataset.desk,
      uploads: form.dataset.uploadsTo,
      purpose: form.dataset.purpose,
      csrf: form.elements.csrf_token.value,
      token: tokenFor(form, file),
    };
    let draw = () => {};
    let shown = "";
    const transfer = new Transfer(file, place, () => {
      draw();
      const known = `${transfer.state}${transfer.token}`;
      if (known === shown) return;
      shown = known;
      drawTotal(total, form.transfers, words);
      hideOwn();
    });
    draw = drawLine(queue, transfer, words);
    form.transfers.push(transfer);
    all.push(transfer);
    form.waiting.push(transfer);
    draw();
  }
  drawTotal(total, form.transfers, words);
  pump(form);
}

// Orders of the desk, without leaving the page.

async function carryOut(form, submitter) {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form, submitter)),
    headers: { Accept: "text/html" },
  });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!fresh.getElementById("files")) throw new Error(String(answer.status));
  // What was typed there has been kept by this very order.
  form.querySelectorAll("input[name=caption]").forEach((field) => (field.defaultValue = field.value));
  showDesk(fresh);
  desk.querySelectorAll(".mc-banner").forEach((banner) => banner.remove());
  desk.prepend(...fresh.querySelectorAll("main .mc-banner--danger"));
}

function makeSortable() {
  for (const list of desk.querySelectorAll("[data-order]")) {
    for (const item of list.children) item.draggable = true;
  }
}

function sortByHand(list) {
  let held = null;
  list.addEventListener("dragstart", (event) => {
    held = event.target.closest("[data-file]");
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-file]");
    if (!held || !over || over === held) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? "before" : "after"](held);
  });
  list.addEventListener("dragend", async () => {
    held = null;
    const order = [...list.children].map((item) => Number(item.dataset.file));
    const csrf = desk.querySelector("[name=csrf_token]").value;
    await fetch(list.dataset.order, {
      method: "PUT",
      body: JSON.stringify({ order }),
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    }).catch(() => {});
    refresh();
  });
}

function start() {
  for (const form of desk.querySelectorAll("form[data-desk]")) {
    const input = form.querySelector("input[type=file]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      take(form, [...input.files]);
      input.value = "";
      input.dispatchEvent(new Event("change"));
    });
    form.addEventListener("dragover", (event) => {
      if (event.dataTransfer.types.includes("Files")) event.preventDefault();
    });
    form.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      take(form, [...event.dataTransfer.files]);
    });
  }
  desk.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.dataset.desk) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    carryOut(form, event.submitter)
      .catch(() => {
        if (!underWay()) form.submit();
      })
      .finally(() => delete form.dataset.sending);
  });
  desk.querySelectorAll("[data-order]").forEach(sortByHand);
  makeSortable();
  addEventListener("beforeunload", (event) => {
    if (underWay()) event.preventDefault();
  });
}

if (desk?.querySelector("form[data-desk]")) start();
