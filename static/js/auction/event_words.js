// Say the facts of a running sale in words.

import { clockText, fill, yuan } from "./panel.js";

/** Return a fact in words; `before` is when the bid before it came in, if there was one. */
export function wordsOf(fact, texts, before) {
  const values = { ...fact };
  if (fact.price) values.price = yuan(fact.price);
  if (fact.closes_at) values.closes_at = clockText(fact.closes_at);
  const words = fill(texts.events[fact.name] ?? texts.events[""], values);
  if (fact.name !== "auction.bid.placed" || before === null) return words;
  const seconds = ((Date.parse(fact.received_at) - Date.parse(before)) / 1000).toFixed(2);
  return `${words} · ${fill(texts.gap, { seconds })}`;
}
