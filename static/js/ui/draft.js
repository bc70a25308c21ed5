// Keep a long form's words on this device until it is sent; secrets and files are never kept.

const PREFIX = "draft:";
const KEEP_FOR = 7 * 24 * 3600 * 1000;

function keyOf(form) {
  return PREFIX + form.dataset.draft;
}

function fieldsOf(form) {
  return [...form.elements].filter(
    (field) => field.name && !["password", "file", "hidden", "submit", "button"].includes(field.type),
  );
}

function save(form) {
  const words = {};
  for (const field of fieldsOf(form)) {
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) (words[field.name] ??= []).push(field.value);
    } else if (field.value) words[field.name] = field.value;
  }
  localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), words }));
}

function restore(form) {
  const kept = JSON.parse(localStorage.getItem(keyOf(form)) ?? "null");
  if (!kept || Date.now() - kept.at > KEEP_FOR) return;
  for (const field of fieldsOf(form)) {
    const value = kept.words[field.name];
    if (value === undefined) continue;
    if (Array.isArray(value)) field.checked = value.includes(field.value);
    else if (!field.value) field.value = value;
  }
}

/** Serve the forms that carry data-draft with a name of their own. */
export function startDrafts(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) {
    restore(form);
    form.addEventListener("input", () => save(form));
    form.addEventListener("submit", () => localStorage.removeItem(keyOf(form)));
  }
}
