// CJD-1 again, in the reader's own browser: checks a transcript without asking our server.

const FORMAT = "mingchui-draw-transcript/2";
// Transcripts from before public figures were used; they carry none.
const FORMAT_WITHOUT_FIGURES = "mingchui-draw-transcript/1";
const LATER_SECTIONS = ["sources", "objections"];
// The named figures must carry this many bits more than the draw uses up.
const MARGIN_BITS = 15;
const ENVELOPE = ["fields", "transcript_digest"];
const SECTIONS = ["format", "scheme", "draw", "policy", "register", "groups", "strings", "input", "result"];
const BLOCKS = 1n << 256n;
// White space as the published algorithm understands it, not as String.trim() does.
const SPACE = "[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const EDGES = new RegExp(`^${SPACE}|${SPACE}$`, "gu");
const utf8 = new TextEncoder();

const bytes = (text) => utf8.encode(text);
const plain = (text) => bytes(text.normalize("NFC").replace(EDGES, ""));
const hex = (raw) => [...raw].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function unhex(text) {
  if (!/^([0-9a-f]{2})+$/.test(text)) throw new TypeError(`not hexadecimal: ${text}`);
  return Uint8Array.from(text.match(/../g), (pair) => Number.parseInt(pair, 16));
}

function join(...parts) {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function bigEndian(number, size) {
  if (!Number.isInteger(number) || number < 0) throw new TypeError(`not a whole number: ${number}`);
  const raw = new Uint8Array(size);
  for (let at = size - 1, left = number; at >= 0; at -= 1, left = Math.floor(left / 256)) raw[at] = left % 256;
  return raw;
}

const prefixed = (part) => join(bigEndian(part.length, 4), part);
const sha256 = async (raw) => new Uint8Array(await crypto.subtle.digest("SHA-256", raw));
const digest = (...parts) => sha256(join(...parts.map(prefixed)));

function compareBytes(left, right) {
  const size = Math.min(left.length, right.length);
  for (let at = 0; at < size; at += 1) if (left[at] !== right[at]) return left[at] - right[at];
  return left.length - right.length;
}

const byText = (left, right) => compareBytes(plain(left), plain(right));
const byCode = (left, right) => compareBytes(bytes(left), bytes(right));

/** One JSON text only: keys by their UTF-8 bytes, no spaces. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort(byCode);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

function* leaves(value, path = "") {
  const isTree = value !== null && typeof value === "object";
  const entries = isTree ? Object.entries(value) : [];
  if (entries.length === 0) {
    yield [path, value];
    return;
  }
  for (const [key, inner] of entries) {
    if (Array.isArray(value)) yield* leaves(inner, `${path}[${key}]`);
    else yield* leaves(inner, path ? `${path}.${key}` : key);
  }
}

async function leafDigest(path, value) {
  const whole = await digest(bytes("CJD1/leaf"), bytes(path), bytes(canonical(value)));
  return hex(whole.slice(0, 16));
}

async function* envelopeFailures(transcript) {
  const body = Object.fromEntries(Object.entries(transcript).filter(([key]) => !ENVELOPE.includes(key)));
  const sealed = transcript.fields ?? {};
  const whole = hex(await sha256(bytes(canonical(body))));
  const isWhole = whole === transcript.transcript_digest;
  const found = new Map(leaves(body));
  for (const [path, value] of found) {
    if (sealed[path] !== (await leafDigest(path, value))) yield ["field_changed", isWhole ? `fields.${path}` : path];
  }
  for (const path of Object.keys(sealed)) if (!found.has(path)) yield ["field_missing", path];
  if (!isWhole) yield ["digest_mismatch", "transcript_digest"];
}

class NumberStream {
  static async from(seed) {
    const stream = new NumberStream();
    stream.key = await crypto.subtle.importKey("raw", seed, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    stream.counter = 0;
    return stream;
  }

  async below(n) {
    const size = BigInt(n);
    const limit = (BLOCKS / size) * size;
    for (;;) {
      const message = join(bytes("CJD1/draw"), bigEndian(this.counter, 4));
      this.counter += 1;
      const block = BigInt(`0x${hex(new Uint8Array(await crypto.subtle.sign("HMAC", this.key, message)))}`);
      if (block < limit) return Number(block % size);
    }
  }
}

async function walk(candidates, k, stream) {
  const left = [...candidates];
  const picks = [];
  for (let position = 1; position <= Math.min(k, candidates.length); position += 1) {
    const total = left.reduce((sum, candidate) => sum + candidate.w, 0);
    const first = stream.counter;
    const x = await stream.below(total);
    let reach = 0;
    const index = left.findIndex((candidate) => (reach += candidate.w) > x);
    const [chosen] = left.splice(index, 1);
    picks.push({
      position, total_weight: total, x, counter_first: first, counter_used: stream.counter - first, id: chosen.id,
    });
  }
  return picks;
}

async function seedOf(given, listDigest) {
  const pairs = (items) => join(...items.flat().map((text) => prefixed(plain(text))));
  const party = Object.entries(given.party).sort(([a], [b]) => byText(a, b));
  return digest(
    bytes("CJD1/seed"), plain(given.case_id), bigEndian(given.round, 2), listDigest,
    unhex(given.policy_digest), unhex(given.court_nonce), pairs(given.external), pairs(party),
  );
}

/** Compute the whole result of a draw from its inputs. */
export async function drawAgain(given, groups = []) {
  const candidates = [...given.candidates].sort((a, b) => byText(a.id, b.id));
  const listDigest = await digest(
    bytes("CJD1/list"),
    ...candidates.map((c) => join(prefixed(plain(c.id)), prefixed(plain(c.name)), bigEndian(c.w, 4))),
  );
  const seed = await seedOf(given, listDigest);
  const stream = await NumberStream.from(seed);
  const picks = await walk(candidates, given.k, stream);
  const membersOf = new Map(groups.map((group) => [group.ticket, [...group.members].sort(byCode)]));
  const members = [];
  const agencies = [];
  for (const { id } of picks) {
    const inside = membersOf.get(id);
    if (!inside) {
      agencies.push(id);
      continue;
    }
    const first = stream.counter;
    const x = await stream.below(inside.length);
    members.push({ ticket: id, x, counter_first: first, counter_used: stream.counter - first, code: inside[x] });
    agencies.push(inside[x]);
  }
  return {
    commit: hex(await digest(bytes("CJD1/commit"), unhex(given.court_nonce))),
    list_digest: hex(listDigest), seed: hex(seed), picks, order: picks.map((pick) => pick.id), members, agencies,
  };
}

function* registerFailures(transcript) {
  const holders = new Map();
  for (const [index, row] of transcript.register.entries()) {
    if (Boolean(row.exclusions.length) === Boolean(row.ticket)) yield ["exclusion_mismatch", `register[${index}]`];
    if (row.ticket) holders.set(row.ticket, [...(holders.get(row.ticket) ?? []), row]);
  }
  const groups = new Map(transcript.groups.map((group) => [group.ticket, group.members]));
  const tickets = new Map(transcript.input.candidates.map((candidate) => [candidate.id, candidate.name]));
  const weights = new Map(transcript.input.candidates.map((candidate) => [candidate.id, candidate.w]));
  for (const ticket of new Set([...holders.keys(), ...tickets.keys()])) {
    const rows = holders.get(ticket) ?? [];
    const shared = `共同控制〔${rows.map((row) => `${row.code} ${row.name}`).join("；")}〕`;
    const name = rows.length === 1 ? rows[0].name : shared;
    if (rows.some((row) => (row.w ?? 1) !== (weights.get(ticket) ?? 1))) yield ["list_mismatch", "input.candidates"];
    if (rows.length === 0 || tickets.get(ticket) !== name) yield ["list_mismatch", "input.candidates"];
    const codes = rows.map((row) => row.code);
    if (canonical(codes) !== canonical(groups.get(ticket) ?? [ticket])) yield ["group_mismatch", "groups"];
  }
}

function* figureFailures(transcript) {
  const { input, draw } = transcript;
  const named = transcript.sources ?? [];
  for (let at = 0; at < Math.max(named.length, input.external.length); at += 1) {
    const want = named[at] ? [named[at].name, named[at].value] : null;
    if (canonical(want) !== canonical(input.external[at] ?? null)) yield ["external_mismatch", `input.external[${at}]`];
  }
  if ((draw.mode === "external") !== named.length > 0) yield ["external_mismatch", "draw.mode"];
  if (!named.length) return;
  for (const [at, source] of named.entries()) {
    const latest = Math.max(0, ...source.typed.map((entry) => entry.attempt));
    const said = source.typed.filter((entry) => entry.attempt === latest && entry.value === source.value);
    if (new Set(said.map((entry) => entry.by)).size < 2) yield ["figures_mismatch", `sources[${at}].value`];
    const isInTime = draw.strings_until < source.draws_at && source.draws_at <= draw.drawn_at;
    if (!isInTime) yield ["order_of_time", `sources[${at}].draws_at`];
  }
  let needed = MARGIN_BITS;
  for (let taken = 0; taken < Math.min(input.k, input.candidates.length); taken += 1) {
    needed += Math.log2(input.candidates.length - taken);
  }
  if (named.reduce((sum, source) => sum + Number(source.bits), 0) < needed) yield ["too_little_entropy", "sources"];
}

function* timeFailures(transcript) {
  const { draw } = transcript;
  const times = [draw.frozen_at, draw.entropy_closed_at, draw.drawn_at];
  const windowEnd = draw.objections_until ?? "";
  if (canonical(times) !== canonical([...times].sort()) || windowEnd > draw.drawn_at) {
    yield ["order_of_time", "draw.drawn_at"];
  }
  for (const [at, objection] of (transcript.objections ?? []).entries()) {
    const isDecided = objection.decided_at !== "" && objection.decided_at <= draw.drawn_at;
    if (!isDecided) yield ["order_of_time", `objections[${at}].decided_at`];
  }
  for (const [at, item] of transcript.strings.entries()) {
    const isInTime = draw.frozen_at <= item.handed_in_at && item.handed_in_at <= draw.entropy_closed_at;
    if (!isInTime) yield ["order_of_time", `strings[${at}].handed_in_at`];
  }
}

async function* contentFailures(transcript) {
  const { input, draw, policy } = transcript;
  const strings = Object.fromEntries(transcript.strings.map((item) => [item.giver, item.text]));
  const format = transcript.format === FORMAT_WITHOUT_FIGURES ? FORMAT_WITHOUT_FIGURES : FORMAT;
  const isAppraisal = (draw.kind ?? "appraisal") === "appraisal";
  const caseId = `${draw.case_number} ${draw.asset_no}${isAppraisal ? "" : ` ${draw.kind}`}`;
  const claims = [
    ["format_unknown", "format", format, transcript.format],
    ["scheme_unknown", "scheme", "CJD-1", transcript.scheme],
    ["policy_mismatch", "input.policy_digest", hex(await sha256(bytes(canonical(policy)))), input.policy_digest],
    ["k_mismatch", "input.k", policy.k, input.k],
    ["round_mismatch", "input.round", draw.round, input.round],
    ["case_mismatch", "input.case_id", caseId, input.case_id],
    ["string_mismatch", "input.party", strings, input.party],
  ];
  const again = await drawAgain(input, transcript.groups);
  for (const [name, value] of Object.entries(again)) {
    claims.push([`${name}_mismatch`, `result.${name}`, value, transcript.result[name]]);
  }
  for (const [name, field, want, got] of claims) if (canonical(want) !== canonical(got ?? null)) yield [name, field];
  yield* timeFailures(transcript);
  yield* figureFailures(transcript);
  yield* registerFailures(transcript);
}

/**
 * Give the failures of a transcript as [name, field]; an empty list means that all agrees.
 * With the commitment that was published at the freeze, a transcript made up as a whole fails too.
 */
export async function verifyTranscript(transcript, commitment = "") {
  if (transcript === null || typeof transcript !== "object" || Array.isArray(transcript)) {
    return [["not_a_transcript", ""]];
  }
  const failures = [];
  for await (const failure of envelopeFailures(transcript)) failures.push(failure);
  const sections = transcript.format === FORMAT_WITHOUT_FIGURES ? SECTIONS : [...SECTIONS, ...LATER_SECTIONS];
  const missing = sections.filter((name) => !(name in transcript));
  failures.push(...missing.map((name) => ["field_missing", name]));
  if (missing.length) return failures;
  try {
    for await (const failure of contentFailures(transcript)) failures.push(failure);
  } catch (fault) {
    failures.push(["malformed", String(fault.message ?? fault)]);
  }
  if (commitment && transcript.result.commit !== commitment) {
    failures.push(["published_commit_mismatch", "result.commit"]);
  }
  return failures;
}
