// Bring one file to the desk whatever the connection does: small ones in one request, larger ones
// in pieces (tus 1.0) that go on where they stopped, also after this page was closed.

import "tus-js-client";

const { Upload } = globalThis.tus;

const MIB = 1_048_576;
const SMALL = 4 * MIB;
// A browser sends a piece again by itself when its connection was reset, so pieces are small.
const PIECE = 8 * MIB;
const PAUSES = [1000, 2000, 4000, 8000, 15_000, 30_000];
const STALLED_AFTER = 30_000;
const PASSING = new Set([408, 423, 425, 429, 500, 502, 503, 504]);

/** An answer that will not change by asking again. */
class Refused extends Error {}

/** Somebody pressed pause or cancel. */
class Stopped extends Error {}

function wordsOf(text, status) {
  try {
    const problem = JSON.parse(text);
    return [problem.title, problem.detail].filter(Boolean).join(" · ");
  } catch {
    return String(status);
  }
}

/** One file on its way; `tell(transfer)` is called whenever something about it has changed. */
export class Transfer {
  state = "waiting";
  sent = 0;
  /** Bytes a second, as of late. */
  speed = 0;
  reason = "";
  token = "";
  #upload = null;
  #arrived = false;
  #moved = 0;
  #marks = [];
  #stop = () => {};
  #wake = () => {};
  #aborter = new AbortController();

  constructor(file, place, tell) {
    this.file = file;
    this.place = place;
    this.tell = tell;
    this.token = place.token ?? "";
  }

  get isOver() {
    return ["kept", "refused", "cancelled"].includes(this.state);
  }

  get canPause() {
    return ["sending", "lost"].includes(this.state) && this.file.size > SMALL;
  }

  get canCancel() {
    return ["waiting", "sending", "paused", "lost"].includes(this.state);
  }

  pause() {
    if (!this.canPause) return;
    this.#turn("paused");
    this.#upload?.abort();
    this.#stop(new Stopped());
  }

  resume() {
    if (this.state === "paused") this.#turn("waiting");
    this.#wake();
  }

  async cancel() {
    if (!this.canCancel) return;
    this.#turn("cancelled");
    this.#aborter.abort();
    this.#stop(new Stopped());
    this.#wake();
    await this.#upload?.abort(true).catch(() => {});
  }

  /** Carry it through; ends when the file is kept, refused or cancelled. */
  async run() {
    const onOnline = () => this.state === "lost" && this.#wake();
    addEventListener("online", onOnline);
    let failures = 0;
    while (!this.isOver) {
      const before = this.sent;
      try {
        await this.#carry();
        this.#turn("kept");
      } catch (error) {
        if (this.isOver) break;
        if (error instanceof Refused) {
          this.reason = error.message;
          this.#turn("refused");
        } else if (this.state === "paused") {
          await this.#rest();
        } else {
          failures = this.sent > before ? 0 : failures + 1;
          this.#turn("lost");
          await this.#rest(PAUSES[Math.min(failures, PAUSES.length - 1)]);
        }
      }
    }
    removeEventListener("online", onOnline);
  }

  async #carry() {
    if (this.file.size <= SMALL) return this.#sendWhole();
    if (!this.#arrived) await this.#sendPieces();
    this.#arrived = true;
    return this.#handOver();
  }

  #sendWhole() {
    this.#turn("sending");
    const body = new FormData();
    body.set("slot", this.place.slot);
    body.set("file", this.file, this.file.name);
    return this.#post(body, {});
  }

  #handOver() {
    this.#turn("checking");
    const body = JSON.stringify({ slot: this.place.slot, upload: this.token });
    return this.#post(body, { "Content-Type": "application/json" });
  }

  async #post(body, headers) {
    const answer = await fetch(this.place.desk, {
      method: "POST",
      body,
      headers: { ...headers, "X-CSRF-Token": this.place.csrf, Accept: "application/json" },
      signal: this.#aborter.signal,
    });
    if (answer.ok) return;
    if (PASSING.has(answer.status)) throw new Error(String(answer.status));
    throw new Refused(wordsOf(await answer.text(), answer.status));
  }

  async #sendPieces() {
    this.#upload ??= await this.#prepare();
    this.#marks = [];
    this.#moved = Date.now();
    this.#turn("sending");
    const watch = setInterval(() => this.#noticeStall(), 5000);
    try {
      await new Promise((resolve, reject) => {
        this.#stop = reject;
        this.#upload.options.onSuccess = resolve;
        this.#upload.options.onError = (error) => reject(this.#judged(error));
        this.#upload.start();
      });
    } finally {
      clearInterval(watch);
      this.#stop = () => {};
    }
  }

  async #prepare() {
    const { file, place } = this;
    const upload = new Upload(file, {
      endpoint: place.uploads,
      uploadUrl: place.token ? `${place.uploads}/${place.token}` : null,
      chunkSize: PIECE,
      retryDelays: null,
      removeFingerprintOnSuccess: true,
      metadata: { filename: file.name, filetype: file.type, purpose: place.purpose },
      headers: { "X-CSRF-Token": place.csrf },
      fingerprint: async () =>
        ["mingchui", place.purpose, file.name, file.size, file.lastModified].join("|"),
      onUploadUrlAvailable: () => {
        this.token = upload.url.split("/").at(-1);
        this.tell(this);
      },
      onProgress: (sent) => this.#progress(sent),
    });
    const earlier = await upload.findPreviousUploads();
    if (earlier.length) upload.resumeFromPreviousUpload(earlier.at(-1));
    return upload;
  }

  #judged(error) {
    const answer = error.originalResponse;
    const status = answer?.getStatus() ?? 0;
    // A wrong offset or a damaged piece is put right by asking where the file stopped.
    if (status === 0 || status === 409 || status === 460 || PASSING.has(status)) return error;
    return new Refused(wordsOf(answer.getBody(), status));
  }

  #progress(sent) {
    const now = Date.now();
    if (sent !== this.sent) this.#moved = now;
    this.sent = sent;
    this.#marks.push([now, sent]);
    while (this.#marks.length > 2 && now - this.#marks[0][0] > 4000) this.#marks.shift();
    const [[then, had]] = this.#marks;
    this.speed = now > then ? ((sent - had) * 1000) / (now - then) : 0;
    this.tell(this);
  }

  #noticeStall() {
    if (this.state !== "sending" || Date.now() - this.#moved < STALLED_AFTER) return;
    this.#upload.abort();
    this.#stop(new Error("stalled"));
  }

  #rest(milliseconds) {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (milliseconds !== undefined) setTimeout(resolve, milliseconds);
    });
  }

  #turn(state) {
    this.state = state;
    this.tell(this);
  }
}
