// The agency's upload desk: each file goes by itself, with its own bar and its own answer.
// Without this module the same forms send all files at once and the page says what became of each.

const MIB = 1_048_576;

function lineFor(queue, file) {
  const line = document.createElement("li");
  line.className = "mc-desk__line";
  const name = document.createElement("span");
  name.textContent = `${file.name} · ${(file.size / MIB).toFixed(1)} MB`;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  const state = document.createElement("span");
  state.className = "mc-desk__state";
  line.append(name, bar, state);
  queue.append(line);
  return { line, bar, state };
}

function finish({ line, bar, state }, kind, words) {
  bar.remove();
  line.classList.add(`mc-desk__line--${kind}`);
  state.textContent = words;
}

function refusalOf(request) {
  try {
    const problem = JSON.parse(request.responseText);
    return [problem.title, problem.detail].filter(Boolean).join(" · ");
  } catch {
    return String(request.status);
  }
}

function send(form, file, row) {
  const words = form.dataset;
  const body = new FormData();
  body.set("slot", form.elements.slot.value);
  body.set("file", file, file.name);
  row.state.textContent = words.sending;
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) row.bar.value = Math.round((event.loaded / event.total) * 100);
    });
    request.upload.addEventListener("load", () => {
      row.bar.removeAttribute("value");
      row.state.textContent = words.checking;
    });
    request.addEventListener("load", () => {
      const kept = request.status === 201;
      finish(row, kept ? "kept" : "refused", kept ? words.kept : `${words.refused}: ${refusalOf(request)}`);
      resolve(kept);
    });
    request.addEventListener("error", () => {
      finish(row, "refused", words.lost);
      resolve(false);
    });
    request.open("POST", words.desk);
    request.setRequestHeader("X-CSRF-Token", form.elements.csrf_token.value);
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
  });
}

async function sendAll(form) {
  const queue = form.querySelector("[data-queue]");
  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  queue.replaceChildren();
  const rows = [...input.files].map((file) => ({ file, row: lineFor(queue, file) }));
  let all = rows.length > 0;
  for (const { file, row } of rows) all = (await send(form, file, row)) && all;
  button.disabled = false;
  input.value = "";
  // A refusal must stay readable, so only a clean run brings the fresh page by itself.
  if (all) {
    location.hash = "files";
    location.reload();
  }
}

for (const form of document.querySelectorAll("form[data-desk]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sendAll(form);
  });
}
