// The hall: one screen, kept by facts; the bidder's panel beside it.

import { serverNow } from "ui/time.js";
import { Bidding } from "./bidding.js";
import { courtTime } from "./courttime.js";
import { Intentions, newRequestId } from "./intention.js";
import { Link } from "./link.js";
import { fill, Panel } from "./panel.js";
import { applyFrame, phaseAt, standingOf } from "./screen.js";

const LOUD = new Set(["outbid", "closing", "won", "lost", "sold", "unsold", "suspended"]);

/** The hall over a link: to the court, or to the pretend sale of the practice. */
export class Hall {
  constructor(root, data, makeLink = (options) => new Link(options)) {
    this.root = root;
    this.data = data;
    this.screen = data.snapshot;
    this.heardAt = Date.now();
    this.standing = null;
    this.panel = new Panel(root, data);
    this.link = makeLink({
      lot: data.lot,
      urls: data.urls,
      csrf: root.querySelector("input[name=csrf_token]")?.value ?? "",
      isSignedIn: data.place === "bidder",
      seq: () => this.screen.seq,
      calls: {
        onSnapshot: (snapshot) => this.replace(snapshot),
        onFrame: (frame, options) => this.take(frame, options),
        onStatus: (status) => this.showStatus(status),
        onClock: (ask) => this.setClock(ask),
        onSignedOut: () => this.bidding?.tell("danger", data.texts.signed_out),
      },
    });
  }

  start() {
    this.link.start();
    const bidPanel = this.root.querySelector("[data-bid-panel]");
    if (this.data.place === "bidder" && bidPanel.querySelector("[data-own-form]")) {
      const intentions = new Intentions(sessionStorage, this.data.lot, this.data.paddle, newRequestId);
      this.bidding = new Bidding(bidPanel, { data: this.data, link: this.link, intentions, screen: this.screen });
    }
    this.tellStanding();
    this.ticking = setInterval(() => this.tick(), 500);
  }

  /** Let go of a hall that leaves the page. */
  stop() {
    clearInterval(this.ticking);
  }

  replace(snapshot) {
    this.heardAt = Date.now();
    if (snapshot.seq < this.screen.seq) return;
    const missed = snapshot.bid_count - this.screen.bid_count;
    if (this.wasBroken && missed > 0) this.tellMissed(missed);
    this.wasBroken = false;
    this.setScreen(snapshot);
  }

  take(frame, { isResumed }) {
    this.heardAt = Date.now();
    const { screen, hasGap } = applyFrame(this.screen, frame);
    if (hasGap) return { hasGap };
    const missed = screen.bid_count - this.screen.bid_count;
    if (isResumed && this.wasBroken && missed > 0) this.tellMissed(missed);
    if (isResumed) this.wasBroken = false;
    this.setScreen(screen);
    return { hasGap: false };
  }

  setScreen(screen) {
    const before = this.screen;
    this.screen = screen;
    this.panel.show(screen, before);
    this.bidding?.show(screen);
    this.tellStanding();
  }

  /** What is shown comes from the time as well: an end passes without any fact. */
  tick() {
    this.panel.showAge(Math.round((Date.now() - this.heardAt) / 1000));
    const phase = phaseAt(this.screen, serverNow());
    if (phase !== this.phase) {
      this.phase = phase;
      this.panel.showPhase(phase);
      this.panel.showTime(this.screen, phase);
      this.bidding?.show(this.screen);
      this.tellStanding();
    }
  }

  tellStanding() {
    const { place, paddle, texts } = this.data;
    const key = standingOf(this.screen, place, paddle, phaseAt(this.screen, serverNow()));
    if (key === this.standing) return;
    const isFirst = this.standing === null;
    this.standing = key;
    const line = this.root.querySelector("[data-state-line]");
    if (!line || !texts.state[key]) return;
    line.className = `mc-bid__state mc-bid__state--${texts.kinds[key] ?? "neutral"}`;
    line.textContent = texts.state[key];
    if (!isFirst && LOUD.has(key)) this.root.querySelector("[data-alarm]").textContent = texts.state[key];
    if (!isFirst && key === "outbid") navigator.vibrate?.(200);
  }

  tellMissed(count) {
    const place = this.root.querySelector("[data-news]");
    if (!place) return;
    place.className = "mc-bid__news mc-bid__news--warning";
    place.textContent = fill(this.data.texts.missed, { count });
    place.hidden = false;
  }

  showStatus(status) {
    if (status !== "connected") this.wasBroken = true;
    this.link.canSend = status !== "broken";
    this.panel.showStatus(status);
  }

  async setClock(ask) {
    try {
      this.panel.showClock(await courtTime(ask));
      this.heardAt = Date.now();
    } catch {
      // The next ping measures again.
    }
  }
}

const root = document.querySelector("[data-hall]");
const data = document.getElementById("hall-data");
if (root && data && root.dataset.hall !== "practice" && root.dataset.hall !== "wall") new Hall(root, JSON.parse(data.textContent)).start();
