// Say the facts of a running sale in words.

import { clockText, fill, yuan } from "./panel.js";

const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const FEN = /^(0|[1-9][0-9]{0,14})$/;
/** Endings of fields that carry money, as app/trail/wording.py has them. */
const MONEY = /(price|amount|fee|deposit|step|value|total|balance|refund|due|fen)$/;

function printed(name, value) {
  if (Array.isArray(value)) return value.map((item) => printed(name, item)).join("、");
  if (value === null || value === "") return "—";
  if (typeof value !== "string") return String(value);
  if (STAMP.test(value)) return name === "closes_at" ? clockText(value) : clockText(value, true).slice(0, -4);
  return MONEY.test(name) && FEN.test(value) ? yuan(value) : value;
}

/** Return a fact in words; `before` is when the bid before it came in, if there was one. */
export function wordsOf(fact, texts, before) {
  const values = Object.fromEntries(Object.entries(fact).map(([name, value]) => [name, printed(name, value)]));
  // A record may hold a fact of a later release than the page: then its name has to do.
  const words = fill(texts.events[fact.name] ?? fact.name, values).replace(/\{\w+\}/g, "—");
  if (fact.name !== "auction.bid.placed" || before === null) return words;
  const seconds = ((Date.parse(fact.received_at) - Date.parse(before)) / 1000).toFixed(2);
  return `${words} · ${fill(texts.gap, { seconds })}`;
}
