// Play a sale again on its line of time: slider, speed, events, keys, and a link to each moment.

import { formatSpan } from "ui/time.js";
import { wordsOf } from "./event_words.js";
import { clockText, fill, yuan } from "./panel.js";
import { Replayer, stampOf } from "./replay_state.js";
import { phaseAt } from "./screen.js";

const BIDS_SHOWN = 12;
const SPOKEN_EVERY = 1000;

class Replay {
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.begins = Date.parse(data.begins_at);
    this.ends = Date.parse(data.ends_at);
    this.at = Date.parse(data.at);
    /** The very microsecond of a jump, until the line moves by itself. */
    this.exact = data.at;
    this.slider = root.querySelector("[data-slider]");
    this.button = root.querySelector("[data-play]");
    this.places = {};
    for (const place of document.querySelectorAll("[data-r]")) this.places[place.dataset.r] = place;
  }

  async start() {
    try {
      this.replayer = new Replayer(this.data.lot, await this.read());
    } catch {
      this.tellFault();
      return;
    }
    this.root.querySelector("[data-controls]").hidden = false;
    this.button.addEventListener("click", () => this.toggle());
    this.slider.addEventListener("input", () => this.seek(this.begins + Number(this.slider.value)));
    this.slider.addEventListener("keydown", (event) => this.key(event));
    this.root.querySelector("[data-back]").addEventListener("click", () => this.step(-1));
    this.root.querySelector("[data-next]").addEventListener("click", () => this.step(1));
    document.addEventListener("click", (event) => this.jump(event));
    this.show();
  }

  async read() {
    const facts = [];
    let after = 0;
    while (after !== null && facts.length < this.data.facts_max) {
      const answer = await fetch(`${this.data.urls.facts}?after=${after}&limit=500`);
      if (!answer.ok) throw new Error(String(answer.status));
      const page = await answer.json();
      facts.push(...page.items);
      after = page.next;
    }
    return facts;
  }

  tellFault() {
    this.places.event.textContent = this.data.texts.failed;
    this.places.event.hidden = false;
  }

  get stamp() {
    return this.exact ?? stampOf(this.at);
  }

  /** Go to a moment in milliseconds, or to an exact stamp. */
  seek(milliseconds, exact = null) {
    this.at = Math.min(Math.max(milliseconds, this.begins), this.ends);
    this.exact = exact;
    this.show();
    if (!this.isPlaying) this.keep();
  }

  step(direction) {
    this.pause();
    const moment = this.replayer.neighbour(this.stamp, direction);
    if (moment === null) this.seek(direction > 0 ? this.ends : this.begins);
    else this.seek(Date.parse(moment), moment);
  }

  jump(event) {
    const link = event.target.closest("[data-jump]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.pause();
    this.seek(Date.parse(link.dataset.jump), link.dataset.jump);
  }

  key(event) {
    if (event.key === " ") {
      event.preventDefault();
      this.toggle();
    } else if (event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      event.preventDefault();
      this.step(event.key === "ArrowRight" ? 1 : -1);
    }
  }

  toggle() {
    if (this.isPlaying) {
      this.pause();
      return;
    }
    if (this.at >= this.ends) this.at = this.begins;
    this.isPlaying = true;
    this.exact = null;
    this.button.textContent = this.data.texts.pause;
    this.frameAt = performance.now();
    requestAnimationFrame((now) => this.play(now));
  }

  pause() {
    if (!this.isPlaying) return;
    this.isPlaying = false;
    this.button.textContent = this.data.texts.play;
    this.keep();
  }

  play(now) {
    if (!this.isPlaying) return;
    const speed = Number(this.root.querySelector("[data-speed]").value);
    this.at = Math.min(this.ends, this.at + (now - this.frameAt) * speed);
    this.frameAt = now;
    this.show();
    if (this.at >= this.ends) this.pause();
    else requestAnimationFrame((next) => this.play(next));
  }

  /** Keep the moment in the address, so that it can be sent to somebody. */
  keep() {
    const url = new URL(this.data.urls.page, location.href);
    url.searchParams.set("at", this.stamp);
    this.places.link.href = url.pathname + url.search;
    history.replaceState(null, "", url);
  }

  show() {
    const screen = this.replayer.screenAt(this.stamp);
    const { places } = this;
    const phase = screen.opens_at === null ? "preparing" : phaseAt(screen, this.at);
    const fen = screen.price ?? screen.start_price ?? this.data.start_price;
    this.put(places.moment, clockText(stampOf(this.at), true));
    this.put(places.price, fen === null ? "—" : yuan(fen));
    this.put(places.paddle, screen.paddle ?? "—");
    this.put(places.extensions, String(screen.extensions));
    this.put(places.bids, String(screen.bid_count));
    const left = Date.parse(screen.closes_at) - this.at;
    this.put(places.left, phase === "bidding" ? formatSpan(left, this.data.texts.day) : "—");
    this.showPhase(phase);
    this.showPlace();
    if (screen.bid_count !== this.shownBids) this.showBids(screen);
    this.showEvent();
    this.speak(screen);
  }

  put(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  showPhase(phase) {
    if (phase === this.phase) return;
    this.phase = phase;
    const tag = document.createElement("span");
    tag.className = `mc-tag mc-tag--${this.data.texts.tags[phase] ?? "neutral"}`;
    tag.textContent = this.data.texts.phases[phase] ?? phase;
    this.places.tag.replaceChildren(tag);
  }

  showPlace() {
    const { left, right } = this.data;
    const share = this.ends > this.begins ? (this.at - this.begins) / (this.ends - this.begins) : 1;
    const x = (left + share * (right - left)).toFixed(1);
    this.places.clip.setAttribute("width", x);
    this.places.cursor.setAttribute("x1", x);
    this.places.cursor.setAttribute("x2", x);
    this.slider.value = String(Math.round(this.at - this.begins));
  }

  showBids(screen) {
    this.shownBids = screen.bid_count;
    const rows = screen.bids.slice(-BIDS_SHOWN).reverse().map((bid) => {
      const row = document.createElement("tr");
      [String(bid.seq), bid.paddle, yuan(bid.amount), clockText(bid.at, true)].forEach((text, index) => {
        const cell = row.insertCell();
        cell.textContent = text;
        if (index === 0 || index === 2) cell.className = "mc-number";
      });
      return row;
    });
    this.places.table.replaceChildren(...rows);
  }

  showEvent() {
    const fact = this.replayer.factAt(this.stamp);
    if (fact === this.fact) return;
    this.fact = fact;
    this.places.event.hidden = fact === null;
    if (fact !== null) this.put(this.places.event, wordsOf(fact, this.data.texts, null));
  }

  /** A slider says where it stands in words; while it plays, once a second is enough. */
  speak(screen) {
    const now = performance.now();
    if (this.isPlaying && now - (this.spokenAt ?? 0) < SPOKEN_EVERY) return;
    this.spokenAt = now;
    const values = {
      time: clockText(stampOf(this.at), true),
      price: yuan(screen.price ?? screen.start_price ?? this.data.start_price ?? "0"),
      paddle: screen.paddle ?? "—",
    };
    this.slider.setAttribute("aria-valuetext", fill(this.data.texts.spoken, values));
  }
}

const root = document.querySelector("[data-replay]");
const data = document.getElementById("replay-data");
if (root && data) new Replay(root, JSON.parse(data.textContent)).start();
