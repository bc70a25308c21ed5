// Redraw the price-time steps from the bids on the screen; the server drew the first picture.

const LEFT = 112;
const RIGHT = 704;
const TOP = 16;
const BOTTOM = 244;
const SVG = "http://www.w3.org/2000/svg";

/** Return the points and the path of the steps, in the picture's own units. */
export function layOut(bids, opensAt, until, startPrice, step) {
  const amounts = [...bids.map((bid) => Number(bid.amount)), Number(startPrice)];
  const room = Math.max((Math.max(...amounts) - Math.min(...amounts)) / 12, Number(step));
  const lowest = Math.max(0, Math.min(...amounts) - room);
  const highest = Math.max(...amounts) + room;
  const span = Math.max(until - opensAt, 1000);
  const x = (at) => LEFT + Math.min(Math.max((at - opensAt) / span, 0), 1) * (RIGHT - LEFT);
  const y = (fen) => BOTTOM - ((fen - lowest) * (BOTTOM - TOP)) / (highest - lowest);
  const points = bids.map((bid) => ({ x: x(Date.parse(bid.at)), y: y(Number(bid.amount)), bid }));
  const steps = points.map((p, index) =>
    index === 0 ? `M${p.x.toFixed(1)} ${p.y.toFixed(1)}` : `H${p.x.toFixed(1)}V${p.y.toFixed(1)}`,
  );
  const path = steps.length > 0 ? `${steps.join("")}H${RIGHT}` : "";
  const area = path ? `${path}V${BOTTOM}H${points[0].x.toFixed(1)}Z` : "";
  return { points, path, area, levelY: y(Number(startPrice)), lowest, highest, y };
}

function roundStep(span) {
  const power = 10 ** Math.floor(Math.log10(Math.max(span, 1)));
  return power * [1, 2, 5, 10].find((factor) => power * factor >= span);
}

function drawGrid(svg, { lowest, highest, y }) {
  svg.querySelectorAll(`.mc-curve__grid, .mc-curve__tick[x="${LEFT - 8}"]`).forEach((old) => old.remove());
  const step = roundStep((highest - lowest) / 4);
  for (let fen = Math.ceil(lowest / step) * step; fen <= highest; fen += step) {
    const line = shape("line", "mc-curve__grid", { x1: LEFT, x2: RIGHT, y1: y(fen), y2: y(fen) });
    const text = shape("text", "mc-curve__tick", { x: LEFT - 8, y: y(fen) + 4, "text-anchor": "end" });
    text.textContent = Math.floor(fen / 100).toLocaleString("en-US");
    svg.prepend(line, text);
  }
}

function shape(name, kind, attributes) {
  const made = document.createElementNS(SVG, name);
  made.setAttribute("class", kind);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** Bring a curve that the server drew up to the screen. */
export function redraw(svg, screen, now) {
  const opensAt = Date.parse(screen.opens_at);
  const until = Math.min(Math.max(now, opensAt + 60000), Date.parse(screen.closes_at));
  const made = layOut(screen.bids, opensAt, until, screen.start_price, screen.bid_step);
  drawGrid(svg, made);
  svg.querySelector(".mc-curve__area")?.setAttribute("d", made.area);
  svg.querySelector(".mc-curve__line")?.setAttribute("d", made.path);
  svg.querySelectorAll(".mc-curve__point").forEach((old) => old.remove());
  for (const { x, y } of made.points) svg.append(shape("circle", "mc-curve__point", { cx: x, cy: y, r: 3.5 }));
  const level = svg.querySelector(".mc-curve__level");
  level?.setAttribute("y1", made.levelY);
  level?.setAttribute("y2", made.levelY);
  svg.querySelector(".mc-curve__note")?.setAttribute("y", made.levelY - 6);
}
