// The checks of a transcript in the page, with nothing of ours but the algorithm. The copy that
// is fetched as the page opens is kept, so that the check goes on when the network is gone.

import { verifyTranscript } from "./cjd1.js";

function say(list, kind, words) {
  const line = document.createElement("li");
  line.className = `mc-verify__line mc-verify__line--${kind}`;
  line.textContent = words;
  list.append(line);
}

/** Check a text and write into the panel what was found. */
async function judge(panel, text, note) {
  const list = panel.querySelector("[data-verify-lines]");
  const words = panel.dataset;
  list.replaceChildren();
  if (!globalThis.crypto?.subtle) {
    panel.dataset.verdict = "unknown";
    say(list, "bad", words.sayInsecure);
    return;
  }
  let transcript;
  try {
    transcript = JSON.parse(text);
  } catch (fault) {
    panel.dataset.verdict = "bad";
    say(list, "bad", `${words.sayBroken} not_json · ${fault.message}`);
    return;
  }
  const failures = await verifyTranscript(transcript, words.commit);
  panel.dataset.verdict = failures.length ? "bad" : "good";
  if (!failures.length) say(list, "good", words.sayGood);
  for (const [name, field] of failures) say(list, "bad", `${words.sayBad} ${name} · ${field}`);
  if (note) say(list, "note", note);
  if (transcript?.result) {
    say(list, "note", `commit ${transcript.result.commit}`);
    say(list, "note", `seed ${transcript.result.seed}`);
  }
}

async function fetched(panel) {
  const answer = await fetch(panel.dataset.transcript, { cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

async function checkPublished(panel, kept) {
  panel.dataset.verdict = "running";
  let text = kept.text;
  let note = panel.dataset.sayKept;
  try {
    // Without a network there is nothing to ask: the copy that came with the page is checked.
    if (navigator.onLine || text === undefined) {
      text = await fetched(panel);
      note = "";
    }
  } catch (fault) {
    if (text === undefined) {
      panel.dataset.verdict = "unknown";
      panel.querySelector("[data-verify-lines]").replaceChildren();
      say(panel.querySelector("[data-verify-lines]"), "bad", `${panel.dataset.sayBroken} ${fault.message}`);
      return;
    }
  }
  await judge(panel, text, note);
}

async function checkOwn(panel, file) {
  if (!file) return;
  panel.dataset.verdict = "running";
  await judge(panel, await file.text(), panel.dataset.sayOwn);
}

async function keepCopy(panel, kept) {
  try {
    kept.text = await fetched(panel);
    panel.dataset.kept = "yes";
  } catch {
    panel.dataset.kept = "no";
  }
}

/** Make the buttons work; without this module the command line beside them does the same. */
export function startVerifying(root) {
  for (const panel of root.querySelectorAll("[data-verify]")) {
    const button = panel.querySelector("[data-verify-start]");
    if (!button || button.dataset.ready) continue;
    const kept = {};
    button.dataset.ready = "yes";
    button.hidden = false;
    button.addEventListener("click", () => checkPublished(panel, kept));
    const own = panel.querySelector("[data-verify-file]");
    panel.querySelector("[data-verify-own]").hidden = false;
    own.addEventListener("change", () => checkOwn(panel, own.files[0]));
    keepCopy(panel, kept);
  }
}
