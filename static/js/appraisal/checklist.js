// Show beside the report's form what is still missing; the server judges all of it again.

const list = document.querySelector("[data-checklist]");
const form = list?.closest("form");

function values(name) {
  return [...form.querySelectorAll(`[name="${name}"]`)].map((field) => field.value.trim());
}

function ticked(name) {
  return form.querySelectorAll(`[name="${name}"]:checked`).length;
}

const JUDGES = {
  signers() {
    const names = values("signer_name");
    const licenses = values("signer_license").filter((license, place) => license && names[place]);
    return licenses.length >= 2 && new Set(licenses).size === licenses.length;
  },
  methods() {
    const chosen = ticked("methods");
    return chosen >= 2 || (chosen === 1 && values("method_note")[0] !== "");
  },
  validity() {
    const from = new Date(values("reported_on")[0]);
    const until = new Date(values("valid_until")[0]);
    const last = new Date(from);
    last.setUTCFullYear(last.getUTCFullYear() + 1);
    return until > new Date() && until <= last;
  },
  seal: () => ticked("seal") === 1,
  confirmed: () => ticked("confirmed") === form.querySelectorAll("[name=confirmed]").length,
};

function show() {
  for (const [name, judge] of Object.entries(JUDGES)) {
    const line = list.querySelector(`[data-check="${name}"]`);
    const isDone = judge();
    line.className = `mc-check mc-check--${isDone ? "done" : "open"}`;
    line.querySelector("[data-mark]").textContent = isDone ? list.dataset.done : list.dataset.missing;
  }
}

if (form) {
  form.addEventListener("input", show);
  show();
}
