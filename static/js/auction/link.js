// The link to the lot: a socket that resumes where it stopped; without one, a question every 3 s.

import { io } from "socket.io-client";

const POLL_EVERY = 3000;
const PATIENCE = 4000;
const ANSWER_WITHIN = 6000;
const CLOCK_EVERY = 20000;

/** Follows one lot and calls back: onSnapshot, onFrame, onStatus, onClock. */
export class Link {
  constructor({ lot, urls, csrf, isSignedIn, calls, seq }) {
    Object.assign(this, { lot, urls, csrf, isSignedIn, calls, seq });
    this.polling = null;
    this.early = null;
    this.canSend = true;
  }

  /** Connect; until that has worked, ask for the snapshot. */
  start() {
    this.socket = io("/live", {
      transports: ["websocket", "polling"],
      auth: (give) => this.ticket().then(give),
      reconnectionDelayMax: 4000,
      timeout: PATIENCE,
    });
    this.socket.on("connect", () => this.watch());
    this.socket.on("disconnect", (reason) => this.left(reason));
    this.socket.on("connect_error", () => this.lost());
    this.socket.on("facts", (frame) => this.take(frame));
    this.patience = setTimeout(() => this.lost(), PATIENCE);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && this.socket.connected) this.watch();
    });
    setInterval(() => this.socket.connected && this.calls.onClock((t0) => this.ask("clock", { t0 })), CLOCK_EVERY);
  }

  /** Say whether orders go by the socket now. */
  get isLive() {
    return this.socket?.connected ?? false;
  }

  async ticket() {
    if (!this.isSignedIn) return {};
    try {
      const answer = await fetch(this.urls.tickets, { method: "POST", headers: { "X-CSRF-Token": this.csrf } });
      if (answer.ok) return { ticket: (await answer.json()).ticket };
      if (answer.status === 401) this.calls.onSignedOut();
    } catch {
      // No network: the socket will try again and ask anew.
    }
    return {};
  }

  ask(event, message) {
    return this.socket.timeout(ANSWER_WITHIN).emitWithAck(event, message);
  }

  async watch() {
    clearTimeout(this.patience);
    this.early = [];
    try {
      const since = this.seq();
      const answer = await this.ask("watch", since ? { lot: this.lot, since } : { lot: this.lot });
      if (!answer.ok) throw new Error(answer.code);
      if (answer.snapshot) this.calls.onSnapshot(answer.snapshot);
      else this.calls.onFrame(answer, { isResumed: true });
      const early = this.early;
      this.early = null;
      early.forEach((frame) => this.take(frame));
      this.stopPolling();
      this.calls.onStatus("connected");
      this.calls.onClock((t0) => this.ask("clock", { t0 }));
    } catch {
      this.early = null;
      this.lost();
    }
  }

  take(frame) {
    if (frame.lot !== this.lot) return;
    if (this.early) this.early.push(frame);
    else if (this.calls.onFrame(frame, { isResumed: false }).hasGap) this.watch();
  }

  /** The client does not come back by itself when the server closed; a sign-in may have ended. */
  left(reason) {
    this.lost();
    if (reason === "io server disconnect") setTimeout(() => this.socket.connect(), POLL_EVERY);
  }

  lost() {
    this.calls.onStatus(this.polling ? "polling" : "broken");
    if (this.polling) return;
    this.polling = setInterval(() => this.poll(), POLL_EVERY);
    this.poll();
  }

  stopPolling() {
    clearInterval(this.polling);
    this.polling = null;
  }

  async poll() {
    if (this.socket.connected) {
      // The socket stands, but its watch failed: ask for it again.
      await this.watch();
      return;
    }
    try {
      const answer = await fetch(this.urls.snapshot);
      if (!answer.ok) throw new Error(String(answer.status));
      if (this.socket.connected) return;
      this.calls.onSnapshot(await answer.json());
      this.calls.onStatus("polling");
    } catch {
      if (!this.socket.connected) this.calls.onStatus("broken");
    }
  }

  /** Send an order by the socket or, when it is blocked, by HTTP; resolves to the answer. */
  async send(intention) {
    if (this.isLive) return this.ask("bid", intention);
    const answer = await fetch(this.urls.bids, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": this.csrf },
      body: JSON.stringify({ amount: intention.amount, request_id: intention.request_id }),
    });
    if (answer.status === 401) this.calls.onSignedOut();
    return { ok: answer.ok, ...(await answer.json()) };
  }
}
