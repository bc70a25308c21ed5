// The link to the wall: read it over HTTP, then follow its news; without a socket ask every 5 s.

import { io } from "socket.io-client";

const POLL_EVERY = 5000;
const PATIENCE = 4000;
const ANSWER_WITHIN = 6000;
const CLOCK_EVERY = 20000;
/** A wall that lost its place is read anew, but never faster than this. */
const READ_EVERY = 2000;
/** What the wall answers to whoever may not read it any more. */
const SHUT_OUT = new Set(["401", "403"]);
/** News that wait while the wall is read; more means reading took too long to be worth it. */
const WAITING_MAX = 400;

/** Follows the wall of some courts and calls back: onWall, onFrame, onStatus, onClock. */
export class WallLink {
  constructor({ courts, urls, csrf, calls }) {
    Object.assign(this, { courts, urls, csrf, calls });
    this.numbers = new Map();
    this.waiting = null;
    this.readAt = 0;
  }

  start() {
    this.socket = io("/live", {
      transports: ["websocket", "polling"],
      auth: (give) => this.ticket().then(give),
      reconnectionDelayMax: 4000,
      timeout: PATIENCE,
    });
    this.socket.on("connect", () => this.follow());
    this.socket.on("disconnect", (reason) => this.left(reason));
    this.socket.on("connect_error", () => this.lost());
    this.socket.on("wall", (frame) => this.take(frame));
    this.patience = setTimeout(() => this.lost(), PATIENCE);
    setInterval(() => this.socket.connected && this.measure(), CLOCK_EVERY);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && this.socket.connected) this.again();
    });
  }

  async ticket() {
    try {
      const answer = await fetch(this.urls.tickets, { method: "POST", headers: { "X-CSRF-Token": this.csrf } });
      if (answer.ok) return { ticket: (await answer.json()).ticket };
    } catch {
      // No network: the socket tries again and asks anew.
    }
    return {};
  }

  ask(event, message) {
    return this.socket.timeout(ANSWER_WITHIN).emitWithAck(event, message);
  }

  measure() {
    this.calls.onClock((t0) => this.ask("clock", { t0 }));
  }

  /** Take a place on each wall first, read the wall after it: nothing falls between the two. */
  async follow() {
    if (this.waiting) return true;
    clearTimeout(this.patience);
    this.waiting = [];
    this.readAt = Date.now();
    try {
      for (const court of this.courts) {
        const answer = await this.ask("watch_wall", { court });
        if (!answer.ok) throw new Error(answer.code);
        this.numbers.set(court, answer.number);
      }
      this.calls.onWall(await this.read());
      const early = this.waiting;
      this.waiting = null;
      this.stopPolling();
      this.calls.onStatus("live");
      this.measure();
      early.forEach((frame) => this.take(frame));
      return true;
    } catch {
      this.waiting = null;
      this.lost();
      return false;
    }
  }

  async read() {
    const answer = await fetch(this.urls.wall);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  take(frame) {
    if (this.waiting) {
      if (this.waiting.length < WAITING_MAX) this.waiting.push(frame);
      return;
    }
    const last = this.numbers.get(frame.court);
    if (last === undefined || frame.number <= last) return;
    if (frame.number !== last + 1) {
      this.again();
      return;
    }
    this.numbers.set(frame.court, frame.number);
    if (this.calls.onFrame(frame).hasGap) this.again();
  }

  /** Read the wall anew, soon but not at once if that was done just now. */
  again() {
    if (this.coming) return;
    const rest = Math.max(0, this.readAt + READ_EVERY - Date.now());
    this.coming = setTimeout(() => {
      this.coming = null;
      if (this.socket.connected) this.follow();
    }, rest);
  }

  left(reason) {
    this.lost();
    if (reason === "io server disconnect") setTimeout(() => this.socket.connect(), POLL_EVERY);
  }

  lost() {
    this.calls.onStatus("stale");
    this.polling ??= setInterval(() => this.poll(), POLL_EVERY);
  }

  stopPolling() {
    clearInterval(this.polling);
    this.polling = null;
  }

  async poll() {
    if (this.socket.connected && (await this.follow())) return;
    try {
      this.calls.onWall(await this.read());
      this.calls.onStatus("stale");
    } catch (fault) {
      this.calls.onStatus(SHUT_OUT.has(fault.message) ? "signed_out" : "failed");
    }
  }
}
