// Wait for a statement to be read, then show what became of it.

const place = document.querySelector("[data-statement]");

async function look() {
  try {
    const answer = await fetch(place.dataset.statement, { headers: { Accept: "application/json" } });
    if (answer.ok && !(await answer.json()).waits) {
      location.reload();
      return;
    }
  } catch {
    // The net may be away for a moment; the next look tells.
  }
  setTimeout(look, 1500);
}

if (place) setTimeout(look, 1000);
