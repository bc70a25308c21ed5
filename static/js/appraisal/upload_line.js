// The line of one file under way: its name, a bar, what is happening, and what can be done.

const MIB = 1_048_576;

function filled(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function buttonFor(words, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-quiet btn-sm";
  button.textContent = words;
  button.addEventListener("click", act);
  return button;
}

/** Draw a transfer into a list and return the function that draws its changes. */
export function drawLine(list, transfer, words) {
  const line = document.createElement("li");
  line.className = "mc-desk__line";
  const name = document.createElement("span");
  name.textContent = `${transfer.file.name} · ${(transfer.file.size / MIB).toFixed(1)} MB`;
  const bar = document.createElement("progress");
  bar.max = 100;
  const state = document.createElement("span");
  state.className = "mc-desk__state";
  state.id = `state-${crypto.randomUUID()}`;
  bar.setAttribute("aria-labelledby", state.id);
  const acts = document.createElement("span");
  acts.className = "mc-desk__acts";
  const pause = buttonFor(words.pause, () => transfer.pause());
  const resume = buttonFor(words.resume, () => transfer.resume());
  const cancel = buttonFor(words.cancel, () => transfer.cancel());
  const close = buttonFor(words.close, () => line.remove());
  acts.append(pause, resume, cancel, close);
  line.append(name, bar, state, acts);
  list.append(line);

  return function draw() {
    const percent = Math.floor((transfer.sent / transfer.file.size) * 100);
    line.dataset.state = transfer.state;
    line.className = `mc-desk__line mc-desk__line--${transfer.state}`;
    bar.hidden = transfer.isOver;
    if (transfer.state === "checking") bar.removeAttribute("value");
    else bar.value = percent;
    state.textContent = sentence(transfer, percent, words);
    pause.hidden = !transfer.canPause;
    resume.hidden = !["paused", "lost"].includes(transfer.state);
    cancel.hidden = !transfer.canCancel;
    close.hidden = transfer.state !== "refused";
    if (transfer.state === "cancelled") line.remove();
  };
}

function sentence(transfer, percent, words) {
  const { state, speed, reason } = transfer;
  if (state === "sending") {
    if (!speed) return words.sending;
    return `${percent}% · ${filled(words.speed, { speed: (speed / MIB).toFixed(1) })}`;
  }
  if (state === "paused" || state === "lost") return `${words[state]} · ${percent}%`;
  if (state === "refused") return `${words.refused}: ${reason}`;
  return words[state] ?? "";
}

/** Say how many of the files are safely kept. */
export function drawTotal(place, transfers, words) {
  const counted = transfers.filter((transfer) => transfer.state !== "cancelled");
  const kept = counted.filter((transfer) => transfer.state === "kept").length;
  place.hidden = counted.length === 0;
  const told = filled(words.total, { kept, all: counted.length });
  if (place.textContent !== told) place.textContent = told;
}
