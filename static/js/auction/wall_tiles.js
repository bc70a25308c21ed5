// Print the tiles of the wall: only what has changed, only where it changed.

import { formatSpan, serverNow } from "ui/time.js";
import { clockText, yuan } from "./panel.js";
import { applyNews, arrange, busyOf, phaseOf, sparkPath, untilOf } from "./wall_screen.js";

const SOON = 300000;

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** One lot on the page: its element, its places, its state. */
class Tile {
  constructor(element) {
    this.element = element;
    this.places = {};
    for (const place of element.querySelectorAll("[data-f]")) this.places[place.dataset.f] = place;
    this.link = element.querySelector("[data-open]");
  }

  /** Show a state of the lot; what stands there already is not written again. */
  show(state, texts, now) {
    const old = this.state;
    this.state = state;
    const { places } = this;
    if (!old) {
      put(places.title, state.title);
      put(places.case, state.case_number);
    }
    put(places.price, yuan(state.price ?? state.start_price));
    if (state.price !== null) put(places.label, texts.current);
    put(places.bids, String(state.bid_count));
    put(places.paddles, String(state.paddles.length));
    put(places.extensions, String(state.extensions));
    put(places.findings, String(state.findings ?? 0));
    this.element.classList.toggle("has-findings", (state.findings ?? 0) > 0);
    if (!old || old.bid_count !== state.bid_count || old.bids.length !== state.bids.length) {
      places.spark.setAttribute("d", sparkPath(state.bids));
      const last = state.bids[state.bids.length - 1];
      put(places.last, last ? `${last.paddle} · ${clockText(last.at)}` : "—");
      this.showBusy(now);
    }
    this.showPhase(texts, now);
  }

  showBusy(now) {
    this.busy = busyOf(this.state, now);
    put(this.places.busy, String(this.busy));
  }

  showViewers(count) {
    put(this.places.viewers, String(count));
  }

  showPhase(texts, now) {
    const phase = phaseOf(this.state, now);
    this.until = untilOf(this.state, phase);
    if (phase === this.phase) return false;
    this.phase = phase;
    this.element.dataset.phase = phase;
    const tag = document.createElement("span");
    tag.className = `mc-tag mc-tag--${texts.tags[phase] ?? "neutral"}`;
    tag.textContent = texts.phases[phase] ?? phase;
    this.places.tag.replaceChildren(tag);
    if (this.until === null) {
      this.words = "—";
      put(this.places.left, this.words);
      this.showSoon(false);
    }
    return true;
  }

  showSoon(isSoon) {
    if (isSoon === this.isSoon) return;
    this.isSoon = isSoon;
    this.element.classList.toggle("is-soon", isSoon);
  }

  /** Let the clock go on; say whether the lot came into another phase by it. */
  tick(texts, now) {
    if (this.until === null || this.until === undefined) return false;
    const left = this.until - now;
    const words = left > 0 ? formatSpan(left, texts.day) : texts.over;
    if (words !== this.words) {
      this.words = words;
      this.places.left.textContent = words;
    }
    this.showSoon(left <= SOON && this.phase === "bidding");
    return left <= 0 && this.showPhase(texts, now);
  }
}

/** All tiles of the page, in their order. */
export class Tiles {
  constructor(grid, { texts, view, urlOf }) {
    Object.assign(this, { grid, texts, view, urlOf });
    this.template = document.querySelector("[data-tile-template]");
    this.tiles = new Map();
    for (const element of grid.querySelectorAll("[data-tile]")) this.tiles.set(element.dataset.tile, new Tile(element));
    this.beats = 0;
  }

  make(state) {
    const element = this.template.content.querySelector("[data-tile]").cloneNode(true);
    element.dataset.tile = state.lot;
    const tile = new Tile(element);
    tile.link.href = this.urlOf(state.lot);
    this.tiles.set(state.lot, tile);
    this.grid.append(element);
    return tile;
  }

  upsert(state, now) {
    const tile = this.tiles.get(state.lot) ?? this.make(state);
    if (!tile.state || state.seq >= tile.state.seq) tile.show(state, this.texts, now);
  }

  remove(lot) {
    this.tiles.get(lot)?.element.remove();
    this.tiles.delete(lot);
  }

  /** Show a whole wall. */
  replace(wall) {
    const now = serverNow();
    const stay = new Set(wall.lots.map((state) => state.lot));
    for (const lot of [...this.tiles.keys()]) if (!stay.has(lot)) this.remove(lot);
    for (const state of wall.lots) this.upsert(state, now);
    this.showViewers(wall.viewers);
    this.arrange(true);
  }

  /** Show what is new; say whether something is missing before it. */
  take(frame) {
    const now = serverNow();
    let hasGap = false;
    for (const state of frame.tiles ?? []) this.upsert(state, now);
    for (const news of frame.lots ?? []) {
      const tile = this.tiles.get(news.lot);
      if (!tile?.state) {
        hasGap = true;
        continue;
      }
      const after = applyNews(tile.state, news);
      if (after.hasGap) hasGap = true;
      else tile.show(after.tile, this.texts, now);
    }
    for (const [lot, count] of Object.entries(frame.findings ?? {})) {
      const tile = this.tiles.get(lot);
      if (tile?.state) tile.show({ ...tile.state, findings: count }, this.texts, now);
    }
    for (const lot of frame.gone ?? []) this.remove(lot);
    if (frame.viewers) this.showViewers(frame.viewers);
    if (frame.tiles || frame.gone) this.arrange(true);
    return { hasGap };
  }

  showViewers(counts) {
    for (const [lot, tile] of this.tiles) tile.showViewers(counts[lot] ?? 0);
  }

  /** Let every clock go on by a second; every few seconds put the tiles in order. */
  tick() {
    const now = serverNow();
    let hasMoved = false;
    for (const tile of this.tiles.values()) {
      if (!tile.state) continue;
      if (tile.tick(this.texts, now)) hasMoved = true;
      if (this.beats % 5 === 0 && tile.busy > 0) tile.showBusy(now);
    }
    this.beats += 1;
    if (hasMoved || this.beats % 3 === 0) this.arrange(false);
  }

  /** Nothing moves under a finger or a cursor: then the order waits. */
  get isHeld() {
    return this.grid.matches(":hover") || this.grid.contains(document.activeElement);
  }

  arrange(isForced) {
    if (!isForced && this.isHeld) return;
    const states = [];
    for (const tile of this.tiles.values()) if (tile.state) states.push(tile.state);
    const order = arrange(states, this.view, serverNow());
    const shown = new Set(order);
    for (const [lot, tile] of this.tiles) {
      const isHidden = !shown.has(lot);
      if (tile.element.hidden !== isHidden) tile.element.hidden = isHidden;
    }
    let place = this.grid.firstElementChild;
    for (const lot of order) {
      const { element } = this.tiles.get(lot);
      while (place?.hidden && place !== element) place = place.nextElementSibling;
      if (place === element) place = place.nextElementSibling;
      else this.grid.insertBefore(element, place);
    }
    this.order = order;
  }

  /** Return the links of the tiles that are shown, in their order. */
  get links() {
    return (this.order ?? [...this.tiles.keys()]).map((lot) => this.tiles.get(lot).link);
  }
}
