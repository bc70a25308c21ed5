// Send a form once: a second press while the first is on its way is ignored.

const AGAIN_AFTER = 8000;

function release(form) {
  delete form.dataset.sending;
  form.classList.remove("is-sending");
}

/** Guard every POST form of the page; a form answered from the back button works again. */
export function guardForms(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    form.classList.add("is-sending");
    setTimeout(release, AGAIN_AFTER, form);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) root.querySelectorAll("form.is-sending").forEach(release);
  });
}
