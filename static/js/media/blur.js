// Draw the regions of a photograph with mouse or finger. The number fields are the form: this
// fills them and shows what they say, so that both ways of working are always the same.

import { announce } from "ui/announce.js";

const UNITS = 1000;
const SIDE_MIN = 5;
const NAMES = ["x", "y", "width", "height"];
const SVG = "http://www.w3.org/2000/svg";

const form = document.querySelector("[data-blur]");
if (form) start(form);

function start(form) {
  const list = form.querySelector("[data-rows]");
  const blank = form.querySelector("[data-blank]");
  const photo = form.querySelector(".mc-blur__stage img");
  const canvas = form.querySelector(".mc-blur__stage canvas");
  const marks = form.querySelector(".mc-blur__stage svg");
  const undo = form.querySelector("[data-undo]");
  const cells = Number(form.dataset.cells);
  const most = Number(form.dataset.max);
  const steps = [];
  let drawn = null;

  const rows = () => [...list.querySelectorAll("[data-row]")];
  const inputs = (row) => NAMES.map((name) => row.querySelector(`[name=${name}]`));
  const values = (row) => inputs(row).map((input) => input.value);
  const snapshot = () => rows().map(values);

  /** The region a row tells of, in thousandths; null for an empty or impossible one. */
  function regionOf(row) {
    const typed = values(row);
    if (typed.some((value) => value === "")) return null;
    const [x, y, width, height] = typed.map((value) => Number(value) * 10);
    return width > 0 && height > 0 ? { x, y, width, height } : null;
  }

  function fill(row, numbers) {
    inputs(row).forEach((input, index) => {
      input.value = numbers[index];
    });
  }

  function addRow() {
    list.append(blank.content.cloneNode(true));
    const row = rows().at(-1);
    row.querySelector("[data-remove]").hidden = false;
    number();
    return row;
  }

  /** Name the rows by their place, also for those who hear them. */
  function number() {
    rows().forEach((row, index) => {
      for (const place of [row.querySelector("legend"), row.querySelector("[data-remove] span")]) {
        place.textContent = place.textContent.replace(/\d+/, index + 1);
      }
    });
  }

  function keepStep() {
    steps.push(saved);
    undo.disabled = false;
  }

  function changed() {
    keepStep();
    saved = snapshot();
    show();
  }

  function hide(region) {
    const [left, top, width, height] = [
      (region.x / UNITS) * canvas.width,
      (region.y / UNITS) * canvas.height,
      (region.width / UNITS) * canvas.width,
      (region.height / UNITS) * canvas.height,
    ];
    const cell = Math.max(Math.max(width, height) / cells, 1);
    const few = [Math.max(Math.round(width / cell), 1), Math.max(Math.round(height / cell), 1)];
    const small = document.createElement("canvas");
    [small.width, small.height] = few;
    const scale = [photo.naturalWidth / canvas.width, photo.naturalHeight / canvas.height];
    small.getContext("2d").drawImage(
      photo, left * scale[0], top * scale[1], width * scale[0], height * scale[1], 0, 0, ...few,
    );
    canvas.getContext("2d").drawImage(small, 0, 0, ...few, left, top, width, height);
  }

  function show() {
    const regions = rows().map(regionOf);
    marks.replaceChildren();
    if (photo.naturalWidth) {
      canvas.width = photo.clientWidth;
      canvas.height = photo.clientHeight;
    }
    for (const [index, region] of [...regions.entries(), [-1, drawn]]) {
      if (!region) continue;
      if (canvas.width) hide(region);
      const mark = document.createElementNS(SVG, "rect");
      for (const name of NAMES) mark.setAttribute(name, region[name]);
      if (rows()[index]?.contains(document.activeElement)) mark.classList.add("is-here");
      marks.append(mark);
    }
  }

  function place(event) {
    const box = marks.getBoundingClientRect();
    const within = (share) => Math.round(Math.min(Math.max(share, 0), 1) * UNITS);
    return [
      within((event.clientX - box.left) / box.width),
      within((event.clientY - box.top) / box.height),
    ];
  }

  marks.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    marks.setPointerCapture(event.pointerId);
    const from = place(event);
    const follow = (moved) => {
      const to = place(moved);
      drawn = {
        x: Math.min(from[0], to[0]),
        y: Math.min(from[1], to[1]),
        width: Math.abs(to[0] - from[0]),
        height: Math.abs(to[1] - from[1]),
      };
      show();
    };
    const stop = (ended) => {
      marks.removeEventListener("pointermove", follow);
      marks.removeEventListener("pointerup", stop);
      marks.removeEventListener("pointercancel", stop);
      const region = drawn;
      drawn = null;
      const isLarge = region && region.width >= SIDE_MIN && region.height >= SIDE_MIN;
      if (ended.type === "pointerup" && isLarge) take(region);
      else show();
    };
    marks.addEventListener("pointermove", follow);
    marks.addEventListener("pointerup", stop);
    marks.addEventListener("pointercancel", stop);
  });

  function take(region) {
    if (rows().filter(regionOf).length >= most) {
      announce(form.dataset.full);
      show();
      return;
    }
    const free = rows().find((row) => values(row).every((value) => value === "")) ?? addRow();
    const told = NAMES.map((name) => String(region[name] / 10));
    fill(free, told);
    announce(form.dataset.added.replace(/\{(\w+)\}/g, (_, name) => told[NAMES.indexOf(name)]));
    changed();
  }

  list.addEventListener("change", changed);
  list.addEventListener("focusin", show);
  list.addEventListener("focusout", show);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    const next = button.closest("[data-row]").nextElementSibling;
    button.closest("[data-row]").remove();
    if (!rows().length) addRow();
    number();
    announce(form.dataset.removed);
    changed();
    inputs(next ?? rows().at(-1))[0].focus();
  });
  form.querySelector("[data-add]").addEventListener("click", () => {
    inputs(addRow())[0].focus();
  });
  undo.addEventListener("click", () => {
    const before = steps.pop();
    list.replaceChildren();
    for (const numbers of before) fill(addRow(), numbers);
    saved = snapshot();
    undo.disabled = !steps.length;
    announce(form.dataset.undone);
    show();
  });

  let saved = snapshot();
  for (const part of form.querySelectorAll("[data-tools], [data-drag], [data-remove]")) {
    part.hidden = false;
  }
  form.classList.add("is-drawable");
  if (photo.complete) show();
  photo.addEventListener("load", show);
  new ResizeObserver(show).observe(photo);
}
