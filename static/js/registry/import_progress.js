// Move the bar while the clock reads a list; without this module the page is simply looked at again.

const EVERY = 1000;
const part = document.querySelector("[data-import-progress]");

function show(progress) {
  const bar = part.querySelector("progress");
  if (progress.percent !== null) bar.value = progress.percent;
  part.querySelector("[data-import-read]").textContent = progress.read;
  if (progress.expected !== null) part.querySelector("[data-import-expected]").textContent = progress.expected;
}

async function look() {
  try {
    const answer = await fetch(part.dataset.importProgress, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (answer.ok && !answer.redirected) {
      const progress = await answer.json();
      show(progress);
      if (!progress.is_reading) {
        location.reload();
        return;
      }
    }
  } catch {
    // The next look tells; the rows read so far stay on the page.
  }
  setTimeout(look, document.hidden ? EVERY * 5 : EVERY);
}

if (part) setTimeout(look, EVERY);
