// A line to sign on with finger, pen or mouse; what is drawn goes into the hidden field beside it
// as a small picture. Without this module people sign the printed record.

const WIDTH = 480;
const HEIGHT = 120;

function padFor(field) {
  const box = document.createElement("div");
  box.className = "mc-signature";
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", field.dataset.signature);
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "btn btn-quiet btn-sm";
  clear.textContent = field.dataset.clear;
  const words = document.createElement("span");
  words.className = "form-text";
  words.textContent = field.dataset.signature;
  box.append(canvas, words, clear);
  field.after(box);
  return { canvas, clear };
}

function placeOf(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return [((event.clientX - box.left) * WIDTH) / box.width, ((event.clientY - box.top) * HEIGHT) / box.height];
}

function start(field) {
  const { canvas, clear } = padFor(field);
  const pen = canvas.getContext("2d");
  pen.lineWidth = 3;
  pen.lineCap = "round";
  pen.strokeStyle = "#12233b";
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...placeOf(canvas, event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...placeOf(canvas, event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    field.value = canvas.toDataURL("image/png");
  });
  clear.addEventListener("click", () => {
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    field.value = "";
  });
}

document.querySelectorAll("input[data-signature]").forEach(start);

// The place of the device, asked for only when somebody presses the button.
for (const pair of document.querySelectorAll("[data-position]")) {
  if (!navigator.geolocation) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-secondary btn-sm";
  button.textContent = pair.dataset.position;
  button.addEventListener("click", () =>
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      pair.querySelector("[name=latitude]").value = coords.latitude.toFixed(6);
      pair.querySelector("[name=longitude]").value = coords.longitude.toFixed(6);
    }),
  );
  pair.append(button);
}
