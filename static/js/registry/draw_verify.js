// The button that checks the transcript in the page, with nothing of ours but the algorithm.

import { verifyTranscript } from "./cjd1.js";

function say(list, kind, words) {
  const line = document.createElement("li");
  line.className = `mc-verify__line mc-verify__line--${kind}`;
  line.textContent = words;
  list.append(line);
}

async function verify(panel) {
  const list = panel.querySelector("[data-verify-lines]");
  const words = panel.dataset;
  list.replaceChildren();
  panel.dataset.verdict = "running";
  if (!globalThis.crypto?.subtle) {
    panel.dataset.verdict = "unknown";
    say(list, "bad", words.sayInsecure);
    return;
  }
  try {
    const answer = await fetch(words.transcript, { cache: "no-store" });
    const transcript = await answer.json();
    const failures = await verifyTranscript(transcript);
    panel.dataset.verdict = failures.length ? "bad" : "good";
    if (!failures.length) say(list, "good", words.sayGood);
    for (const [name, field] of failures) say(list, "bad", `${words.sayBad} ${name} · ${field}`);
    say(list, "note", `commit ${transcript.result.commit}`);
    say(list, "note", `seed ${transcript.result.seed}`);
  } catch (fault) {
    panel.dataset.verdict = "unknown";
    say(list, "bad", `${words.sayBroken} ${fault.message}`);
  }
}

/** Make the buttons work; without this module the command line beside them does the same. */
export function startVerifying(root) {
  for (const panel of root.querySelectorAll("[data-verify]")) {
    const button = panel.querySelector("[data-verify-start]");
    if (!button || button.dataset.ready) continue;
    button.dataset.ready = "yes";
    button.hidden = false;
    button.addEventListener("click", () => verify(panel));
  }
}
