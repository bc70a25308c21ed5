// Legal amounts of a lot, in whole fen as BigInt. Pure; the server judges again.

const FEN_MAX = 10n ** 15n - 1n;

/** Return the least an ordinary bid must be. */
export function minimumOf(screen) {
  if (screen.price === null) return BigInt(screen.start_price);
  return BigInt(screen.price) + BigInt(screen.bid_step);
}

/** Return the amounts offered as buttons: the start price first, later +1, +2, +5 steps. */
export function offersOf(screen, steps) {
  const step = BigInt(screen.bid_step);
  const base = BigInt(screen.price ?? screen.start_price);
  const counts = screen.price === null ? [0, ...steps.slice(0, -1)] : steps;
  return counts
    .map((count) => ({ steps: count, fen: base + BigInt(count) * step }))
    .filter((offer) => offer.fen <= FEN_MAX);
}

/** Return the amount a priority purchaser may match, or null. */
export function matchOf(screen, rank, paddle) {
  const may = rank !== null && screen.price !== null && screen.paddle !== paddle;
  return may ? BigInt(screen.price) : null;
}

/** Return why an amount is not legal ("below", "off_step"), or null. */
export function faultOf(screen, fen, { onGrid, match = null }) {
  if (match !== null && fen === match) return null;
  if (fen < minimumOf(screen)) return "below";
  const above = fen - BigInt(screen.start_price);
  return onGrid && above % BigInt(screen.bid_step) !== 0n ? "off_step" : null;
}

/** Return the next legal amount at or above one. */
export function nextLegal(screen, fen) {
  const minimum = minimumOf(screen);
  if (fen <= minimum) return minimum;
  const step = BigInt(screen.bid_step);
  const steps = (fen - minimum + step - 1n) / step;
  return minimum + steps * step;
}

/** Return the legal amount one step up or down from what stands in the field. */
export function nudged(screen, fen, direction) {
  const minimum = minimumOf(screen);
  if (fen === null) return minimum;
  const step = BigInt(screen.bid_step);
  const legal = nextLegal(screen, fen);
  if (direction > 0) return legal > fen ? legal : legal + step;
  return legal - step < minimum ? minimum : legal - step;
}

/** Say whether an amount looks like a slip of the finger. */
export function isLarge(screen, fen, referencePrice, { steps, times }) {
  const bound = minimumOf(screen) + BigInt(steps) * BigInt(screen.bid_step);
  return fen > bound || fen > BigInt(times) * BigInt(referencePrice);
}
