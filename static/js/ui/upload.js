// Show how far an upload is: name and size before sending, a bar while it runs.
// Forms opt in with data-progress; without this module they are plain multipart posts.

function sizeInWords(bytes) {
  return bytes < 1_048_576
    ? `${Math.max(1, Math.round(bytes / 1024))} KB`
    : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

function meterFor(form) {
  const meter = document.createElement("div");
  meter.className = "mc-upload";
  meter.hidden = true;
  const bar = document.createElement("progress");
  bar.max = 100;
  const words = document.createElement("p");
  words.className = "form-text";
  meter.append(bar, words);
  form.append(meter);
  return { meter, bar, words };
}

function tellSizes(input) {
  const place = document.createElement("p");
  place.className = "form-text";
  input.after(place);
  input.addEventListener("change", () => {
    place.textContent = [...input.files]
      .map((file) => `${file.name} · ${sizeInWords(file.size)}`)
      .join("  ");
  });
}

function showAnswer(request) {
  if (request.responseURL && request.status < 400) {
    location.assign(request.responseURL);
    return;
  }
  const answered = new DOMParser().parseFromString(request.responseText, "text/html");
  document.body.replaceWith(answered.body);
  document.dispatchEvent(new Event("mingchui:replaced"));
  scrollTo(0, 0);
}

function send(form, submitter, { meter, bar, words }) {
  const request = new XMLHttpRequest();
  const body = new FormData(form, submitter);
  meter.hidden = false;
  form.classList.add("is-sending");
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = Math.round((event.loaded / event.total) * 100);
    words.textContent = `${bar.value}% · ${sizeInWords(event.loaded)} / ${sizeInWords(event.total)}`;
  });
  request.addEventListener("load", () => showAnswer(request));
  request.addEventListener("error", () => {
    meter.hidden = true;
    form.classList.remove("is-sending");
    form.removeAttribute("data-progress");
    form.requestSubmit(submitter);
  });
  request.open("POST", form.action);
  request.send(body);
}

/** Serve file fields and the forms that carry data-progress. */
export function startUploads(root) {
  root.querySelectorAll("input[data-upload]").forEach(tellSizes);
  for (const form of root.querySelectorAll("form[data-progress]")) {
    const parts = meterFor(form);
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented || !form.hasAttribute("data-progress")) return;
      event.preventDefault();
      if (!form.classList.contains("is-sending")) send(form, event.submitter, parts);
    });
  }
}
