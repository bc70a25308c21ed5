// Choose a legal amount, confirm it within five seconds, send it once, keep the receipt.

import { fenOf, inCapitals } from "ui/money.js";
import { serverNow } from "ui/time.js";
import { faultOf, isLarge, matchOf, minimumOf, nextLegal, nudged, offersOf } from "./ladder.js";
import { fill, yuan } from "./panel.js";
import { phaseAt } from "./screen.js";

const CONFIRM_WITHIN = 5000;
const RETRY_AFTER = 1500;
const UNANSWERED = new Set(["busy", "server_fault", "time_not_trusted", "not_connected", "rate_limited"]);

/** The bidder's own panel. */
export class Bidding {
  constructor(root, { data, link, intentions, screen }) {
    Object.assign(this, { root, data, link, intentions });
    this.texts = data.texts;
    this.screen = screen;
    this.chosen = null;
    this.isSending = false;
    this.listen();
    this.show(screen);
    if (intentions.pending()) this.send(intentions.pending());
  }

  find(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  listen() {
    this.find("bid-form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter?.dataset.fen) this.choose(BigInt(event.submitter.dataset.fen));
    });
    this.find("own-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const fen = fenOf(this.find("amount").value);
      if (fen !== null && this.checkAmount()) this.choose(fen);
    });
    this.find("amount").addEventListener("input", () => {
      this.isTyped = true;
      this.checkAmount();
    });
    for (const [name, direction] of [["up", 1], ["down", -1]]) {
      this.find(name).hidden = false;
      this.find(name).addEventListener("click", () => this.nudge(direction));
    }
    this.find("cancel").addEventListener("click", () => this.close());
    this.find("send").addEventListener("click", () => this.confirm());
    this.find("guard-box").addEventListener("change", () => this.allow());
    this.root.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  nudge(direction) {
    this.isTyped = true;
    this.setAmount(nudged(this.screen, fenOf(this.find("amount").value), direction));
  }

  setAmount(fen) {
    this.find("amount").value = yuan(fen);
    this.checkAmount();
  }

  get match() {
    return matchOf(this.screen, this.data.rank, this.data.paddle);
  }

  /** Show what is wrong with the amount in the field; say whether it may be sent. */
  checkAmount() {
    const fen = fenOf(this.find("amount").value);
    const fault = fen === null ? "bad_amount" : faultOf(this.screen, fen, { onGrid: this.data.on_grid, match: this.match });
    const least = fen === null ? minimumOf(this.screen) : nextLegal(this.screen, fen);
    this.find("amount-capital").textContent = fen === null ? "" : inCapitals(fen);
    const place = this.find("amount-fault");
    place.hidden = fault === null;
    place.textContent = fault === null ? "" : fill(this.texts[fault], { amount: yuan(least) });
    this.find("amount").setAttribute("aria-invalid", String(fault !== null));
    return fault === null;
  }

  /** Follow the screen: new offers, a field that never stands below the least amount. */
  show(screen) {
    this.screen = screen;
    const isOn = phaseAt(screen, serverNow()) === "bidding";
    this.find("bid-form").hidden = !isOn || this.chosen !== null;
    this.find("own-form").hidden = !isOn || this.chosen !== null;
    if (!isOn) this.close();
    if (!this.isTyped) this.setAmount(minimumOf(screen));
    else this.checkAmount();
    this.showOffers(screen);
    if (this.chosen !== null && faultOf(screen, this.chosen, { onGrid: this.data.on_grid, match: this.match })) {
      this.close();
      this.tell("warning", fill(this.texts.below, { amount: yuan(minimumOf(screen)) }));
    }
  }

  showOffers(screen) {
    const buttons = [];
    if (this.match !== null) buttons.push(this.offer(this.texts.match, this.match));
    for (const { steps, fen } of offersOf(screen, this.data.steps)) {
      const words = steps === 0 ? this.texts.start : fill(this.texts.step, { count: steps });
      buttons.push(this.offer(words, fen));
    }
    const focused = [...this.find("offers").children].indexOf(document.activeElement);
    this.find("offers").replaceChildren(...buttons);
    if (focused >= 0) buttons[Math.min(focused, buttons.length - 1)]?.focus();
  }

  offer(words, fen) {
    const button = document.createElement("button");
    button.className = "btn btn-secondary mc-bid__offer";
    button.dataset.fen = String(fen);
    for (const [kind, text] of [["steps", words], ["amount", yuan(fen)]]) {
      const part = document.createElement("span");
      part.className = `mc-bid__offer-${kind}`;
      part.textContent = text;
      button.append(part);
    }
    return button;
  }

  /** First press: show the amount large and wait five seconds for the second. */
  choose(fen) {
    if (this.isSending) return;
    if (!this.link.canSend) {
      this.tell("danger", this.texts.offline);
      return;
    }
    this.chosen = fen;
    const isSlip = isLarge(this.screen, fen, this.data.reference_price, this.data.fat_finger);
    this.find("confirm-words").textContent = this.screen.paddle === this.data.paddle ? this.texts.self_raise : "";
    this.find("confirm-amount").textContent = `${yuan(fen)} ${this.texts.yuan}`;
    this.find("confirm-capital").textContent = inCapitals(fen);
    this.find("send").textContent = fill(this.texts.confirm, { amount: yuan(fen) });
    this.find("guard").hidden = !isSlip;
    this.find("guard-box").checked = false;
    const times = Number((fen * 10n) / minimumOf(this.screen)) / 10;
    this.find("guard-words").textContent = fill(this.texts.guard, { times });
    this.find("bid-form").hidden = this.find("own-form").hidden = true;
    this.find("confirm").hidden = false;
    this.allow();
    this.find("send").focus();
  }

  /** Start the five seconds; a very high amount waits for its box first. */
  allow() {
    const isGuarded = !this.find("guard").hidden;
    const isOpen = !isGuarded || this.find("guard-box").checked;
    this.find("send").disabled = !isOpen;
    this.find("timer-box").hidden = isGuarded;
    const bar = this.find("timer");
    bar.classList.remove("is-running");
    clearTimeout(this.timer);
    if (isGuarded) return;
    requestAnimationFrame(() => bar.classList.add("is-running"));
    this.timer = setTimeout(() => this.close(), CONFIRM_WITHIN);
  }

  close() {
    clearTimeout(this.timer);
    if (this.chosen === null) return;
    this.chosen = null;
    this.find("confirm").hidden = true;
    const isOn = phaseAt(this.screen, serverNow()) === "bidding";
    this.find("bid-form").hidden = this.find("own-form").hidden = !isOn;
  }

  confirm() {
    if (this.chosen === null || this.isSending || this.find("send").disabled) return;
    const intention = this.intentions.begin(this.data.lot, this.chosen);
    this.close();
    this.send(intention);
  }

  /** Send an intention until it is answered; the request id makes any repeat harmless. */
  async send(intention) {
    if (this.isSending) return;
    this.setSending(true);
    this.tell("info", fill(this.texts.pending, { amount: yuan(intention.amount) }));
    for (;;) {
      const answer = await this.link.send(intention).catch(() => null);
      if (answer && !UNANSWERED.has(answer.code)) {
        this.settle(intention, answer);
        return;
      }
      this.tell("warning", fill(this.texts.unknown, { amount: yuan(intention.amount) }));
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
    }
  }

  setSending(isSending) {
    this.isSending = isSending;
    this.root.classList.toggle("is-sending", isSending);
    this.root.querySelectorAll("[data-offers] button, [data-go]").forEach((button) => {
      button.disabled = isSending;
    });
  }

  settle(intention, answer) {
    this.intentions.settle(intention.request_id);
    this.setSending(false);
    this.isTyped = false;
    const amount = yuan(intention.amount);
    if (answer.ok) this.tell("success", fill(this.texts.accepted, { amount, seq: answer.seq }));
    else this.tell("danger", `${answer.title ?? answer.code} ${answer.detail ?? ""}`);
    if (answer.receipt) this.keep(intention, answer);
    this.show(this.screen);
  }

  /** Put the receipt of an attempt on top of the list. */
  keep(intention, answer) {
    const item = document.createElement("li");
    item.className = "mc-receipts__item is-new";
    const outcome = document.createElement("span");
    outcome.className = `mc-receipts__outcome mc-receipts__outcome--${answer.ok ? "good" : "bad"}`;
    outcome.textContent = answer.ok ? fill(this.texts.accepted_short, { seq: answer.seq }) : answer.title;
    const amount = document.createElement("span");
    amount.className = "mc-receipts__amount";
    amount.textContent = yuan(intention.amount);
    const link = document.createElement("a");
    link.href = this.data.urls.receipt.replace(/_$/, answer.receipt.id);
    link.textContent = this.texts.receipt;
    item.append(outcome, " ", amount, " ", link);
    document.querySelector("[data-receipts]")?.prepend(item);
    document.querySelector("[data-no-receipts]")?.setAttribute("hidden", "");
  }

  tell(kind, sentence) {
    const place = this.find("news");
    place.className = `mc-bid__news mc-bid__news--${kind}`;
    place.textContent = sentence;
    place.hidden = false;
  }
}
