// The law of the screen: old screen + facts = new screen. Pure; the server's snapshot says the same.

export const BIDS_SHOWN = 500;

const STATES = {
  "auction.lot.announced": "announced",
  "auction.lot.opened": "open",
  "auction.lot.suspended": "suspended",
  "auction.lot.stayed": "stayed",
  "auction.lot.resumed": "open",
  "auction.lot.sold": "sold",
  "auction.lot.unsold": "unsold",
  "auction.lot.offered_in_kind": "in_kind_offered",
  "auction.lot.offer_closed": "unsold",
  "auction.lot.taken_in_kind": "in_kind",
  "auction.lot.managed": "managed",
  "auction.lot.returned": "returned",
  "auction.lot.approval_asked": "awaiting_approval",
  "auction.lot.paid": "paid",
  "auction.lot.buyer_proven": "qualified",
  "auction.lot.ruled": "ruled",
  "auction.lot.handed_over": "handed_over",
  "auction.lot.self_disposal_allowed": "self_disposal",
  "auction.lot.self_disposal_lapsed": "unsold",
  "auction.lot.self_disposed": "self_disposed",
  "auction.lot.settled": "settled",
  "auction.lot.defaulted": "defaulted",
  "auction.lot.withdrawn": "withdrawn",
  "auction.lot.stopped": "stopped",
  "auction.lot.stopped_covered": "stopped",
  "auction.lot.annulled": "annulled",
};

/** States that are shown as another word; every other state after bidding is a sale. */
const PHASES = {
  suspended: "suspended",
  stayed: "suspended",
  annulled: "annulled",
  unsold: "unsold",
  in_kind_offered: "unsold",
  in_kind: "unsold",
  managed: "unsold",
  returned: "unsold",
  self_disposal: "unsold",
  self_disposed: "unsold",
  withdrawn: "withdrawn",
  stopped: "withdrawn",
};

function withBid(screen, fact) {
  const bid = {
    seq: fact.bid_seq,
    paddle: fact.paddle,
    amount: fact.price,
    at: fact.received_at,
    kind: fact.kind,
    extended: false,
  };
  return {
    ...screen,
    price: fact.price,
    paddle: fact.paddle,
    closes_at: fact.closes_at,
    extensions: fact.extensions,
    bid_count: fact.bid_seq,
    bids: [...screen.bids, bid].slice(-BIDS_SHOWN),
  };
}

function withExtension(screen, fact) {
  const bids = screen.bids.map((bid) => (bid.seq === fact.bid_seq ? { ...bid, extended: true } : bid));
  return { ...screen, bids, closes_at: fact.closes_at, extensions: fact.extensions };
}

/** Return the screen after one fact; a fact the screen has already seen changes nothing. */
export function applyFact(screen, fact) {
  if (fact.seq <= screen.seq) return screen;
  let next = screen;
  if (fact.name === "auction.bid.placed") next = withBid(screen, fact);
  else if (fact.name === "auction.lot.extended") next = withExtension(screen, fact);
  else if (STATES[fact.name]) next = { ...screen, state: fact.state ?? STATES[fact.name] };
  const isTimed = STATES[fact.name] !== undefined || fact.name === "auction.notice.corrected";
  if (isTimed && fact.opens_at) next = { ...next, opens_at: fact.opens_at };
  if ((isTimed || fact.name === "auction.lot.contested") && fact.closes_at) next = { ...next, closes_at: fact.closes_at };
  if (fact.name === "auction.lot.announced" && fact.start_price) {
    next = { ...next, start_price: fact.start_price, bid_step: fact.bid_step };
  }
  // A sale held elsewhere has a price without a bid made here.
  if (fact.name === "auction.lot.sold") next = { ...next, price: fact.price ?? next.price, paddle: fact.paddle ?? next.paddle };
  return { ...next, seq: fact.seq };
}

/** Return the screen of a lot before its notice: what a replay begins with. */
export function blankScreen(lot) {
  return {
    lot,
    state: "draft",
    seq: 0,
    price: null,
    paddle: null,
    start_price: null,
    bid_step: null,
    opens_at: null,
    closes_at: null,
    extensions: 0,
    bids: [],
    bid_count: 0,
    server_time: null,
  };
}

/** Return when a fact counts: a bid from the moment it entered the platform (art. 20). */
export function momentOf(fact) {
  return fact.received_at ?? fact.at;
}

/** Return the screen as it was at a moment; stamps of one form compare as text does. */
export function screenAt(screen, facts, until) {
  let next = screen;
  for (const fact of facts) {
    if (momentOf(fact) > until) break;
    next = applyFact(next, fact);
  }
  return next;
}

/** Return the screen after a frame, and whether facts are missing before it. */
export function applyFrame(screen, frame) {
  if (frame.from_seq > screen.seq + 1) return { screen, hasGap: true };
  const next = frame.facts.reduce(applyFact, screen);
  return { screen: { ...next, server_time: frame.server_time }, hasGap: false };
}

/** Return what a visitor should see at an instant, even if the clock process is late. */
export function phaseAt(screen, now) {
  if (screen.state === "announced" || screen.state === "open") {
    if (now < Date.parse(screen.opens_at)) return "upcoming";
    return now < Date.parse(screen.closes_at) ? "bidding" : "closing";
  }
  return PHASES[screen.state] ?? "sold";
}

/** Return the key of the sentence that tells the reader's own standing. */
export function standingOf(screen, place, paddle, phase) {
  if (phase === "sold" && paddle) return screen.paddle === paddle ? "won" : "lost";
  if (phase !== "bidding") return phase;
  if (place !== "bidder") return place;
  if (screen.paddle === paddle) return "leading";
  return screen.bids.some((bid) => bid.paddle === paddle) ? "outbid" : "silent";
}
