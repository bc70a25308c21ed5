// The live wall: every lot of the court on one screen, one of them large, all of it by keyboard.

import { startCountdowns } from "ui/countdown.js";
import { serverNow } from "ui/time.js";
import { courtTime } from "./courttime.js";
import { clockText, fill } from "./panel.js";
import { Large } from "./wall_large.js";
import { WallLink } from "./wall_link.js";
import { Tiles } from "./wall_tiles.js";

const ARROWS = { ArrowLeft: -1, ArrowRight: 1 };

class Wall {
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.bar = document.querySelector("[data-bar]");
    const grid = root.querySelector("[data-grid]");
    this.tiles = new Tiles(grid, {
      texts: data.texts,
      view: { phase: data.phase, sort: data.sort },
      urlOf: (lot) => this.urlOf(lot),
    });
    this.large = new Large(root.querySelector("[data-large]"), {
      urls: data.urls,
      texts: data.texts,
      onClose: (lot) => this.closed(lot),
    });
    this.link = new WallLink({
      courts: data.courts,
      urls: data.urls,
      csrf: document.querySelector("input[name=csrf_token]")?.value ?? "",
      calls: {
        onWall: (wall) => this.showWall(wall),
        onFrame: (frame) => this.take(frame),
        onStatus: (status) => this.showStatus(status),
        onClock: (ask) => this.setClock(ask),
      },
    });
    grid.addEventListener("click", (event) => this.press(event));
    root.addEventListener("keydown", (event) => this.key(event));
    this.bar.addEventListener("change", (event) => this.choose(event));
    this.bar.querySelector("[data-show]").hidden = this.bar.querySelector("select[multiple]") === null;
  }

  start() {
    this.large.begin();
    startCountdowns(this.root);
    this.link.start();
    this.tick();
  }

  tick() {
    this.tiles.tick();
    this.showEmpty();
    setTimeout(() => this.tick(), 1000 - (serverNow() % 1000));
  }

  showWall(wall) {
    this.tiles.replace(wall);
    this.showHealth(wall.health);
    this.showCount();
    this.large.resync();
  }

  take(frame) {
    const answer = this.tiles.take(frame);
    for (const news of frame.lots ?? []) this.large.take(news, frame.server_time);
    if (frame.findings) this.large.takeFindings(frame.findings);
    if (frame.health) this.showHealth(frame.health);
    if (frame.tiles || frame.gone) this.showCount();
    return answer;
  }

  showCount() {
    document.querySelector("[data-count]").textContent = fill(this.data.texts.new_lots, { count: this.tiles.tiles.size });
    this.showEmpty();
  }

  showEmpty() {
    const isEmpty = (this.tiles.order ?? [true]).length === 0;
    const place = this.root.querySelector("[data-empty]");
    if (place.hidden === isEmpty) place.hidden = !isEmpty;
  }

  showHealth(findings) {
    const { texts } = this.data;
    const said = JSON.stringify(findings.map((one) => [one.name, one.is_fit, one.detail]));
    if (said === this.saidHealth) return;
    this.saidHealth = said;
    const lines = findings.map((one) => {
      const line = document.createElement("li");
      line.className = `mc-wall__check${one.is_fit ? "" : " is-unfit"}`;
      line.title = one.detail;
      const mark = document.createElement("span");
      mark.setAttribute("aria-hidden", "true");
      mark.textContent = one.is_fit ? "✓" : "!";
      const rest = document.createElement("span");
      rest.className = one.is_fit ? "visually-hidden" : "";
      rest.textContent = `: ${one.is_fit ? texts.fit : (texts.troubles[one.name] ?? one.detail)}`;
      line.append(mark, ` ${texts.health[one.name]}`, rest);
      return line;
    });
    document.querySelector("[data-health]").replaceChildren(...lines);
  }

  showStatus(status) {
    const place = document.querySelector("[data-link]");
    place.dataset.status = status;
    const words = place.querySelector("[data-link-text]");
    words.textContent = this.data.texts[status];
    if (status === "live") words.title = clockText(new Date(serverNow()).toISOString(), true);
  }

  async setClock(ask) {
    try {
      const { offset } = await courtTime(ask);
      document.documentElement.dataset.serverOffset = String(offset);
    } catch {
      // The next ping measures again.
    }
  }

  urlOf(lot) {
    const url = new URL(this.data.urls.page, location.href);
    for (const [name, value] of Object.entries(this.tiles?.view ?? {})) url.searchParams.set(name, value);
    if (lot) url.searchParams.set("lot", lot);
    return url.pathname + url.search;
  }

  press(event) {
    const link = event.target.closest("[data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    this.open(link.closest("[data-tile]").dataset.tile);
  }

  open(lot) {
    history.replaceState(null, "", this.urlOf(lot));
    this.large.open(lot);
  }

  closed(lot) {
    history.replaceState(null, "", this.urlOf(null));
    this.tiles.tiles.get(lot)?.link.focus();
  }

  /** Keys act only while the wall itself has the focus, never while somebody writes. */
  key(event) {
    if (event.key === "Escape" && this.large.lot) {
      this.large.close();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.matches("[data-open]")) return;
    const { links } = this.tiles;
    const place = links.indexOf(event.target);
    const columns = links.findIndex((link) => link.offsetParent?.offsetTop !== links[0].offsetParent?.offsetTop);
    const width = columns > 0 ? columns : links.length;
    const moves = { ...ARROWS, ArrowUp: -width, ArrowDown: width };
    if (moves[event.key] !== undefined) {
      event.preventDefault();
      links[Math.min(Math.max(place + moves[event.key], 0), links.length - 1)].focus();
    } else if (/^[1-9]$/.test(event.key) && links[Number(event.key) - 1]) {
      event.preventDefault();
      this.open(links[Number(event.key) - 1].closest("[data-tile]").dataset.tile);
    }
  }

  choose(event) {
    const { name, value } = event.target;
    if (name !== "phase" && name !== "sort") return;
    this.tiles.view[name] = value;
    this.tiles.arrange(true);
    this.showEmpty();
    history.replaceState(null, "", this.urlOf(this.large.lot));
  }
}

const root = document.querySelector("[data-wall]");
const data = document.getElementById("wall-data");
if (root && data) new Wall(root, JSON.parse(data.textContent)).start();
