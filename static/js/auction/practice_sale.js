// The pretend sale of the practice: bids judged by the ladder and the five minutes, as facts. Pure.

import { faultOf, minimumOf } from "./ladder.js";
import { applyFact } from "./screen.js";

const stamp = (moment) => new Date(moment).toISOString();

/** Return the facts one bid leaves at a moment, or the code of its refusal. */
export function judged(screen, { paddle, fen, at, extensionSeconds }) {
  if (screen.state !== "open" || at >= Date.parse(screen.closes_at)) return { code: "late", facts: [] };
  if (faultOf(screen, fen, { onGrid: false })) return { code: "below_ladder", facts: [] };
  const closes = Math.max(Date.parse(screen.closes_at), at + extensionSeconds * 1000);
  const isExtended = closes > Date.parse(screen.closes_at);
  const extensions = screen.extensions + Number(isExtended);
  const moved = { bid_seq: screen.bid_count + 1, closes_at: stamp(closes), extensions };
  const placed = {
    ...moved, seq: screen.seq + 1, name: "auction.bid.placed", paddle, price: String(fen),
    kind: "ordinary", received_at: stamp(at),
  };
  const extended = { ...moved, seq: screen.seq + 2, name: "auction.lot.extended" };
  return { code: null, facts: isExtended ? [placed, extended] : [placed] };
}

/** Return the fact that ends the sale, once its time is over. */
export function ending(screen, at) {
  if (screen.state !== "open" || at < Date.parse(screen.closes_at)) return null;
  const name = screen.price === null ? "auction.lot.unsold" : "auction.lot.sold";
  return { seq: screen.seq + 1, name };
}

/** Return the screen after facts. */
export function after(screen, facts) {
  return facts.reduce(applyFact, screen);
}

/** The other bidder of the practice: opens, answers a few times, then lets you have it. */
export class Opponent {
  constructor(paddle, { opensAfter, waits, answers }) {
    Object.assign(this, { paddle, opensAfter, waits, left: answers });
  }

  /** Return what it bids at a moment, or null. */
  wants(screen, at) {
    if (screen.paddle === this.paddle) return null;
    if (screen.price === null) {
      return at >= Date.parse(screen.opens_at) + this.opensAfter * 1000 ? minimumOf(screen) : null;
    }
    const newest = Date.parse(screen.bids[screen.bids.length - 1].at);
    if (this.left <= 0 || at < newest + this.waits * 1000) return null;
    this.left -= 1;
    return minimumOf(screen);
  }
}
