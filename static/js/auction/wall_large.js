// One lot large beside the wall: its hall kept by the wall's own news, its facts as they happen.

import { startCountdowns } from "ui/countdown.js";
import { wordsOf } from "./event_words.js";
import { Hall } from "./hall.js";
import { clockText } from "./panel.js";

const EVENTS_MAX = 100;
/** These change what a judge may do. */
const MOVING = new Set([
  "auction.lot.opened",
  "auction.lot.suspended",
  "auction.lot.stayed",
  "auction.lot.resumed",
  "auction.lot.sold",
  "auction.lot.unsold",
  "auction.lot.withdrawn",
]);

/** The side of the wall. */
export class Large {
  constructor(place, { urls, texts, onClose }) {
    Object.assign(this, { place, urls, texts, onClose });
    this.asked = 0;
    place.addEventListener("click", (event) => {
      if (!event.target.closest("[data-close]")) return;
      event.preventDefault();
      this.close();
    });
    place.addEventListener("change", (event) => this.offerReason(event.target));
  }

  /** Begin with what the server printed, if it printed a lot. */
  begin() {
    if (this.place.querySelector("[data-lot]")) this.follow();
  }

  async open(lot) {
    this.asked += 1;
    const asked = this.asked;
    const html = await this.fetch(lot);
    // A slower answer to an earlier press must not cover a later one.
    if (html === null || asked !== this.asked) return;
    this.stop();
    this.place.innerHTML = html;
    this.place.hidden = false;
    this.place.parentElement.classList.add("has-large");
    this.follow();
    this.place.focus({ preventScroll: true });
    this.place.scrollIntoView({ block: "nearest" });
  }

  async fetch(lot) {
    try {
      // What the wall shows goes along: an act comes back to the same filter and order.
      const answer = await fetch(this.urls.lot.replace("/_", `/${encodeURIComponent(lot)}`) + location.search);
      return answer.ok ? await answer.text() : null;
    } catch {
      return null;
    }
  }

  follow() {
    const root = this.place.querySelector("[data-lot]");
    const data = JSON.parse(this.place.querySelector("[data-hall-data]").textContent);
    this.lot = root.dataset.lot;
    this.newest = Number(root.dataset.newest);
    const bids = data.snapshot.bids;
    this.bidAt = bids.length > 0 ? bids[bids.length - 1].at : null;
    this.hall = new Hall(root, data, () => ({ start() {}, isLive: false }));
    this.hall.start();
    startCountdowns(root);
  }

  stop() {
    this.hall?.stop();
    this.hall = null;
    this.lot = null;
  }

  close() {
    const lot = this.lot;
    this.asked += 1;
    this.stop();
    this.place.replaceChildren();
    this.place.hidden = true;
    this.place.parentElement.classList.remove("has-large");
    this.onClose(lot);
  }

  /** Take the wall's news of this lot. */
  take(news, serverTime) {
    if (!this.hall || news.lot !== this.lot) return;
    if (this.hall.take({ ...news, server_time: serverTime }, { isResumed: false }).hasGap) this.resync();
    const fresh = news.facts.filter((fact) => fact.seq > this.newest);
    for (const fact of fresh) this.tell(fact);
    if (fresh.some((fact) => MOVING.has(fact.name))) this.refresh(".mc-large__acts");
  }

  /** After the wall was read anew: what this lot missed comes from its own snapshot. */
  async resync() {
    const { lot, hall } = this;
    if (!hall) return;
    try {
      const answer = await fetch(this.urls.snapshot.replace("/_/", `/${encodeURIComponent(lot)}/`));
      if (answer.ok && this.hall === hall) hall.replace(await answer.json());
    } catch {
      // The next reading of the wall brings it.
    }
  }

  tell(fact) {
    const list = this.place.querySelector("[data-events]");
    const line = document.createElement("li");
    line.className = "mc-events__one is-new";
    const time = document.createElement("time");
    const moment = fact.received_at ?? fact.at;
    time.dateTime = moment;
    time.textContent = clockText(moment, true);
    line.append(time, ` ${wordsOf(fact, this.texts, this.bidAt)}`);
    list.prepend(line);
    while (list.children.length > EVENTS_MAX) list.lastElementChild.remove();
    this.newest = fact.seq;
    if (fact.name === "auction.bid.placed") this.bidAt = fact.received_at;
  }

  /** The screens found something about this lot, or somebody looked into it. */
  takeFindings(counts) {
    if (this.lot && counts[this.lot] !== undefined) this.refresh("[data-findings]");
  }

  /** Print one part anew, the acts that are open now or the findings; what a judge is writing is left alone. */
  async refresh(name) {
    const { lot } = this;
    const html = await this.fetch(lot);
    const part = this.place.querySelector(name);
    if (html === null || lot !== this.lot || !part || part.contains(document.activeElement)) return;
    const made = new DOMParser().parseFromString(html, "text/html").querySelector(name);
    if (made) part.replaceWith(document.adoptNode(made));
  }

  /** A ground brings its ready reason, unless the judge wrote an own one. */
  offerReason(select) {
    if (!select.matches?.("[data-ground]")) return;
    const reason = select.form.elements.reason;
    const ready = [...select.options].map((option) => option.dataset.ready);
    const isOwn = reason.value.trim() !== "" && !ready.includes(reason.value.trim());
    if (!isOwn) reason.value = select.selectedOptions[0].dataset.ready;
  }
}
