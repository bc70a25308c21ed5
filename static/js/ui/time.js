// Tell the court's time: this device's clock corrected by what the server said.

const root = document.documentElement;

function offsetOfPage() {
  const stated = document.querySelector('meta[name="server-time"]')?.content;
  if (!stated) return 0;
  const entry = performance.getEntriesByType("navigation")[0];
  const received = performance.timeOrigin + (entry?.responseStart ?? 0);
  return Date.parse(stated) - received;
}

const pageOffset = offsetOfPage();

/** Return the milliseconds to add to this device's clock; a live page measures them better. */
export function serverOffset() {
  const measured = Number(root.dataset.serverOffset);
  return root.dataset.serverOffset && Number.isFinite(measured) ? measured : pageOffset;
}

/** Return the court's time now, in milliseconds. */
export function serverNow() {
  return Date.now() + serverOffset();
}

/** Print a span as 2天 03:04:05, or 04:05 when under an hour. */
export function formatSpan(milliseconds, dayWord) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const clock = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  if (days > 0) return `${days}${dayWord} ${two(hours)}:${clock}`;
  return hours > 0 ? `${two(hours)}:${clock}` : clock;
}
