// Measure how far this device is from the court's clock: five pings, the quickest one counts.

const PINGS = 5;

/** Return offset and round trip of one ping from its four moments, in milliseconds. */
export function measure(sent, entered, left, received) {
  const round = received - sent - (left - entered);
  return { offset: (entered - sent + (left - received)) / 2, round: Math.max(0, round) };
}

/** Return the sample with the shortest round trip: the least room for error. */
export function best(samples) {
  return samples.reduce((one, other) => (other.round < one.round ? other : one));
}

/** Ask the server five times; `ask` sends t0 and resolves to {t1, t2}. */
export async function courtTime(ask) {
  const samples = [];
  for (let count = 0; count < PINGS; count += 1) {
    const sent = Date.now();
    const answer = await ask(sent);
    samples.push(measure(sent, Date.parse(answer.t1), Date.parse(answer.t2), Date.now()));
  }
  return best(samples);
}
