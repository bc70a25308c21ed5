// The sealed log, checked in the reader's own browser from the text of its formats (docs/log.md, docs/verify.md):
// RFC 6962 trees, C2SP signed notes, checkpoints, cosignatures and tlog-proofs, RFC 3161 imprints.

import { sha256 } from "./sha256.js";

const PROOF_HEAD = "c2sp.org/tlog-proof@v1";
const NOTE_BYTES_MAX = 16384;
const SIGNATURES_MAX = 64;
const HASHES_MAX = 64;
const LOG_KEY = 1;
const WITNESS_KEY = 4;
// Keys whose kind is a longer name, SM2 among them: named, and not checked here.
const OTHER_KEY = 0xff;
const NUMBER = /^(0|[1-9][0-9]{0,14})$/;
const utf8 = new TextEncoder();

/** A text that cannot be read, or a check that ends the others: name of the failure and its place. */
export class Broken extends Error {
  constructor(name, field, why = "") {
    super(why);
    this.failure = [name, field, why];
  }
}

const malformed = (field, why) => new Broken("MALFORMED", field, why);
export const bytes = (text) => utf8.encode(text);
export const hex = (raw) => Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
function same(left, right) {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false;
  return true;
}

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const digest = async (raw, name) => new Uint8Array(await crypto.subtle.digest(name, raw));
const [LEAF, NODE] = [Uint8Array.of(0), Uint8Array.of(1)];
export const leafOf = (body) => sha256(LEAF, body);
const nodeOf = (left, right) => sha256(NODE, left, right);

export function textOf(raw, field, name = "MALFORMED") {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    throw new Broken(name, field, "not UTF-8");
  }
}

export function unbase64(text, field, size = null) {
  if (typeof text !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4) {
    throw malformed(field, "not base64");
  }
  let binary;
  try {
    binary = atob(text);
  } catch {
    throw malformed(field, "not base64");
  }
  if (btoa(binary) !== text || (size !== null && binary.length !== size)) {
    throw malformed(field, "not base64 in its one form, or of another length");
  }
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function countOf(text, field) {
  if (!NUMBER.test(text)) throw malformed(field, "no number in its one form");
  return Number(text);
}

// White space as the format names it, and a plus sign, stand in no name.
const NAME = "[^\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000+]{1,255}";
const IS_NAME = new RegExp(`^${NAME}$`, "u");
const SIGNATURE_LINE = new RegExp(`^— (${NAME}) ([^ ]+)$`, "u");
const VKEY = new RegExp(`^(${NAME})\\+([0-9a-f]{8})\\+([A-Za-z0-9+/=]+)$`, "u");
const BLANK = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

/** Read a signed note that holds a checkpoint. */
export function readCheckpoint(raw, field) {
  const text = textOf(raw, field);
  if (raw.length > NOTE_BYTES_MAX || /[\x00-\x09\x0b-\x1f\x7f]/.test(text)) throw malformed(field, "too long, or control characters");
  const blank = text.lastIndexOf("\n\n");
  const body = text.slice(0, Math.max(blank, 0));
  const below = text.slice(blank + 2);
  const lines = below.slice(0, -1).split("\n");
  if (blank < 0 || !below.endsWith("\n") || lines.length > SIGNATURES_MAX) throw malformed(field, "no note");
  const said = body.split("\n");
  if (said.length !== 3 || !IS_NAME.test(said[0])) throw malformed(field, "no checkpoint");
  const size = countOf(said[1], field);
  const root = unbase64(said[2], field, 32);
  const signatures = lines.map((line) => {
    const found = SIGNATURE_LINE.exec(line);
    const signed = found ? unbase64(found[2], field) : [];
    if (signed.length <= 4) throw malformed(field, "no line of a signature");
    return { name: found[1], ident: hex(signed.slice(0, 4)), signature: signed.slice(4) };
  });
  return { field, origin: said[0], size, root, body: bytes(`${body}\n`), note: raw, signatures };
}

function readVkey(text, kind, field, { until = null, lost = null } = {}) {
  const found = VKEY.exec(text);
  const raw = found ? unbase64(found[3], field) : [];
  const isOther = kind === LOG_KEY && raw[0] === OTHER_KEY && raw.length > 1;
  if (!isOther && (raw.length !== 33 || raw[0] !== kind)) throw malformed(field, "no key of that kind");
  const ident = hex(sha256(bytes(`${found[1]}\n`), raw).slice(0, 4));
  if (ident !== found[2]) throw malformed(field, "the id does not belong to the key");
  return { name: found[1], ident, key: raw.slice(1), until, lost, isOther };
}

// A key of the log may be retired at a size, or was stolen at it.
const HOW_FAR = { until: "until", compromised: "lost" };

function isNewName(policy, name) {
  return name !== "none" && !policy.witnesses.has(name) && !policy.groups.has(name);
}

function readPolicyLine(policy, words, field) {
  const [kind, name, ...rest] = words;
  if (kind === "log" && (words.length === 2 || (words.length === 4 && Object.hasOwn(HOW_FAR, rest[0])))) {
    const howFar = words.length === 4 ? { [HOW_FAR[rest[0]]]: countOf(rest[1], field) } : {};
    policy.logs.push(readVkey(name, LOG_KEY, field, howFar));
  } else if (kind === "witness" && words.length === 3 && isNewName(policy, name)) {
    const key = readVkey(rest[0], WITNESS_KEY, field);
    for (const other of policy.witnesses.values()) {
      if (same(other.key, key.key)) throw malformed(field, "two witnesses have one key");
    }
    policy.witnesses.set(name, key);
  } else if (kind === "group" && words.length >= 4 && isNewName(policy, name)) {
    const [least, ...members] = rest;
    const isKnown = members.every((member) => policy.witnesses.has(member) || policy.groups.has(member));
    if (!isKnown || new Set(members).size < members.length) throw malformed(field, "unknown members");
    const number = { any: "1", all: String(members.length) }[least] ?? least;
    policy.groups.set(name, [countOf(number, field), members]);
  } else if (kind === "quorum" && words.length === 2 && !policy.quorum) {
    if (isNewName(policy, name)) countOf(name, field);
    policy.quorum = name;
  } else if (kind === "hash" && words.length === 2 && ["sha256", "sm3"].includes(name) && !policy.hash) {
    policy.hash = name;
  } else if (kind === "tsa" && words.length === 2 && /^[0-9a-f]{64}$/.test(name)) {
    policy.authorities.add(name);
  } else throw malformed(field, "no line of a policy");
}

/** Read whom the reader trusts: log keys, witnesses, groups, a quorum. */
export function readPolicy(raw) {
  const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: "", authorities: new Set(), hash: "" };
  for (const [at, line] of textOf(raw, "policy").split("\n").entries()) {
    const words = line.split("#")[0].split(BLANK).filter(Boolean);
    if (words.length) readPolicyLine(policy, words, `policy line ${at + 1}`);
  }
  if (!policy.logs.length || !policy.quorum) throw malformed("policy", "no log, or no quorum");
  if (policy.hash === "sm3") throw new Broken("no_sm3", "policy", "the program checks logs hashed with SM3");
  return policy;
}

function isReached(policy, signed, name = policy.quorum) {
  if (name === "none") return true;
  if (policy.groups.has(name)) {
    const [least, members] = policy.groups.get(name);
    return members.filter((member) => isReached(policy, signed, member)).length >= least;
  }
  if (policy.witnesses.has(name)) return signed.has(name);
  return signed.size >= Number(name);
}

export async function isSignedBy(key, signed, signature) {
  let found;
  try {
    found = await crypto.subtle.importKey("raw", key.key, { name: "Ed25519" }, false, ["verify"]);
  } catch (fault) {
    if (fault.name === "NotSupportedError") throw new Broken("no_cryptography", "", "no Ed25519 in this browser");
    return false;
  }
  return crypto.subtle.verify({ name: "Ed25519" }, found, signature, signed);
}

/** Say whether a checkpoint counts as seen: once a key was stolen, by one witness at least. */
function isWitnessed(policy, { seen, lost }, at) {
  const isLost = policy.logs.some((key) => key.name === at.origin && key.lost !== null);
  return lost === null && isReached(policy, seen) && (seen.size > 0 || !isLost);
}

const hasOther = (policy) => policy !== null && policy.logs.some((key) => key.isOther);
const lostKey = (at, lost) => new Broken("KEY_COMPROMISED", at.field, `${at.size}, stolen at ${lost}`);

/**
 * Give each witness that cosigned a checkpoint with the second it saw it, and the size at which its
 * key was stolen where nothing else vouches for it; throw Broken.
 */
async function checkSigner(policy, at) {
  const keys = policy.logs.filter((key) => key.name === at.origin);
  if (!keys.length) throw new Broken("ORIGIN", at.field, `${at.origin} is no log of the policy`);
  const signed = [];
  for (const line of at.signatures) {
    for (const key of keys) {
      if (line.name !== key.name || line.ident !== key.ident || key.isOther) continue;
      if (!(await isSignedBy(key, at.body, line.signature))) throw new Broken("SIGNATURE", at.field, line.name);
      signed.push(key);
    }
  }
  const isOther = (line) => keys.some((key) => key.isOther && key.name === line.name && key.ident === line.ident);
  if (!signed.length && at.signatures.some(isOther)) throw new Broken("no_sm2", at.field, "only a key that is not Ed25519");
  if (!signed.length) throw new Broken("SIGNATURE", at.field, "no known key of the log signed it");
  const seen = new Map();
  for (const line of at.signatures) {
    for (const [title, key] of policy.witnesses) {
      if (line.name !== key.name || line.ident !== key.ident) continue;
      const second = line.signature.slice(0, 8).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
      const cosigned = joined(bytes(`cosignature/v1\ntime ${second}\n`), at.body);
      const isRight = line.signature.length === 72 && (await isSignedBy(key, cosigned, line.signature.slice(8)));
      if (!isRight) throw new Broken("SIGNATURE", at.field, line.name);
      seen.set(title, Number(second));
    }
  }
  if (signed.some((key) => key.lost === null && (key.until === null || at.size <= key.until))) return { seen, lost: null };
  const stolen = signed.filter((key) => key.lost !== null).map((key) => key.lost);
  if (!stolen.length) throw new Broken("KEY_RETIRED", at.field, String(at.size));
  const lost = Math.max(...stolen);
  const wasSeen = at.size <= lost && seen.size > 0 && isReached(policy, seen);
  return { seen, lost: wasSeen ? null : lost };
}

const isOdd = (number) => number % 2 === 1;
const half = (number) => Math.floor(number / 2);

/** Say whether a leaf stands at an index under a checkpoint (RFC 9162, 2.1.3.2). */
export function includes(leaf, index, hashes, at) {
  let [place, last, node] = [index, at.size - 1, leaf];
  if (place > last) return false;
  for (const part of hashes) {
    if (last === 0) return false;
    if (isOdd(place) || place === last) {
      node = nodeOf(part, node);
      while (place && !isOdd(place)) [place, last] = [half(place), half(last)];
    } else node = nodeOf(node, part);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && same(node, at.root);
}

const isPower = (number) => Number.isInteger(Math.log2(number)) && 2 ** Math.round(Math.log2(number)) === number;

/** Say whether a smaller tree begins a larger one (RFC 9162, 2.1.4.2). */
export function continues(old, fresh, hashes) {
  if (old.size === 0 || old.size === fresh.size) {
    return hashes.length === 0 && same(old.root, old.size ? fresh.root : sha256());
  }
  const parts = isPower(old.size) ? [old.root, ...hashes] : [...hashes];
  if (!parts.length) return false;
  let [place, last] = [old.size - 1, fresh.size - 1];
  while (isOdd(place)) [place, last] = [half(place), half(last)];
  let [first, second] = [parts[0], parts[0]];
  for (const part of parts.slice(1)) {
    if (last === 0) return false;
    if (isOdd(place) || place === last) {
      [first, second] = [nodeOf(part, first), nodeOf(part, second)];
      while (place && !isOdd(place)) [place, last] = [half(place), half(last)];
    } else second = nodeOf(second, part);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && same(first, old.root) && same(second, fresh.root);
}

function olderFailure(old, fresh, hashes) {
  if (old.origin !== fresh.origin) return ["ORIGIN", old.field, old.origin];
  if (old.size > fresh.size) return ["SHRUNK", old.field, `${old.size} > ${fresh.size}`];
  if (old.size === fresh.size && !same(old.root, fresh.root)) return ["FORK", old.field, `two roots for ${old.size}`];
  if (!continues(old, fresh, hashes)) return ["CONSISTENCY", old.field, `${old.size}`];
  return null;
}

function* linesOf(raw, field) {
  const text = textOf(raw, field);
  if (text && !text.endsWith("\n")) throw malformed(field, "the last line is cut off");
  for (const [at, line] of text.split("\n").slice(0, -1).entries()) {
    let value;
    try {
      value = JSON.parse(line);
    } catch {
      throw malformed(`${field} line ${at + 1}`, "no JSON");
    }
    if (JSON.stringify(value) !== line) throw malformed(`${field} line ${at + 1}`, "no JSON in its one form");
    yield [`${field} line ${at + 1}`, value];
  }
}

const isObjectOf = (value, ...keys) => value !== null && typeof value === "object" && !Array.isArray(value)
  && Object.keys(value).sort().join() === keys.join();

function readHashes(value, field) {
  if (!Array.isArray(value) || value.length > HASHES_MAX) throw malformed(field, "no list of hashes");
  return value.map((part) => unbase64(part, field, 32));
}

function readHistory(raw, field) {
  return Array.from(linesOf(raw, field), ([where, line]) => {
    if (!isObjectOf(line, "consistency", "note", "timestamp")) throw malformed(where, "other fields");
    if (typeof line.note !== "string") throw malformed(where, "the note is no text");
    const token = line.timestamp === null ? null : unbase64(line.timestamp, where);
    const hashes = readHashes(line.consistency, where);
    return { at: readCheckpoint(bytes(line.note), where), hashes, token };
  });
}

function readProofs(raw, field) {
  return Array.from(linesOf(raw, field), ([where, line]) => {
    if (line === null) return null;
    if (!isObjectOf(line, "hashes", "index")) throw malformed(where, "other fields");
    const isIndex = Number.isInteger(line.index) && line.index >= 0 && line.index < 1e15;
    if (!isIndex) throw malformed(where, "the index is no place in a log");
    return { index: line.index, hashes: readHashes(line.hashes, where) };
  });
}

async function sealFailures(policy, newest, past, seen, failures) {
  Object.assign(seen, { newest, past: past.length, hasOther: hasOther(policy) });
  for (const at of policy ? [newest, ...past.map((line) => line.at)] : []) {
    const who = await checkSigner(policy, at);
    if (at === newest && who.lost !== null) throw lostKey(at, who.lost);
    if (!isWitnessed(policy, who, at)) continue;
    if (who.seen.size) seen.vouched.push(at.size);
    if (at.size >= seen.witnessed) Object.assign(seen, { witnessed: at.size, witnesses: who.seen });
  }
  for (const line of past) {
    const failure = olderFailure(line.at, newest, line.hashes);
    if (failure) failures.push(failure);
  }
  for (const line of past) {
    if (!line.token) continue;
    const stamp = await checkStamp(line.token, line.at, policy);
    seen.stamps.push(stamp.at);
    seen.isVouched = seen.isVouched && stamp.isVouched;
  }
  if (policy && seen.witnessed < 0) failures.push(["QUORUM", newest.field, policy.quorum]);
}

function inclusionFailures(proofs, bodies, seen, isStrict, failures) {
  if (proofs.length !== bodies.length) {
    failures.push(["INCLUSION", "log/proofs.jsonl", `${proofs.length} proofs of ${bodies.length} facts`]);
    return;
  }
  let isOpen = false;
  for (const [at, proof] of proofs.entries()) {
    const field = `log/proofs.jsonl line ${at + 1}`;
    if (proof === null) {
      isOpen = true;
      if (isStrict) failures.push(["NOT_SEALED", field, ""]);
      continue;
    }
    if (isOpen) failures.push(["NOT_SEALED", field, ""]);
    if (!includes(leafOf(bodies[at]), proof.index, proof.hashes, seen.newest)) {
      failures.push(["INCLUSION", field, `not at ${proof.index}`]);
    } else if (isStrict && seen.witnessed >= 0 && seen.witnessed <= proof.index) {
      failures.push(["QUORUM", field, `seen up to ${seen.witnessed}`]);
    }
    seen.sealed += 1;
  }
}

async function checkKeptSigner(policy, at, seen) {
  const { lost } = await checkSigner(policy, at);
  if (lost !== null && at.size > Math.max(-1, ...seen.vouched.filter((size) => size <= lost))) throw lostKey(at, lost);
}

async function keptBesideFailures(kept, known, policy, seen, failures) {
  for (const at of [...kept].sort((one, other) => one.size - other.size)) {
    if (policy) await checkKeptSigner(policy, at, seen);
    const alike = known.filter((one) => one.size === at.size);
    if (at.origin !== known[0].origin) failures.push(["ORIGIN", at.field, at.origin]);
    else if (alike.some((one) => !same(one.root, at.root))) failures.push(["FORK", at.field, `two roots for ${at.size}`]);
    else if (!alike.length) seen.open.push(at.size);
  }
}

const nothingSeen = () => ({ newest: null, past: 0, sealed: 0, witnessed: -1, witnesses: new Map(), vouched: [], hasOther: false, stamps: [], isVouched: true, open: [] });

async function gathered(work) {
  const failures = [];
  const seen = nothingSeen();
  try {
    await work(seen, failures);
  } catch (fault) {
    if (!(fault instanceof Broken)) throw fault;
    failures.push(fault.failure);
  }
  return { seen, failures };
}

const readKept = (outside) => outside.map((raw, at) => readCheckpoint(raw, `checkpoint ${at + 1}`));

/** Check the log part of a record of a lot: its files by name, the bytes of its facts. */
export function checkLogPart(parts, bodies, policy = null, outside = []) {
  return gathered(async (seen, failures) => {
    if (!parts.has("log/checkpoint.txt")) {
      if (policy || outside.length) failures.push(["NOT_SEALED", "log", "the record carries no checkpoint"]);
      return;
    }
    const newest = readCheckpoint(parts.get("log/checkpoint.txt"), "log/checkpoint.txt");
    const past = readHistory(parts.get("log/history.jsonl"), "log/history.jsonl");
    const proofs = readProofs(parts.get("log/proofs.jsonl"), "log/proofs.jsonl");
    const kept = readKept(outside);
    await sealFailures(policy, newest, past, seen, failures);
    inclusionFailures(proofs, bodies, seen, policy !== null, failures);
    await keptBesideFailures(kept, [newest, ...past.map((line) => line.at)], policy, seen, failures);
  });
}

/** Write JSON in one form: keys by code points, no spaces. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  // Units and points are in another order only where there are surrogates.
  if (keys.some((key) => /[\ud800-\udfff]/.test(key))) keys.sort(byPoints);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

function byPoints(left, right) {
  const [one, other] = [bytes(left), bytes(right)];
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) if (one[at] !== other[at]) return one[at] - other[at];
  return one.length - other.length;
}

function entryOf(line, place) {
  const broken = () => malformed(`entries.jsonl line ${place + 1}`, "no entry in its one form");
  let value;
  let isCanonical = true;
  try {
    value = JSON.parse(line);
    if (typeof value.body === "string") isCanonical = canonical(JSON.parse(value.body)) === value.body;
  } catch {
    throw broken();
  }
  if (typeof value.body === "string") {
    if (!isCanonical || line !== `{"index":${place},"body":${JSON.stringify(value.body)}}`) throw broken();
    return bytes(value.body);
  }
  const isHidden = typeof value.hash === "string" && /^[0-9a-f]{64}$/.test(value.hash);
  if (!isHidden || line !== `{"index":${place},"hash":"${value.hash}"}`) throw broken();
  return value.hash;
}

function folded(peaks) {
  let root = peaks.at(-1);
  for (const peak of peaks.slice(0, -1).reverse()) root = nodeOf(peak, root);
  return root;
}

/** Give the root at each of the sizes, in one pass over the leaves; and at the end. */
export function rootsAt(leaves, sizes) {
  const roots = new Map([[0, sha256()]]);
  const peaks = [];
  let size = 0;
  for (let leaf of leaves) {
    for (let place = size; isOdd(place); place = half(place)) leaf = nodeOf(peaks.pop(), leaf);
    peaks.push(leaf);
    size += 1;
    if (sizes.has(size)) roots.set(size, folded(peaks));
  }
  if (size) roots.set(size, folded(peaks));
  return { roots, size };
}

function* rootFailures({ roots, size }, newest, past) {
  if (size !== newest.size) {
    yield [size < newest.size ? "SHRUNK" : "ROOT", "entries.jsonl", `${size}, not ${newest.size}`];
    return;
  }
  for (const at of [...past, newest].sort((one, other) => one.size - other.size)) {
    if (at.size <= size && !same(roots.get(at.size), at.root)) {
      yield ["ROOT", at.field, `the first ${at.size} entries`];
      return;
    }
  }
}

function* keptFailures({ roots, size }, newest, kept) {
  for (const at of [...kept].sort((one, other) => one.size - other.size)) {
    if (at.origin !== newest.origin) yield ["ORIGIN", at.field, at.origin];
    else if (at.size > size) yield ["SHRUNK", at.field, `${at.size} > ${size}`];
    else if (!same(roots.get(at.size), at.root)) {
      yield [at.size === newest.size ? "FORK" : "CONSISTENCY", at.field, `the first ${at.size} entries`];
      return;
    }
  }
}

/** Check a whole log: the files of its archive by name. */
export function checkLog(parts, policy = null, outside = []) {
  return gathered(async (seen, failures) => {
    const newest = readCheckpoint(parts.get("checkpoint.txt"), "checkpoint.txt");
    const past = readHistory(parts.get("history.jsonl"), "history.jsonl");
    const kept = readKept(outside);
    await sealFailures(policy, newest, past, seen, failures);
    for (const at of policy ? kept : []) await checkKeptSigner(policy, at, seen);
    const text = textOf(parts.get("entries.jsonl"), "entries.jsonl");
    if (text && !text.endsWith("\n")) throw malformed("entries.jsonl", "the last line is cut off");
    const entries = text.split("\n").slice(0, -1).map(entryOf);
    const leaves = entries.map((entry) => (typeof entry === "string" ? unhex(entry) : leafOf(entry)));
    const sizes = new Set([newest, ...past.map((line) => line.at), ...kept].map((at) => at.size));
    const found = rootsAt(leaves, sizes);
    failures.push(...rootFailures(found, newest, past.map((line) => line.at)), ...keptFailures(found, newest, kept));
    seen.sealed = found.size;
  });
}

/** Check that one leaf stands in the log by a tlog-proof. */
export function checkProof(raw, leaf, policy = null) {
  return gathered(async (seen, failures) => {
    const text = textOf(raw, "proof");
    const blank = text.indexOf("\n\n");
    const lines = text.slice(0, Math.max(blank, 0)).split("\n");
    if (blank < 0 || lines.length < 2 || lines[0] !== PROOF_HEAD || !lines[1].startsWith("index ")) throw malformed("proof", "no proof");
    const index = countOf(lines[1].slice(6), "proof");
    const hashes = readHashes(lines.slice(2), "proof");
    const at = readCheckpoint(bytes(text.slice(blank + 2)), "proof");
    Object.assign(seen, { newest: at, sealed: index, hasOther: hasOther(policy) });
    const who = policy ? await checkSigner(policy, at) : { seen: new Map(), lost: null };
    if (who.lost !== null) throw lostKey(at, who.lost);
    seen.witnesses = who.seen;
    if (policy && !isWitnessed(policy, who, at)) failures.push(["QUORUM", "proof", policy.quorum]);
    else if (!includes(leaf, index, hashes, at)) failures.push(["INCLUSION", "proof", `not at ${index}`]);
  });
}

// Timestamps: their time, that they were made for the checkpoint, and who signed them.

const DIGESTS = {
  "608648016503040201": "SHA-256", "608648016503040202": "SHA-384", "608648016503040203": "SHA-512",
};
const SIGNED_DATA = "2a864886f70d010702";
const TST_INFO = "2a864886f70d0109100104";
const [CONTENT_TYPE, MESSAGE_DIGEST] = ["2a864886f70d010903", "2a864886f70d010904"];
const FOR_TIMESTAMPS = "06082b06010505070308";
const RSA = "2a864886f70d010101";
const CURVES = { "2a8648ce3d030107": ["P-256", 32], "2b81040022": ["P-384", 48] };
const SIGNED_WITH = {
  "2a864886f70d01010b": "SHA-256", "2a864886f70d01010c": "SHA-384", "2a864886f70d01010d": "SHA-512",
  "2a8648ce3d040302": "SHA-256", "2a8648ce3d040303": "SHA-384", "2a8648ce3d040304": "SHA-512",
};

function elements(raw) {
  const found = [];
  for (let at = 0; at < raw.length;) {
    let [size, start] = [raw[at + 1], at + 2];
    if (size & 0x80) {
      start += size & 0x7f;
      size = raw.slice(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
    }
    if (!(start + size <= raw.length)) throw new RangeError("an element is cut off");
    found.push({ tag: raw[at], content: raw.slice(start, start + size), whole: raw.slice(at, start + size) });
    at = start + size;
  }
  return found;
}

const oidOf = (element) => hex(elements(element.content)[0].content);

async function readStamp(token) {
  let inner = elements(elements(token)[0].content);
  if (inner[0].tag === 0x30) inner = elements(inner[1].content);
  const data = elements(elements(inner[1].content)[0].content);
  const [kind, content] = elements(data[2].content);
  const info = elements(content.content)[0].content;
  const said = elements(elements(info)[0].content);
  const [algorithm, imprint] = elements(said[2].content);
  const signer = elements(elements(data.at(-1).content)[0].content);
  const place = signer.findIndex((part) => part.tag === 0xa0);
  const values = new Map(elements(signer[place].content).map((attribute) => {
    const [name, value] = elements(attribute.content);
    return [hex(name.content), elements(value.content)[0].content];
  }));
  const [name, signedWith] = [DIGESTS[oidOf(algorithm)], DIGESTS[oidOf(signer[place - 1])]];
  const when = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/.exec(new TextDecoder().decode(said[4].content));
  const isStamp = hex(inner[0].content) === SIGNED_DATA && hex(kind.content) === TST_INFO
    && hex(values.get(CONTENT_TYPE)) === TST_INFO;
  if (!isStamp || !name || !signedWith || !when) throw new TypeError("another kind of timestamp");
  if (!same(values.get(MESSAGE_DIGEST), await digest(info, signedWith))) throw new TypeError("other content was signed");
  const certificates = data.filter((part) => part.tag === 0xa0).flatMap((part) => elements(part.content));
  return {
    name, signedWith, imprint: imprint.content, signature: signer[place + 2].content,
    at: `${when.slice(1, 4).join("-")} ${when.slice(4, 7).join(":")}`,
    signed: joined([0x31], signer[place].whole.slice(1)),
    certificates: await Promise.all(certificates.map(readCertificate)),
  };
}

async function readCertificate({ content, whole }) {
  const [body, algorithm, signature] = elements(content);
  const parts = elements(body.content);
  if (parts[0].tag === 0xa0) parts.shift();
  const [from, to] = elements(parts[3].content).map(yearOf);
  return {
    body: body.whole, signedWith: SIGNED_WITH[oidOf(algorithm)], signature: signature.content.slice(1),
    issuer: hex(parts[2].content), from, to, subject: hex(parts[4].content), key: parts[5],
    isForTimestamps: hex(body.content).includes(FOR_TIMESTAMPS),
    fingerprint: hex(await digest(whole, "SHA-256")),
  };
}

// A two-digit year below 50 is of this century (RFC 5280).
function yearOf({ tag, content }) {
  const text = new TextDecoder().decode(content);
  const full = tag === 0x17 ? `${text < "5" ? "20" : "19"}${text}` : text;
  return full.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3 $4:$5:$6");
}

/** Say whether a key of a certificate (SPKI) signed something. */
async function isCertified(key, hash, signature, signed) {
  const [algorithm] = elements(key.content);
  const kind = elements(algorithm.content).map((part) => hex(part.content));
  if (!hash) return false;
  if (kind[0] === RSA) {
    const rsa = { name: "RSASSA-PKCS1-v1_5", hash };
    return crypto.subtle.verify(rsa, await crypto.subtle.importKey("spki", key.whole, rsa, false, ["verify"]), signature, signed);
  }
  if (!CURVES[kind[1]]) return false;
  const [namedCurve, size] = CURVES[kind[1]];
  const found = await crypto.subtle.importKey("spki", key.whole, { name: "ECDSA", namedCurve }, false, ["verify"]);
  const halves = elements(elements(signature)[0].content).map(({ content }) => {
    const plain = content.slice(Math.max(content.length - size, 0));
    return joined(new Uint8Array(size - plain.length), plain);
  });
  return crypto.subtle.verify({ name: "ECDSA", hash }, found, joined(...halves), signed);
}

/** Say whether the policy names who signed a timestamp; throw when none of its certificates did. */
async function isVouched(stamp, authorities) {
  for (const own of stamp.certificates) {
    const isSigner = await isCertified(own.key, stamp.signedWith, stamp.signature, stamp.signed);
    if (!isSigner || !own.isForTimestamps || stamp.at < own.from || stamp.at > own.to) continue;
    for (const one of stamp.certificates.filter((named) => authorities.has(named.fingerprint))) {
      if (one === own) return true;
      const isIssuer = one.subject === own.issuer && (await isCertified(one.key, own.signedWith, own.signature, own.body));
      if (isIssuer) return true;
    }
    return false;
  }
  throw new TypeError("none of its certificates signed it");
}

/** Check a timestamp of a checkpoint: its time, and whether the policy names its authority. */
async function checkStamp(token, at, policy) {
  try {
    const stamp = await readStamp(token);
    const wanted = [await digest(at.body, stamp.name), await digest(at.note, stamp.name)];
    if (!wanted.some((one) => same(one, stamp.imprint))) throw new TypeError("made for something else");
    return { at: stamp.at, isVouched: policy !== null && (await isVouched(stamp, policy.authorities)) };
  } catch (fault) {
    throw new Broken("TIMESTAMP", at.field, fault.message);
  }
}
