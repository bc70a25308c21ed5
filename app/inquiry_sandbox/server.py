"""The doors of the reference platforms: signed requests of the court, and their messenger."""

import json
import re
import threading
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

import requests
from flask import Flask, Response, jsonify, request

from app.inquiry_sandbox.desk import Delivery, Desk, Manner
from app.inquiry_sandbox.keys import CODES, is_from_court, load_key
from app.kernel.clock import clock

#: Seconds a signed request of the court stays good.
WINDOW_SECONDS = 300
BODY_MAX = 65_536
#: How often a message that the court refuses is sent again.
TRIES_MAX = 20
LOOK_EVERY = 0.3
ANSWER_WITHIN = 5
#: Longer than anybody waits.
SLOW_SECONDS = 30
FIELDS = ("inquiry_no", "platform", "asset", "due_at", "callback")

View = Callable[..., Response | tuple[Response, int]]
Answer = Response | tuple[Response, int]


def create_platforms(folder: Path) -> tuple[Flask, "Messenger"]:
    """Open the platforms over their folder of keys; the caller starts the messenger."""
    desks = {code: Desk(code) for code in CODES}
    messenger = Messenger(folder, desks)
    site = Flask(__name__)
    site.config["MAX_CONTENT_LENGTH"] = BODY_MAX
    _doors(site, folder, desks, messenger)
    return site, messenger


def _doors(site: Flask, folder: Path, desks: Mapping[str, Desk], messenger: "Messenger") -> None:
    signed = _signed(folder, desks, messenger)

    @site.post("/<code>/inquiries")
    @signed
    def post_inquiry(desk: Desk, content: dict[str, Any], key: str) -> Answer:
        if any(not content.get(name) for name in FIELDS):
            return jsonify(code="fields_invalid"), 422
        desk.take(content, key)
        messenger.bell.set()
        return jsonify(state="accepted"), 202

    @site.post("/<code>/inquiries/<no>/extension")
    @signed
    def post_extension(desk: Desk, content: dict[str, Any], key: str, no: str) -> Answer:
        return _again(desk.extend(no, key), content, no)

    @site.post("/<code>/inquiries/<no>/corrections")
    @signed
    def post_correction(desk: Desk, content: dict[str, Any], key: str, no: str) -> Answer:
        return _again(desk.correct(no, key), content, no)

    def _again(is_known: bool, content: dict[str, Any], no: str) -> Answer:  # noqa: FBT001
        if not is_known or content.get("inquiry_no") != no:
            return jsonify(code="inquiry_unknown"), 404
        messenger.bell.set()
        return jsonify(state="accepted"), 202

    @site.get("/<code>/inquiries/<no>")
    @signed
    def get_inquiry(desk: Desk, content: dict[str, Any], key: str, no: str) -> Answer:
        del content, key
        inquiry = desk.inquiries.get(no)
        if inquiry is None:
            return jsonify(code="inquiry_unknown"), 404
        if inquiry.report is None:
            return Response(status=204)
        headers = messenger.sign(desk, inquiry.report, is_forged=False)
        return Response(inquiry.report, headers=headers, content_type="application/json")

    _rehearsal(site, desks)


def _rehearsal(site: Flask, desks: Mapping[str, Desk]) -> None:
    @site.post("/rehearsal/<code>/manner")
    def post_manner(code: str) -> Answer:
        wish = json.loads(request.get_data())
        desks[code].manner = Manner(wish["manner"])
        return jsonify(manner=desks[code].manner)

    @site.get("/healthz")
    def get_health() -> Answer:
        return jsonify(ok=True, asked={code: desk.asked for code, desk in desks.items()})


def _signed(
    folder: Path, desks: Mapping[str, Desk], messenger: "Messenger"
) -> Callable[[View], View]:
    """Let only the court in: its signature over time, method, path and body."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(code: str, **path: str) -> Answer:
            desk = desks.get(code)
            if desk is None:
                return jsonify(code="platform_unknown"), 404
            inner = request.path.removeprefix(f"/{code}")
            desk.asked.append(f"{request.method} {inner}")
            if desk.manner is Manner.SLOW:
                messenger.end.wait(SLOW_SECONDS)
            if desk.manner is Manner.DOWN:
                return jsonify(code="down"), 503
            stamp = request.headers.get("X-Court-Timestamp", "")
            body = request.get_data()
            if not re.fullmatch(r"[0-9]{1,12}", stamp, re.ASCII):
                return jsonify(code="timestamp_invalid"), 401
            if abs(clock.real_now().timestamp() - int(stamp)) > WINDOW_SECONDS:
                return jsonify(code="request_stale"), 401
            signed = f"{stamp}.{request.method}.{inner}.".encode() + body
            if not is_from_court(folder, request.headers.get("X-Court-Signature", ""), signed):
                return jsonify(code="signature_invalid"), 401
            content = json.loads(body) if body else {}
            return view(desk, content, request.headers.get("Idempotency-Key", ""), **path)

        return guarded

    return guard


class Messenger:
    """One thread that delivers signed messages until the court has taken them."""

    def __init__(self, folder: Path, desks: Mapping[str, Desk]) -> None:
        self.desks = desks
        self.bell = threading.Event()
        self.end = threading.Event()
        self._keys = {code: load_key(folder, code) for code in desks}
        self._forged = {code: load_key(folder, f"forged_{code}") for code in desks}

    def start(self) -> threading.Thread:
        """Run beside the web server until the process ends."""
        thread = threading.Thread(target=self.run, name="sandbox-inquiry-messenger", daemon=True)
        thread.start()
        return thread

    def run(self) -> None:
        """Look at the desks again and again."""
        while not self.end.is_set():
            self.bell.wait(LOOK_EVERY)
            self.bell.clear()
            for desk in self.desks.values():
                self.deliver(desk)

    def deliver(self, desk: Desk) -> None:
        """Deliver what a desk holds, each message once a round."""
        for _ in range(len(desk.outgoing)):
            delivery = desk.next_delivery()
            if delivery is None:
                return
            delivery.tries += 1
            if not self._arrives(desk, delivery) and delivery.tries < TRIES_MAX:
                desk.put_back(delivery)

    def _arrives(self, desk: Desk, delivery: Delivery) -> bool:
        """Say whether the court answered; a refusal that will not change counts as an answer."""
        try:
            answer = requests.post(
                delivery.callback,
                data=delivery.body,
                headers={
                    "Content-Type": "application/json",
                    **self.sign(desk, delivery.body, is_forged=delivery.is_forged),
                },
                timeout=ANSWER_WITHIN,
            )
        except requests.RequestException:
            return False
        return answer.status_code < 500

    def sign(self, desk: Desk, body: bytes, *, is_forged: bool) -> dict[str, str]:
        """Return the headers that prove a body; forged ones prove nothing."""
        stamp = str(int(clock.real_now().timestamp()))
        key = (self._forged if is_forged else self._keys)[desk.code]
        return {
            "X-Platform-Code": desk.code,
            "X-Platform-Timestamp": stamp,
            "X-Platform-Signature": key.sign(stamp, body),
        }
