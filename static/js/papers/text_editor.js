// Renew the sample beside a paper's text a moment after the last key; the button does the same.

const REST = 900;

/** Watch one editor: ask for the sample of what is typed and put it in the place of the old one. */
export function watch(form) {
  let timer = 0;
  let asked = null;
  let shown = form.elements.text.value;

  async function renew() {
    const typed = form.elements.text.value;
    if (typed === shown) return;
    asked?.abort();
    asked = new AbortController();
    const place = document.getElementById("sample");
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.paperText, {
        method: "POST",
        body: new FormData(form),
        signal: asked.signal,
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("sample");
      if (fresh) {
        place.replaceWith(fresh);
        shown = typed;
      }
    } catch (error) {
      if (error.name !== "AbortError") console.error("the sample was not renewed", error);
    } finally {
      document.getElementById("sample")?.setAttribute("aria-busy", "false");
    }
  }

  form.elements.text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(renew, REST);
  });
}

for (const form of document.querySelectorAll("form[data-paper-text]")) watch(form);
