// Print a screen into the lot's panel: price, leader, countdown, extensions, every bid.

import { announce } from "ui/announce.js";
import { refresh } from "ui/countdown.js";
import { inCapitals } from "ui/money.js";
import { serverNow } from "ui/time.js";
import { redraw } from "./curve.js";
import { phaseAt } from "./screen.js";

const SPEAK_EVERY = 5000;
const CHIPS = 3;
const FAR = 60000;

/** Print fen as yuan, such as 1,234.50. */
export function yuan(fen) {
  const digits = BigInt(fen).toString().padStart(3, "0");
  return `${digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",")}.${digits.slice(-2)}`;
}

/** The end that a lot names counts no more. */
const STILL = new Set(["suspended", "annulled", "withdrawn"]);

/** Fill {names} of a sentence. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Print a moment of the court's time in Shanghai, to the millisecond. */
export function clockText(moment, withDay = false) {
  const shifted = new Date(Date.parse(moment) + 8 * 3600000).toISOString();
  const time = shifted.slice(11, 23);
  return withDay ? `${shifted.slice(0, 10)} ${time}` : time;
}

/** The part of the page that everybody sees. */
export class Panel {
  constructor(root, { texts, paddle }) {
    this.root = root;
    this.texts = texts;
    this.paddle = paddle;
    this.spokenAt = 0;
    this.unspoken = null;
  }

  find(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  /** Show a screen after an earlier one; what has not changed is left alone. */
  show(screen, before) {
    const phase = phaseAt(screen, serverNow());
    if (screen.price !== before.price || screen.bid_count !== before.bid_count) this.showPrice(screen);
    this.showTime(screen, phase);
    this.showBids(screen);
    this.showExtensions(screen, before);
    this.showPhase(phase);
    const svg = this.root.querySelector(".mc-curve svg");
    if (svg && screen.bids.length > 0) {
      svg.closest("figure").hidden = false;
      redraw(svg, screen, serverNow());
    }
    if (screen.bid_count !== before.bid_count) this.summarize(screen);
  }

  showPrice(screen) {
    const fen = screen.price ?? screen.start_price;
    this.find("price").textContent = yuan(fen);
    if (screen.price !== null) this.find("price-label").textContent = this.texts.current;
    this.find("price-capital").textContent = inCapitals(BigInt(fen));
    this.find("leader").textContent = screen.paddle ?? "—";
    this.find("count").textContent = String(screen.bid_count);
    this.find("extension-count").textContent = String(screen.extensions);
    const box = this.find("price").closest(".mc-hall__price");
    box.classList.remove("is-new");
    requestAnimationFrame(() => box.classList.add("is-new"));
  }

  showTime(screen, phase) {
    const element = this.root.querySelector("[data-clock] [data-countdown]");
    if (!element) return;
    element.dataset.countdown = phase === "upcoming" ? screen.opens_at : screen.closes_at;
    element.closest("[data-clock]").classList.toggle("is-paused", STILL.has(phase));
    this.find("clock-label").textContent = this.texts.clock_labels[phase];
    const stated = element.querySelector(".mc-countdown__at");
    if (stated) stated.textContent = clockText(element.dataset.countdown, true);
    refresh(element);
  }

  showBids(screen) {
    const body = this.find("bids");
    const newest = Number(body.firstElementChild?.dataset.seq ?? 0);
    const fresh = screen.bids.filter((bid) => bid.seq > newest);
    for (const bid of fresh) body.prepend(this.rowOf(bid));
    for (const bid of screen.bids.slice(-fresh.length - 1)) {
      const cell = body.querySelector(`[data-seq="${bid.seq}"] td:last-child`);
      if (bid.extended && cell && !cell.querySelector(".mc-hall__mark")) cell.append(" ", this.markOf("extended"));
    }
    this.find("bids-table").hidden = screen.bids.length === 0;
    this.find("none").hidden = screen.bids.length > 0;
  }

  rowOf(bid) {
    const row = document.createElement("tr");
    row.dataset.seq = String(bid.seq);
    row.classList.toggle("is-own", bid.paddle === this.paddle);
    row.classList.add("is-new");
    const cells = [String(bid.seq), bid.paddle, yuan(bid.amount), clockText(bid.at, true)];
    cells.forEach((text, index) => {
      const cell = row.insertCell();
      cell.textContent = text;
      if (index === 0 || index === 2) cell.className = "mc-number";
    });
    if (bid.paddle === this.paddle) row.cells[1].append(" ", this.markOf("you"));
    if (bid.kind === "priority") row.cells[1].append(" ", this.markOf("priority"));
    if (bid.extended) row.cells[3].append(" ", this.markOf("extended"));
    return row;
  }

  markOf(word) {
    const mark = document.createElement("span");
    mark.className = "mc-hall__mark";
    mark.textContent = this.texts[word];
    return mark;
  }

  showExtensions(screen, before) {
    if (screen.extensions <= before.extensions) return;
    const chip = document.createElement("li");
    chip.className = "mc-chip is-new";
    chip.textContent = fill(this.texts.extension, { number: screen.extensions, time: clockText(screen.closes_at) });
    const list = this.find("extensions");
    list.prepend(chip);
    while (list.children.length > CHIPS) list.lastElementChild.remove();
    const line = document.createElement("li");
    line.className = "mc-chip";
    line.textContent = `${screen.extensions} · ${clockText(screen.closes_at, true)}`;
    this.find("all-list").append(line);
    this.find("all-words").textContent = fill(this.texts.all_extensions, { count: screen.extensions });
    this.find("all").hidden = screen.extensions <= CHIPS;
    this.find("extensions-box").hidden = false;
    announce(chip.textContent);
  }

  showPhase(phase) {
    if (this.phase === phase) return;
    this.phase = phase;
    const tag = this.root.querySelector("[data-tag] .mc-tag");
    if (!tag || !this.texts.phases[phase]) return;
    tag.className = `mc-tag mc-tag--${this.texts.tags[phase]}`;
    tag.textContent = this.texts.phases[phase];
  }

  /** Say the price to listeners, at most every five seconds. */
  summarize(screen) {
    this.unspoken = screen;
    const wait = this.spokenAt + SPEAK_EVERY - Date.now();
    if (wait > 0) {
      this.later ??= setTimeout(() => this.speak(), wait);
      return;
    }
    this.speak();
  }

  speak() {
    this.later = null;
    this.spokenAt = Date.now();
    const { price, paddle, bid_count: count } = this.unspoken;
    announce(fill(this.texts.summary, { price: yuan(price ?? "0"), paddle: paddle ?? "—", count }));
  }

  /** Show how the page is connected, in words. */
  showStatus(status) {
    const place = this.find("connection");
    if (!place) return;
    place.hidden = false;
    place.dataset.status = status;
    this.find("connection-text").textContent = this.texts[status];
    this.root.classList.toggle("is-broken", status === "broken");
  }

  /** Show how long ago the page last heard from the court. */
  showAge(seconds) {
    const place = this.find("age");
    if (place) place.textContent = seconds > 2 ? fill(this.texts.updated, { seconds }) : "";
  }

  /** Show offset and round trip, and let every clock of the page follow the court's. */
  showClock({ offset, round }) {
    document.documentElement.dataset.serverOffset = String(offset);
    const values = { offset: Math.abs(Math.round(offset)), round: Math.round(round) };
    // A rehearsal, or a device set wrongly: a figure of days would tell nobody anything.
    const words = values.offset < FAR ? this.texts.clock : this.texts.clock_far;
    this.find("offset").textContent = fill(words, values);
  }
}
