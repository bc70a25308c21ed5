// A sale played again from its record (docs/sale-record.md): 法释〔2016〕18号 arts. 20, 21, 28 and
// 法明传〔2017〕455号 六, in the reader's own browser. Times are microseconds since 1970, money is fen.

import { Broken, canonical, hex, leafOf, rootsAt, textOf } from "./log.js";

const SECOND = 1_000_000;
// 18号 art. 20(2): a bid in the last five minutes brings five; art. 28: as much is left at least.
const FIVE_MINUTES = 300 * SECOND;
// 18号 art. 20(2): bidding lasts 24 hours; 455号 六: a sell-off runs on for 24 from its first bid.
const DAY = 86_400 * SECOND;
// A sale is closed when the bids of its time are judged, this long after the end.
const DRAIN = 2 * SECOND;
export const HALTED = ["suspended", "stayed"];
const SALE_STANDS = ["sold", "awaiting_approval", "paid", "qualified", "ruled", "handed_over"];
export const CALLED_OFF = ["withdrawn", "stopped"];
export const BEFORE_THE_END = ["announced", "open", ...HALTED];
const EVER = [
  ...BEFORE_THE_END, ...SALE_STANDS, "settled", "defaulted", "annulled", "unsold", "in_kind_offered", "in_kind",
  "managed", "returned", "self_disposal", "self_disposed", ...CALLED_OFF,
];
/** Each public fact of a lot: where the lot may stand then, and where it stands after it. */
export const STEPS = {
  "lot.announced": [[""], "announced"],
  "lot.held_elsewhere": [["announced"], ""],
  "notice.corrected": [["announced"], ""],
  "viewing.offered": [EVER, ""],
  "viewing.withdrawn": [EVER, ""],
  "question.answered": [EVER, ""],
  "lot.opened": [["announced"], "open"],
  "bid.placed": [["open"], ""],
  "lot.extended": [["open"], ""],
  "lot.contested": [["open"], ""],
  "lot.suspended": [["announced", "open"], "suspended"],
  "lot.stayed": [["announced", "open", "suspended"], "stayed"],
  "lot.halt_cause_ended": [HALTED, ""],
  "lot.resumed": [HALTED, ""],
  "lot.withdrawn": [["announced", ...HALTED], "withdrawn"],
  "lot.stopped": [["announced", ...HALTED], "stopped"],
  "lot.stopped_covered": [BEFORE_THE_END, "stopped"],
  "venue.state_recorded": [BEFORE_THE_END, ""],
  "result.recorded": [["open"], ""],
  "lot.sold": [["open"], "sold"],
  "lot.unsold": [["open"], "unsold"],
  "confirmation.issued": [["sold"], ""],
  "lot.approval_asked": [["sold"], "awaiting_approval"],
  "lot.paid": [["sold", "awaiting_approval"], "paid"],
  "lot.buyer_proven": [["paid"], "qualified"],
  "lot.ruled": [["paid", "qualified"], "ruled"],
  "handover.step_done": [["ruled"], ""],
  "lot.handed_over": [["ruled"], "handed_over"],
  "lot.settled": [["handed_over"], "settled"],
  "lot.defaulted": [["sold", "awaiting_approval"], "defaulted"],
  "lot.annulled": [SALE_STANDS, "annulled"],
  "lot.offered_in_kind": [["unsold"], "in_kind_offered"],
  "lot.offer_closed": [["in_kind_offered"], "unsold"],
  "lot.taken_in_kind": [["in_kind_offered"], "in_kind"],
  "lot.managed": [["unsold"], "managed"],
  "lot.returned": [["unsold"], "returned"],
  "lot.self_disposal_allowed": [["unsold"], "self_disposal"],
  "lot.self_disposal_lapsed": [["self_disposal"], "unsold"],
  "lot.self_disposed": [["self_disposal"], "self_disposed"],
};
const ENTRY = "actor,at,fact,name,seq,stream,v";
const FORMAT = "mingchui-record/1";

/** Read an amount: a string of fen. */
export function fen(text) {
  if (typeof text !== "string" || !/^(0|[1-9][0-9]{0,14})$/.test(text)) throw new TypeError(`${text} is no amount`);
  return Number(text);
}

/** Read a moment: UTC with microseconds. */
export function moment(text) {
  const parts = typeof text === "string" && /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{6})Z$/.exec(text);
  const whole = parts ? new Date(`${text.slice(0, 19)}Z`) : new Date(Number.NaN);
  if (Number.isNaN(whole.getTime()) || whole.toISOString().slice(0, 19) !== text.slice(0, 19)) throw new TypeError(`${text} is no moment`);
  return whole.getTime() * 1000 + Number(parts[7]);
}

/** Write a moment as a record does. */
export function stamp(at) {
  const micro = String(at % SECOND).padStart(6, "0");
  return `${new Date(Math.floor(at / 1000)).toISOString().slice(0, 19)}.${micro}Z`;
}

/** Take a field that a fact must have. */
export function need(fact, key) {
  if (!Object.hasOwn(fact, key)) throw new TypeError(`no field ${key}`);
  return fact[key];
}

const optional = (fact, key) => (Object.hasOwn(fact, key) ? fact[key] : null);

/** A sale that is played again, fact by fact. */
export class Sale {
  constructor() {
    this.failures = [];
    this.field = "";
    this.state = "";
    this.lot = "";
    this.isElsewhere = false;
    this.outcome = "";
    this.round = null;
    this.onGrid = null;
    this.mayRaiseSelf = null;
    this.start = 0;
    this.step = 0;
    this.opens = 0;
    this.closes = 0;
    this.at = 0;
    this.entered = 0;
    this.resumed = null;
    this.stoppedAt = null;
    this.stoppedFrom = "";
    this.bids = [];
    this.leavesOfBids = new Map();
    this.extensions = 0;
    this.stops = 0;
    this.ranks = new Map();
    this.owed = null;
    this.sold = null;
    this.offered = null;
    this.history = [];
  }

  get price() {
    return this.bids.at(-1)?.amount ?? null;
  }

  get leader() {
    return this.bids.at(-1)?.paddle ?? null;
  }

  fail(name, why) {
    this.failures.push([name, this.field, why]);
  }

  agree(name, what, want, told) {
    if (JSON.stringify(want) !== JSON.stringify(told)) {
      this.fail(name, `${what}: the rules give ${JSON.stringify(want)}, the record says ${JSON.stringify(told)}`);
    }
  }

  take(entry, leaf) {
    const name = entry.name.replace(/^auction\./, "");
    const { fact } = entry;
    this.field = `entries[${entry.seq}] ${name}`;
    const at = moment(entry.at);
    if (at < this.at - DRAIN) this.fail("order_of_time", entry.at);
    this.at = Math.max(at, this.at);
    if (!Object.hasOwn(STEPS, name)) {
      this.fail("fact_unknown", name);
      return;
    }
    const { owed } = this;
    this.owed = null;
    if (owed && owed.name !== name) this.fail("announcement_missing", owed.name);
    const [allowed, after] = STEPS[name];
    if (!allowed.includes(this.state)) this.fail("order_of_facts", this.state);
    if (name === "lot.extended" || name === "lot.contested") this.onEndMoved(fact, owed);
    else PLAYS[name]?.call(this, fact, at);
    if (name === "bid.placed") {
      this.leavesOfBids.set(need(fact, "bid_seq"), [hex(leaf), need(fact, "price"), need(fact, "closes_at")]);
    }
    this.state = after || this.state;
    this.history.push(standing(this));
  }

  takeTimes(fact, at) {
    [this.opens, this.closes] = [moment(need(fact, "opens_at")), moment(need(fact, "closes_at"))];
    if (!(at <= this.opens && this.opens < this.closes)) this.fail("order_of_time", "notice, opening, end");
  }

  /** Art. 20(1): from the start price upward, by a step at least. */
  judgeClimb(paddle, amount) {
    const least = this.price === null ? this.start : this.price + this.step;
    if (amount < least) this.fail("ladder", `${amount} < ${least}`);
    else if (this.onGrid && (amount - this.start) % this.step !== 0) this.fail("off_step", String(amount));
    if (paddle === this.leader && this.mayRaiseSelf === false) this.fail("raised_self", paddle);
  }

  /** Art. 21: the leader's price by a better right only. */
  judgeMatch(paddle, fact) {
    const rank = optional(fact, "rank");
    const leadsBy = this.ranks.get(this.leader ?? "") ?? null;
    if (paddle === this.leader) this.fail("equal_bid", "the leader takes the own price");
    if (need(fact, "kind") !== "priority") this.fail("equal_bid", "without a right of priority");
    else if (Number.isInteger(rank)) {
      if (!this.ranks.has(paddle) && rank >= 1) this.ranks.set(paddle, rank);
      if (rank < 1 || this.ranks.get(paddle) !== rank) this.fail("priority_rank", `${paddle} used another rank`);
      if (leadsBy !== null && rank >= leadsBy) this.fail("priority_rank", `${rank} is not before ${leadsBy}`);
    } else if (Object.hasOwn(fact, "rank")) this.fail("priority_rank", "a right without its rank");
  }

  moveEnd(fact, at) {
    const before = this.closes;
    let after = Math.max(this.closes, at + FIVE_MINUTES);
    const told = moment(need(fact, "closes_at"));
    let opensContest = this.round === "sell_off" && !this.bids.length;
    // A record from before the terms were told does not say that it is a sell-off.
    if (this.round === null && !this.bids.length && told === at + DAY && told !== after) opensContest = true;
    if (opensContest) after = at + DAY;
    else if (after > before) this.extensions += 1;
    this.agree("end_of_bidding", "end", stamp(after), stamp(told));
    this.agree("extensions", "extensions", this.extensions, need(fact, "extensions"));
    this.closes = after;
    const alike = { bid_seq: need(fact, "bid_seq"), closes_at: need(fact, "closes_at") };
    if (opensContest) this.owed = { name: "lot.contested", fields: alike };
    else if (after > before) {
      const fields = { ...alike, closed_before: stamp(before), extensions: need(fact, "extensions") };
      this.owed = { name: "lot.extended", fields };
    }
  }

  onEndMoved(fact, owed) {
    if (owed === null) {
      this.fail("end_of_bidding", "no bid moved the end");
      return;
    }
    for (const [key, want] of Object.entries(owed.fields)) this.agree("end_of_bidding", key, want, optional(fact, key));
  }

  stopClock(fact, at) {
    this.agree("stop", "moment of the stop", stamp(at), stamp(moment(need(fact, "suspended_at"))));
    if (this.stoppedAt !== null) return;
    if (at >= this.closes) this.fail("stop", "stopped after the end");
    [this.stoppedAt, this.stoppedFrom] = [at, this.state];
    this.stops += 1;
  }

  /** Arts. 20, 21: the highest bid; at one price the last right that was used, else the earliest. */
  winner() {
    if (!this.bids.length) return null;
    const highest = Math.max(...this.bids.map((bid) => bid.amount));
    const top = this.bids.filter((bid) => bid.amount === highest);
    const { paddle, amount } = top.findLast((bid) => bid.isPriority) ?? top[0];
    return [paddle, amount];
  }

  close(fact, at) {
    this.agree("closing", "end", stamp(this.closes), stamp(moment(need(fact, "ended_at"))));
    this.agree("closing", "moment of closing", stamp(at), stamp(moment(need(fact, "closed_at"))));
    if (at < this.closes + DRAIN) this.fail("closing", "closed before the bids of its time were judged");
  }

  samePrice(fact) {
    this.agree("price", "price", this.sold ? this.sold[1] : null, fen(need(fact, "price")));
  }
}

/** Where a lot stood at one time: what a receipt of that time must agree with. */
function standing(sale) {
  const { state, opens, closes, resumed, start, step, onGrid, price } = sale;
  return { state, opens, closes, resumed, start, step, onGrid, minimum: price === null ? start : price + step };
}

const PLAYS = {
  "lot.announced"(fact, at) {
    [this.start, this.step] = [fen(need(fact, "start_price")), fen(need(fact, "bid_step"))];
    if (this.step < 1) this.fail("ladder", "a ladder needs a step");
    this.takeTimes(fact, at);
    this.round = optional(fact, "round");
    [this.onGrid, this.mayRaiseSelf] = [optional(fact, "on_grid"), optional(fact, "may_raise_self")];
  },
  "notice.corrected"(fact, at) {
    this.takeTimes(fact, at);
  },
  "lot.held_elsewhere"() {
    this.isElsewhere = true;
  },
  "lot.opened"(fact, at) {
    this.agree("opening", "opening", stamp(this.opens), stamp(moment(need(fact, "opens_at"))));
    this.agree("opening", "end", stamp(this.closes), stamp(moment(need(fact, "closes_at"))));
    if (at < this.opens) this.fail("opening", "opened before its time");
    if (!this.isElsewhere && this.closes - this.opens < DAY) this.fail("period_too_short", "less than 24 hours");
  },
  "bid.placed"(fact, at) {
    if (this.isElsewhere) this.fail("bid_elsewhere", "");
    this.agree("bid_number", "number", this.bids.length + 1, need(fact, "bid_seq"));
    this.entered = Math.max(at, this.entered);
    this.agree("time_of_entry", "entry", stamp(this.entered), stamp(moment(need(fact, "received_at"))));
    if (at < this.opens) this.fail("early_bid", "before bidding opened");
    if (at >= this.closes) this.fail("late_bid", stamp(this.closes));
    if (this.resumed !== null && at < this.resumed) this.fail("bid_while_stopped", "");
    const amount = fen(need(fact, "price"));
    const paddle = need(fact, "paddle");
    const isMatch = this.price !== null && amount === this.price;
    this.agree("kind", "kind", isMatch ? "priority" : "ordinary", need(fact, "kind"));
    if (isMatch) this.judgeMatch(paddle, fact);
    else this.judgeClimb(paddle, amount);
    this.moveEnd(fact, at);
    this.bids.push({ amount, paddle, isPriority: need(fact, "kind") === "priority" });
  },
  "lot.suspended"(fact, at) {
    this.stopClock(fact, at);
    const left = Math.trunc((this.closes - at) / SECOND);
    this.agree("remaining_time", "seconds left", left, need(fact, "remaining_seconds"));
  },
  "lot.stayed"(fact, at) {
    this.stopClock(fact, at);
  },
  "lot.resumed"(fact, at) {
    if (this.stoppedAt === null) return;
    if (this.stoppedFrom === "open") this.closes = at + Math.max(this.closes - this.stoppedAt, FIVE_MINUTES);
    else {
      this.opens += at - this.stoppedAt;
      this.closes += at - this.stoppedAt;
    }
    this.agree("resumption", "goes on as", this.stoppedFrom, need(fact, "state"));
    this.agree("resumption", "opening", stamp(this.opens), stamp(moment(need(fact, "opens_at"))));
    this.agree("resumption", "end", stamp(this.closes), stamp(moment(need(fact, "closes_at"))));
    [this.state, this.resumed, this.stoppedAt] = [this.stoppedFrom, at, null];
  },
  "lot.stopped_covered"(_fact, at) {
    if (this.state === "open" && at >= this.closes) this.fail("stop", "stopped after the end");
  },
  "result.recorded"(fact) {
    if (!this.isElsewhere) this.fail("result_elsewhere", "the sale was held here");
    this.outcome = need(fact, "outcome");
  },
  "lot.sold"(fact, at) {
    const told = [need(fact, "paddle"), fen(need(fact, "price"))];
    this.sold = told;
    if (this.isElsewhere) {
      this.agree("result_elsewhere", "recorded outcome", this.outcome, "sold");
      this.agree("winner", "number of the bid", 0, need(fact, "bid_seq"));
      return;
    }
    this.agree("winner", "buyer and price", this.winner(), told);
    this.agree("winner", "number of the bid", this.bids.length, need(fact, "bid_seq"));
    this.close(fact, at);
  },
  "lot.unsold"(fact, at) {
    if (this.isElsewhere) {
      this.agree("result_elsewhere", "recorded outcome", this.outcome, "unsold");
      return;
    }
    this.agree("winner", "buyer and price", this.winner(), null);
    this.close(fact, at);
  },
  "confirmation.issued"(fact) {
    this.agree("confirmation", "buyer and price", this.sold, [need(fact, "paddle"), fen(need(fact, "price"))]);
  },
  "lot.paid"(fact) {
    this.samePrice(fact);
  },
  "lot.settled"(fact) {
    this.samePrice(fact);
  },
  "lot.defaulted"(fact) {
    this.samePrice(fact);
  },
  "lot.offered_in_kind"(fact) {
    this.offered = fen(need(fact, "price"));
    this.agree("price", "price", this.start, this.offered);
  },
  "lot.taken_in_kind"(fact) {
    this.agree("price", "price", this.offered, fen(need(fact, "price")));
  },
};

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function parsed(raw, field) {
  const text = textOf(raw, field, "not_utf8");
  try {
    return [JSON.parse(text), text];
  } catch (fault) {
    throw new Broken("not_json", field, fault.message);
  }
}

function readEntry(body, place, stream) {
  const field = `entries[${place}]`;
  const [entry, text] = parsed(body, field);
  if (!isObject(entry) || Object.keys(entry).sort().join() !== ENTRY) throw new Broken("malformed", field, "other parts");
  if (canonical(entry) !== text) throw new Broken("not_canonical", field, "not the bytes of the one form");
  if (!isObject(entry.fact) || typeof entry.name !== "string") throw new Broken("malformed", field, "no name or content");
  if (entry.seq !== place) throw new Broken("place", `${field}.seq`, `${entry.seq} follows ${place - 1}`);
  if (entry.stream !== stream || `lot:${entry.fact.lot}` !== stream) throw new Broken("place", `${field}.stream`, "another record");
  return entry;
}

/** Read the head and the facts of a record from its files. */
export function readRecord(parts) {
  const lines = parts.get("entries.jsonl");
  if (lines.length && lines.at(-1) !== 10) throw new Broken("not_a_record", "entries.jsonl", "the last line is cut off");
  const [head] = parsed(parts.get("record.json"), "record.json");
  if (!isObject(head) || head.format !== FORMAT) throw new Broken("format_unknown", "record.json", `not ${FORMAT}`);
  if (optional(head, "hash") === "sm3") throw new Broken("no_sm3", "record.json", "the program checks logs hashed with SM3");
  if (!["sha256", null].includes(optional(head, "hash"))) throw new Broken("format_unknown", "record.json", "no hash of a log");
  const bodies = [];
  for (let start = 0, end = lines.indexOf(10); end >= 0; start = end + 1, end = lines.indexOf(10, start)) bodies.push(lines.slice(start, end));
  return { head, bodies };
}

/** Play a record again; its failures stand in what is returned. */
export function playRecord(head, bodies) {
  const sale = new Sale();
  const leaves = bodies.map(leafOf);
  const { roots, size } = rootsAt(leaves, new Set());
  const stream = typeof head.stream === "string" ? head.stream : null;
  if (!stream?.startsWith("lot:")) sale.failures.push(["not_a_record", "stream", "no record of a lot"]);
  if (head.entries !== size) sale.failures.push(["entries_mismatch", "entries", `${size}`]);
  if (head.root !== hex(roots.get(size))) sale.failures.push(["root_mismatch", "root", hex(roots.get(size))]);
  if (!size) sale.failures.push(["entries_mismatch", "entries", "nothing is on record"]);
  sale.lot = String(head.stream).replace(/^lot:/, "");
  for (const [at, body] of bodies.entries()) {
    try {
      sale.take(readEntry(body, at + 1, head.stream), leaves[at]);
    } catch (fault) {
      if (fault instanceof Broken) sale.failures.push(fault.failure);
      else if (fault instanceof TypeError || fault instanceof RangeError) sale.failures.push(["malformed", `entries[${at + 1}]`, fault.message]);
      else throw fault;
    }
  }
  if (sale.owed) sale.fail("announcement_missing", sale.owed.name);
  return sale;
}
