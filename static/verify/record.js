// What a reader drops on the page: an archive is opened, told apart, and checked as what it is.

import { Broken, checkLog, checkLogPart, checkProof, readPolicy, textOf, unhex } from "./log.js";
import { promisedLeaf, readReceipt, receiptFailures, signatureFailures } from "./receipt.js";
import { playRecord, readRecord } from "./replay.js";

const BYTES_MAX = 512 * 1024 * 1024;
const RECORD = ["entries.jsonl", "record.json"];
const SEALED = ["entries.jsonl", "log/checkpoint.txt", "log/history.jsonl", "log/proofs.jsonl", "record.json"];
const LOG = ["checkpoint.txt", "entries.jsonl", "history.jsonl"];
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});

const notARecord = (why) => new Broken("not_a_record", "archive", why);

function crcOf(raw) {
  let sum = 0xffffffff;
  for (let at = 0; at < raw.length; at += 1) sum = CRC[(sum ^ raw[at]) & 255] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

async function inflated(raw, size) {
  const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const parts = [];
  let length = 0;
  for (const reader = stream.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    // A small file may claim to hold a huge one.
    if (length > size) throw notARecord("a part is larger than it says");
    parts.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function partOf(view, raw, head) {
  const [method, crc, packed, size, start] = [
    view.getUint16(head + 10, true), view.getUint32(head + 16, true), view.getUint32(head + 20, true),
    view.getUint32(head + 24, true), view.getUint32(head + 42, true),
  ];
  if (size > BYTES_MAX) throw new Broken("too_large", "archive", `more than ${BYTES_MAX} bytes`);
  if (view.getUint32(start, true) !== 0x04034b50) throw notARecord("a part is not where it should be");
  const from = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
  const kept = raw.slice(from, from + packed);
  if (method !== 0 && method !== 8) throw notARecord("an unknown way of packing");
  const whole = method === 8 ? await inflated(kept, size) : kept;
  if (whole.length !== size || crcOf(whole) !== crc) throw notARecord("a part is damaged");
  return whole;
}

/** Open a zip archive: its files by name. */
export async function unzipped(raw) {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  try {
    let end = raw.length - 22;
    while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
    if (end < 0) throw notARecord("no archive");
    const parts = new Map();
    let head = view.getUint32(end + 16, true);
    for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
      if (view.getUint32(head, true) !== 0x02014b50) throw notARecord("no archive");
      const name = textOf(raw.slice(head + 46, head + 46 + view.getUint16(head + 28, true)), "archive", "not_a_record");
      if (parts.has(name)) throw notARecord("two parts of one name");
      parts.set(name, await partOf(view, raw, head));
      head += 46 + view.getUint16(head + 28, true) + view.getUint16(head + 30, true) + view.getUint16(head + 32, true);
    }
    return parts;
  } catch (fault) {
    if (fault instanceof Broken) throw fault;
    throw notARecord(fault.message);
  }
}

const holds = (parts, names) => [...parts.keys()].sort().join() === names.join();

async function checkRecord(parts, { policy, outside, receipts, key }) {
  const { head, bodies } = readRecord(parts);
  const sale = playRecord(head, bodies);
  const { seen, failures } = await checkLogPart(parts, bodies, policy, outside);
  const found = [];
  for (const raw of receipts) found.push(...(await receiptFailures(sale, readReceipt(raw), key)));
  return { kind: "lot", sale, root: head.root, seen, failures: [...sale.failures, ...failures, ...found] };
}

async function checkOne(main, { policy, receipts, key, leaf }) {
  const receipt = leaf === null && receipts.length ? readReceipt(receipts[0]) : null;
  const { seen, failures } = await checkProof(main, unhex(leaf ?? promisedLeaf(receipt)), policy);
  const found = receipt === null ? [] : await signatureFailures(receipt, key);
  return { kind: "proof", seen, failures: [...failures, ...found] };
}

/**
 * Check files by what they hold: `main` is a record, a whole log, or a tlog-proof; `policy`,
 * `outside` and `receipts` are bytes, `key` is the platform's key in base64 as it was noted.
 * Gives `{kind, failures, seen, sale?}`.
 */
export async function check({ main, policy = null, outside = [], receipts = [], key = null, leaf = null }) {
  try {
    const trusted = policy ? readPolicy(policy) : null;
    if (!isArchive(main)) return await checkOne(main, { policy: trusted, receipts, key, leaf });
    const parts = await unzipped(main);
    if (holds(parts, LOG)) return { kind: "log", ...(await checkLog(parts, trusted, outside)) };
    if (!holds(parts, RECORD) && !holds(parts, SEALED)) throw notARecord([...parts.keys()].join());
    return await checkRecord(parts, { policy: trusted, outside, receipts, key });
  } catch (fault) {
    if (!(fault instanceof Broken)) throw fault;
    return { kind: "", failures: [fault.failure], seen: null };
  }
}

const isArchive = (raw) => raw[0] === 0x50 && raw[1] === 0x4b;
