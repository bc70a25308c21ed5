// The practice: the hall's own screen and panel over a pretend sale that lives in this page alone.

import { refresh } from "ui/countdown.js";
import { serverNow, serverOffset } from "ui/time.js";
import { Hall } from "./hall.js";
import { after, ending, judged, Opponent } from "./practice_sale.js";

const TICK = 100;

/** Stands where the link to the court stands; nothing it is told leaves the page. */
class PracticeLink {
  constructor(options, practice, texts) {
    Object.assign(this, { calls: options.calls, practice, texts, canSend: true });
    this.opponent = new Opponent(practice.opponent, practice.script);
  }

  get isLive() {
    return true;
  }

  start() {
    this.begunAt = Date.now();
    this.offset = serverOffset();
    const opens = serverNow();
    this.screen = {
      ...this.practice.snapshot,
      opens_at: new Date(opens).toISOString(),
      closes_at: new Date(opens + this.practice.lasts_seconds * 1000).toISOString(),
    };
    this.calls.onSnapshot(this.screen);
    this.ticking = setInterval(() => this.tick(), TICK);
  }

  /** The clock of the practice runs faster than the court's: each second moves it by several. */
  tick() {
    const ahead = (Date.now() - this.begunAt) * (this.practice.speed - 1);
    document.documentElement.dataset.serverOffset = String(this.offset + ahead);
    const clock = document.querySelector("[data-clock] [data-countdown]");
    if (clock) refresh(clock);
    const now = serverNow();
    const fen = this.opponent.wants(this.screen, now);
    if (fen !== null) this.judge(this.opponent.paddle, fen, now);
    const end = ending(this.screen, now);
    if (end === null) return;
    clearInterval(this.ticking);
    this.tell([end]);
    document.querySelector("[data-practice-over]").hidden = false;
  }

  judge(paddle, fen, at) {
    const { extension_seconds: extensionSeconds } = this.practice;
    const { code, facts } = judged(this.screen, { paddle, fen, at, extensionSeconds });
    if (code === null) this.tell(facts);
    return code;
  }

  tell(facts) {
    const from = this.screen.seq + 1;
    this.screen = after(this.screen, facts);
    const frame = { from_seq: from, facts, server_time: new Date(serverNow()).toISOString() };
    this.calls.onFrame(frame, { isResumed: false });
  }

  async send(intention) {
    const code = this.judge(this.practice.paddle, BigInt(intention.amount), serverNow());
    if (code === null) return { ok: true, seq: this.screen.bid_count };
    return { ok: false, code, title: this.texts[code], detail: "" };
  }
}

const root = document.querySelector("[data-hall]");
const data = JSON.parse(document.getElementById("hall-data").textContent);
const practice = { ...data.practice, paddle: data.paddle, snapshot: data.snapshot };
new Hall(root, data, (options) => new PracticeLink(options, practice, data.practice.texts)).start();
