// The law of the wall: old tile + news = new tile, in which order tiles stand, which are shown. Pure.

import { applyFrame, phaseAt } from "./screen.js";

/** A tile keeps so many bids: enough for its curve and for the bids of a minute. */
export const TILE_BIDS = 24;
const BUSY_MS = 60000;
const WIDTH = 120;
const HEIGHT = 28;

/** Filter -> the phases it lets through; none named lets all through. */
export const FILTERS = {
  all: null,
  bidding: ["bidding", "closing"],
  suspended: ["suspended"],
  upcoming: ["upcoming"],
  ended: ["sold", "unsold", "annulled", "withdrawn"],
};
const PLACES = { closing: 0, bidding: 0, suspended: 1, upcoming: 2 };
const AFTER = 3;

/** Return a tile after a frame of its lot, and whether facts are missing before it. */
export function applyNews(tile, frame) {
  const { screen, hasGap } = applyFrame(tile, frame);
  if (hasGap) return { tile, hasGap };
  const known = new Set(tile.paddles);
  for (const fact of frame.facts) if (fact.name === "auction.bid.placed") known.add(fact.paddle);
  const paddles = known.size === tile.paddles.length ? tile.paddles : [...known].sort();
  return { tile: { ...screen, bids: screen.bids.slice(-TILE_BIDS), paddles }, hasGap: false };
}

/** Return what a tile's lot is doing at an instant. */
export function phaseOf(tile, now) {
  return phaseAt(tile, now);
}

/** Return what a tile's countdown runs to, or null while nothing runs. */
export function untilOf(tile, phase) {
  if (phase === "upcoming") return Date.parse(tile.opens_at);
  return phase === "bidding" || phase === "closing" ? Date.parse(tile.closes_at) : null;
}

/** Return how many of a tile's last bids came in within a minute. */
export function busyOf(tile, now) {
  const { bids } = tile;
  let count = 0;
  while (count < bids.length && Date.parse(bids[bids.length - 1 - count].at) > now - BUSY_MS) count += 1;
  return count;
}

/** Lay the last bids out as steps over time; empty with fewer than two. */
export function sparkPath(bids) {
  if (bids.length < 2) return "";
  const first = Date.parse(bids[0].at);
  const least = Number(bids[0].amount);
  const last = bids[bids.length - 1];
  const span = Math.max(Date.parse(last.at) - first, 1000);
  const rise = Math.max(Number(last.amount) - least, 1);
  return bids
    .map((bid, index) => {
      const x = Math.round(((Date.parse(bid.at) - first) * WIDTH) / span);
      const y = HEIGHT - 2 - Math.round(((Number(bid.amount) - least) * (HEIGHT - 4)) / rise);
      return index === 0 ? `M${x} ${y}` : `H${x}V${y}`;
    })
    .join("");
}

function rankOf(tile, sort, now) {
  if (sort === "busy") return -busyOf(tile, now);
  if (sort === "price") return -Number(tile.price ?? tile.start_price);
  return sort === "findings" ? -(tile.findings ?? 0) : 0;
}

/** Return the tiles a filter lets through, in order: what may end next comes first. */
export function arrange(tiles, { phase: wanted, sort }, now) {
  const allowed = FILTERS[wanted] ?? null;
  const keyed = [];
  for (const tile of tiles) {
    const phase = phaseOf(tile, now);
    if (allowed !== null && !allowed.includes(phase)) continue;
    const due = phase === "upcoming" ? tile.opens_at : tile.closes_at;
    keyed.push({ lot: tile.lot, rank: rankOf(tile, sort, now), place: PLACES[phase] ?? AFTER, due });
  }
  const compare = (one, other) => (one < other ? -1 : Number(one > other));
  keyed.sort(
    (one, other) =>
      one.rank - other.rank || one.place - other.place || compare(one.due, other.due) || compare(one.lot, other.lot),
  );
  return keyed.map((one) => one.lot);
}
