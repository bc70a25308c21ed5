// SHA-256 (FIPS 180-4) at once and without promises: a log is hundreds of thousands of small hashes,
// and a promise for each takes many times as long as the hash.

const primes = [];
for (let number = 2; primes.length < 64; number += 1) {
  if (primes.every((prime) => number % prime !== 0)) primes.push(number);
}
// The first 32 bits of the fractions of the roots of the first primes; a double has enough of them.
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const ROUNDS = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const words = new Int32Array(64);

function block(state, view, at) {
  for (let round = 0; round < 16; round += 1) words[round] = view.getInt32(at + 4 * round);
  for (let round = 16; round < 64; round += 1) {
    const [one, other] = [words[round - 15], words[round - 2]];
    const low = ((one >>> 7) | (one << 25)) ^ ((one >>> 18) | (one << 14)) ^ (one >>> 3);
    const high = ((other >>> 17) | (other << 15)) ^ ((other >>> 19) | (other << 13)) ^ (other >>> 10);
    words[round] = (words[round - 16] + low + words[round - 7] + high) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let round = 0; round < 64; round += 1) {
    const high = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + high + ((e & f) ^ (~e & g)) + ROUNDS[round] + words[round]) | 0;
    const low = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

/** Hash parts, one after the other, as if they were one. */
export function sha256(...parts) {
  let length = 0;
  for (const part of parts) length += part.length;
  const padded = new Uint8Array((((length + 8) >> 6) + 1) << 6);
  let at = 0;
  for (const part of parts) {
    padded.set(part, at);
    at += part.length;
  }
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(padded.length - 4, (length * 8) >>> 0);
  const state = START.slice();
  for (let start = 0; start < padded.length; start += 64) block(state, view, start);
  const answer = new Uint8Array(32);
  const written = new DataView(answer.buffer);
  for (let place = 0; place < 8; place += 1) written.setInt32(4 * place, state[place]);
  return answer;
}
