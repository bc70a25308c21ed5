// A sale as a line of time: which facts had happened by a moment, and what everybody saw then. Pure.

import { applyFact, blankScreen, momentOf } from "./screen.js";

/** Screens are kept at every so many facts, so that a jump plays few of them. */
const KEPT_EVERY = 200;

/** Facts of one lot in their order, with a place to jump to every now and then. */
export class Replayer {
  constructor(lot, facts) {
    this.facts = facts;
    // A bid counts from when it came in, but a fact that came in later may have been first in line:
    // a moment shows the facts before the first one that lies after it, as screenAt has it.
    let newest = "";
    this.moments = facts.map((fact) => (newest = momentOf(fact) > newest ? momentOf(fact) : newest));
    this.kept = [blankScreen(lot)];
    let screen = this.kept[0];
    facts.forEach((fact, index) => {
      screen = applyFact(screen, fact);
      if ((index + 1) % KEPT_EVERY === 0) this.kept.push(screen);
    });
    this.last = { count: 0, screen: this.kept[0] };
  }

  /** Return how many facts count from a moment or before. */
  countAt(stamp) {
    let low = 0;
    let high = this.moments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.moments[middle] <= stamp) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Return the screen at a moment; going on from the last one asked for is cheap. */
  screenAt(stamp) {
    const count = this.countAt(stamp);
    const place = Math.floor(count / KEPT_EVERY);
    let from = { count: place * KEPT_EVERY, screen: this.kept[place] };
    if (this.last.count <= count && this.last.count > from.count) from = this.last;
    let { screen } = from;
    for (let index = from.count; index < count; index += 1) screen = applyFact(screen, this.facts[index]);
    this.last = { count, screen };
    return screen;
  }

  /** Return the moment of the next fact after one, or of the last fact before it; null for none. */
  neighbour(stamp, direction) {
    if (direction > 0) return this.moments[this.countAt(stamp)] ?? null;
    let index = this.countAt(stamp) - 1;
    while (index >= 0 && this.moments[index] >= stamp) index -= 1;
    return this.moments[index] ?? null;
  }

  /** Return the fact that a moment shows, or null before the first. */
  factAt(stamp) {
    return this.facts[this.countAt(stamp) - 1] ?? null;
  }
}

/** Return the stamp that holds every fact of a millisecond. */
export function stampOf(milliseconds) {
  return new Date(milliseconds).toISOString().replace("Z", "999Z");
}
