// The page of the verifier: files are told apart by what they hold, checked here, and never sent.
// The copy that is saved for use without a network carries these modules in one piece.

import { check } from "./record.js";
import { stamp } from "./replay.js";

const EIGHT_HOURS = 8 * 3600 * 1_000_000;

async function gatherFiles(files) {
  const given = { mains: [], policy: null, outside: [], receipts: [], unknown: [] };
  for (const file of files) {
    const raw = new Uint8Array(await file.arrayBuffer());
    const text = new TextDecoder().decode(raw.slice(0, 1_000_000));
    const isArchive = raw[0] === 0x50 && raw[1] === 0x4b;
    if (isArchive || text.startsWith("c2sp.org/tlog-proof")) given.mains.push({ name: file.name, raw });
    else if (text.trimStart().startsWith("{")) given.receipts.push(raw);
    else if (/^(log|witness|quorum|group|tsa|hash) /m.test(text)) given.policy = raw;
    else if (text.includes("\n\n— ")) given.outside.push(raw);
    else given.unknown.push(file.name);
  }
  return given;
}

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const inBeijing = (at) => stamp(at + EIGHT_HOURS).slice(0, 23).replace("T", " ");
const inYuan = (fen) => `${Math.floor(fen / 100).toLocaleString("en")}.${String(fen % 100).padStart(2, "0")}`;

function* linesOfSale({ sale, root }, said) {
  yield filled(said.entries, { n: sale.history.length, root });
  if (sale.isElsewhere) yield said.elsewhere;
  else {
    const { extensions, stops } = sale;
    yield filled(said.replay, { bids: sale.bids.length, extensions, stops, end: inBeijing(sale.closes) });
  }
  if (sale.sold) yield filled(said.buyer, { paddle: sale.sold[0], price: inYuan(sale.sold[1]) });
}

function* linesOfLog({ kind, seen }, given, said) {
  if (!seen.newest) return;
  yield filled(said.log, { origin: seen.newest.origin, size: seen.newest.size });
  yield filled(kind === "proof" ? said.place : kind === "log" ? said.whole : said.sealed, { n: seen.sealed });
  if (seen.past) yield filled(said.past, { n: seen.past });
  if (given.policy) yield filled(said.signed, { names: [...seen.witnesses.keys()].join(", ") || "–" });
  if (seen.stamps.length) yield filled(said.stamps, { times: seen.stamps.join(", ") });
  const compared = given.outside.length - seen.open.length;
  if (compared > 0 && kind !== "proof") yield filled(said.kept, { n: compared });
}

function* linesNotCovered({ kind, seen, sale }, given, said) {
  if (sale) yield* said.sale_open;
  for (const size of seen.open) yield filled(said.kept_open, { size });
  if (!seen.newest) yield said.unsealed;
  else {
    if (seen.hasOther) yield said.no_sm2;
    if (!given.policy) yield said.unsigned;
    if (!given.outside.length && kind !== "proof") yield said.alone;
    if (seen.stamps.length && !seen.isVouched) yield said.stamps_open;
  }
  if (given.receipts.length && given.key === null) yield said.receipt_open;
  yield said.answered;
}

function line(list, kind, words) {
  const item = document.createElement("li");
  item.className = `mc-verify__line mc-verify__line--${kind}`;
  item.textContent = words;
  list.append(item);
}

function tellVerdict(list, name, verdict, given, words) {
  const { said } = words;
  const isGood = verdict.failures.length === 0;
  line(list, isGood ? "good" : "bad", `${name}: ${isGood ? said.good : said.bad}`);
  for (const [failure, field, why] of verdict.failures.slice(0, 100)) {
    line(list, "bad", [`${failure} · ${field}`, words.failures[failure], why].filter(Boolean).join(" · "));
  }
  if (!isGood) return false;
  if (verdict.sale) for (const told of linesOfSale(verdict, said)) line(list, "note", told);
  for (const told of linesOfLog(verdict, given, said)) line(list, "note", told);
  if (given.receipts.length && verdict.sale) line(list, "note", filled(said.receipt, { n: given.receipts.length }));
  if (given.receipts.length && given.key !== null) line(list, "note", said.receipt_signed);
  for (const told of linesNotCovered(verdict, given, said)) line(list, "note", `${said.not_covered} ${told}`);
  return true;
}

async function judgeFiles(panel, files) {
  const words = JSON.parse(panel.dataset.words);
  const list = panel.querySelector("[data-verifier-lines]");
  list.replaceChildren();
  if (!files.length) return;
  panel.dataset.verdict = "running";
  if (!globalThis.crypto?.subtle) {
    panel.dataset.verdict = "unknown";
    line(list, "bad", words.said.insecure);
    return;
  }
  const given = { ...(await gatherFiles(files)), key: panel.querySelector("[data-verifier-key]").value.trim() || null };
  let isGood = given.mains.length > 0;
  if (!isGood) line(list, "bad", words.said.nothing);
  for (const name of given.unknown) {
    isGood = false;
    line(list, "bad", filled(words.said.unknown, { name }));
  }
  for (const { name, raw } of given.mains) {
    const verdict = await check({ ...given, main: raw });
    isGood = tellVerdict(list, name, verdict, given, words) && isGood;
  }
  panel.dataset.verdict = isGood ? "good" : "bad";
}

function startVerifier(panel) {
  const input = panel.querySelector("[data-verifier-files]");
  const key = panel.querySelector("[data-verifier-key]");
  let files = [];
  const judge = (given) => {
    files = [...given];
    judgeFiles(panel, files);
  };
  input.disabled = false;
  key.disabled = false;
  input.addEventListener("change", () => judge(input.files));
  key.addEventListener("change", () => judge(files));
  panel.addEventListener("dragover", (event) => event.preventDefault());
  panel.addEventListener("drop", (event) => {
    event.preventDefault();
    judge(event.dataTransfer.files);
  });
}

for (const panel of globalThis.document?.querySelectorAll("[data-verifier]") ?? []) startVerifier(panel);
