// One intention to bid has one request id, kept until it is answered: twice sent counts once.

const PREFIX = "mingchui.bid.";
// A page opened again later shows the receipt instead; an old wish to bid is not sent by itself.
const AGE_MAX = 60000;

/** Keeps the unanswered intention of one lot and paddle in this tab. */
export class Intentions {
  constructor(storage, lot, paddle, makeId, now = Date.now) {
    this.storage = storage;
    this.key = `${PREFIX}${lot}.${paddle}`;
    this.makeId = makeId;
    this.now = now;
  }

  /** Return the intention that still waits for its answer, or null. */
  pending() {
    const kept = JSON.parse(this.storage.getItem(this.key) ?? "null");
    return kept && this.now() - kept.since < AGE_MAX ? kept.intention : null;
  }

  /** Return the intention for an amount; while one waits, it is that one and no other. */
  begin(lot, fen) {
    const waiting = this.pending();
    if (waiting) return waiting;
    const intention = { lot, amount: String(fen), request_id: this.makeId() };
    this.storage.setItem(this.key, JSON.stringify({ intention, since: this.now() }));
    return intention;
  }

  /** Forget an intention once it is answered. */
  settle(requestId) {
    if (this.pending()?.request_id === requestId) this.storage.removeItem(this.key);
  }
}

/** Return an id that nobody else makes; plain http pages have no randomUUID. */
export function newRequestId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
