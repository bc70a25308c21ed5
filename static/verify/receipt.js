// What the platform answered to one attempt (docs/sale-record.md): read strictly, its signature
// checked with the key its holder noted, and judged against the record of the lot.

import { Broken, bytes, canonical, isSignedBy, textOf, unbase64 } from "./log.js";
import { BEFORE_THE_END, CALLED_OFF, HALTED, fen, moment, need } from "./replay.js";

// The pieces of JSON that say something, once it is known to be JSON.
const PIECE = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}]|-?\d[\d.eE+-]*/g;

/** Read a receipt: JSON of whole numbers in which no name stands twice in one object. */
export function readReceipt(raw) {
  const text = textOf(raw, "receipt", "not_utf8");
  let value;
  try {
    value = JSON.parse(text);
  } catch (fault) {
    throw new Broken("not_json", "receipt", fault.message);
  }
  const open = [];
  for (const [piece, colon] of text.matchAll(PIECE)) {
    if (piece === "{") open.push(new Set());
    else if (piece === "}") open.pop();
    else if (piece[0] !== '"') {
      if (/[.eE]/.test(piece)) throw new Broken("not_canonical", piece, "only whole numbers may appear");
    } else if (colon) {
      const name = JSON.parse(piece.slice(0, -colon.length));
      if (open.at(-1).has(name)) throw new Broken("duplicate_field", name, "this name appears twice in one object");
      open.at(-1).add(name);
    }
  }
  return value;
}

/** Take a field of anything; what has no fields has not this one. */
const within = (value, key) => (value !== null && typeof value === "object" ? value[key] : undefined);

/** Say whether the platform's key, as its holder noted it in base64, signed a receipt. */
async function isSigned(receipt, noted) {
  let key;
  let signature;
  try {
    key = unbase64(noted, "key", 32);
    signature = unbase64(within(receipt, "signature"), "receipt", 64);
  } catch {
    return false;
  }
  return isSignedBy({ key }, bytes(canonical(need(receipt, "receipt"))), signature);
}

function isRightRefusal(said, at) {
  const minimum = need(said, "minimum");
  if (moment(need(said, "closes_at")) !== at.closes || (minimum !== null && fen(minimum) !== at.minimum)) return false;
  const entered = moment(need(said, "received_at"));
  const isStopped = HALTED.includes(at.state) || (at.resumed !== null && entered < at.resumed);
  switch (said.outcome) {
    case "late": return entered >= at.closes || ![...BEFORE_THE_END, ...CALLED_OFF].includes(at.state);
    case "not_open": return entered < at.opens || CALLED_OFF.includes(at.state);
    case "suspended": return isStopped;
    case "below_start": case "below_ladder": case "off_step": break;
    // Who may bid, and how a request is written, is not in the public record.
    default: return true;
  }
  const isOpen = at.opens <= entered && entered < at.closes && ["announced", "open"].includes(at.state);
  if (isStopped || !isOpen) return false;
  const amount = fen(need(said, "amount"));
  if (said.outcome === "off_step") return at.onGrid !== false && (amount - at.start) % at.step !== 0;
  return amount < at.minimum;
}

/** Judge a receipt against a record that was played, and by the platform's key where it is given. */
export async function receiptFailures(sale, receipt, noted) {
  const found = [];
  try {
    const said = need(receipt, "receipt");
    const field = `receipt ${need(said, "id")}`;
    if (need(said, "lot") !== sale.lot) found.push(["receipt_of_other_lot", field, said.lot]);
    if (noted !== null && !(await isSigned(receipt, noted))) found.push(["signature_wrong", field, ""]);
    if (typeof need(said, "outcome") !== "string") throw new TypeError("an outcome is a word");
    if (said.outcome === "accepted") {
      if (!Number.isInteger(need(said, "seq"))) throw new TypeError("the place of a bid is a number");
      const told = [need(said, "leaf_hash"), need(said, "amount"), need(said, "closes_at")];
      const bid = sale.leavesOfBids.get(said.seq);
      if (JSON.stringify(bid) !== JSON.stringify(told)) found.push(["receipt_broken", field, `bid ${said.seq}`]);
    } else if (!sale.history.some((at) => isRightRefusal(said, at))) found.push(["refusal_wrong", field, said.outcome]);
  } catch (fault) {
    if (!(fault instanceof TypeError)) throw fault;
    found.push(["malformed", "receipt", fault.message]);
  }
  return found;
}

/** Give the leaf that a receipt promises, in hex; throw Broken. */
export function promisedLeaf(receipt) {
  const leaf = within(within(receipt, "receipt"), "leaf_hash");
  if (typeof leaf !== "string" || !/^[0-9a-f]{64}$/.test(leaf)) throw new Broken("MALFORMED", "leaf", "a leaf is 64 hexadecimal digits");
  return leaf;
}

/** Judge the signature of a receipt alone: a proof of its leaf comes without the record. */
export async function signatureFailures(receipt, noted) {
  if (noted === null || (await isSigned(receipt, noted))) return [];
  return [["signature_wrong", "receipt", ""]];
}
