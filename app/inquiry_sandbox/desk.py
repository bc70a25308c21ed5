"""What one reference platform has before it: inquiries, its answers, and its manners."""

import hashlib
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import rfc8785

#: How a price lies around the court's estimate: 92 to 108 per cent, by a digest.
LOWEST_PERCENT = 92
PERCENT_SPAN = 17
VALID_DAYS = 180


class Manner(StrEnum):
    """How a platform behaves, on demand."""

    PROMPT = "prompt"
    #: Takes the commission and sends nothing by itself; its report can be fetched.
    POLL_ONLY = "poll_only"
    #: Takes the commission and never has a report.
    SILENT = "silent"
    #: As silent, but asks for more days at once and reports when they are given.
    ASKS_EXTENSION = "asks_extension"
    TWICE = "twice"
    WRONG_SIGNATURE = "wrong_signature"
    GARBAGE = "garbage"
    #: Answers nothing but an error.
    DOWN = "down"
    #: Answers after longer than anybody waits.
    SLOW = "slow"


@dataclass
class Inquiry:
    """One inquiry as a platform keeps it."""

    content: dict[str, Any]
    #: The report that can be fetched or was sent; none while it is being made.
    report: bytes | None = None
    revision: int = 0


@dataclass
class Delivery:
    """Bytes on their way to the court, signed anew each time."""

    callback: str
    body: bytes
    tries: int = 0
    is_forged: bool = False


@dataclass
class Desk:
    """One platform's books in memory: after a restart the court asks again."""

    code: str
    manner: Manner = Manner.PROMPT
    inquiries: dict[str, Inquiry] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    outgoing: list[Delivery] = field(default_factory=list)
    #: How often each path was asked, repeated ones too.
    asked: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, content: dict[str, Any], key: str) -> None:
        """Take a commission; the same key again changes nothing."""
        with self.lock:
            if key in self.keys:
                return
            self.keys.add(key)
            inquiry = self.inquiries[content["inquiry_no"]] = Inquiry(content)
            if self.manner is Manner.ASKS_EXTENSION:
                self._send(inquiry, self._request(content["inquiry_no"]))
            elif self.manner is not Manner.SILENT:
                self._report(inquiry)

    def extend(self, inquiry_no: str, key: str) -> bool:
        """Hear that more days were given; the report follows."""
        return self._again(inquiry_no, key)

    def correct(self, inquiry_no: str, key: str) -> bool:
        """Correct a report: the next revision."""
        return self._again(inquiry_no, key)

    def _again(self, inquiry_no: str, key: str) -> bool:
        with self.lock:
            inquiry = self.inquiries.get(inquiry_no)
            if inquiry is None:
                return False
            if key not in self.keys:
                self.keys.add(key)
                if self.manner is not Manner.SILENT:
                    self._report(inquiry)
            return True

    def _report(self, inquiry: Inquiry) -> None:
        inquiry.revision += 1
        no = inquiry.content["inquiry_no"]
        report = {
            "kind": "report",
            "message_id": f"{self.code}-{no}-{inquiry.revision}",
            "platform": self.code,
            "inquiry_no": no,
            "value": str(self.price_of(inquiry)),
            "valid_until": self._valid_until(inquiry),
            "report_no": f"{self.code}{no[-12:]}-{inquiry.revision}",
        }
        inquiry.report = rfc8785.dumps(report)
        if self.manner is Manner.POLL_ONLY:
            return
        body = b'{"kind":"report","value":-1' if self.manner is Manner.GARBAGE else inquiry.report
        for _ in range(2 if self.manner is Manner.TWICE else 1):
            self._send(inquiry, body)

    def _valid_until(self, inquiry: Inquiry) -> str:
        """Return the last day of the validity, counted by the court's calendar, not by ours.

        In a rehearsal the two differ.
        """
        due_at = datetime.fromisoformat(inquiry.content["due_at"])
        return (due_at.astimezone(UTC) + timedelta(days=VALID_DAYS)).date().isoformat()

    def price_of(self, inquiry: Inquiry) -> int:
        """Return the price in whole yuan: the estimate, moved by a digest of the asset."""
        asset = inquiry.content["asset"]
        seed = f"{self.code}/{asset['no']}/{asset['title']}".encode()
        percent = LOWEST_PERCENT + hashlib.sha256(seed).digest()[0] % PERCENT_SPAN
        return int(asset["court_estimate"]) * percent // 100 // 100 * 100

    def _request(self, inquiry_no: str) -> bytes:
        return rfc8785.dumps(
            {
                "kind": "extension_request",
                "message_id": f"{self.code}-{inquiry_no}-x",
                "platform": self.code,
                "inquiry_no": inquiry_no,
                "reason": "可比实例不足，申请延期。",
            }
        )

    def _send(self, inquiry: Inquiry, body: bytes) -> None:
        is_forged = self.manner is Manner.WRONG_SIGNATURE
        self.outgoing.append(Delivery(inquiry.content["callback"], body, is_forged=is_forged))

    def next_delivery(self) -> Delivery | None:
        """Take the next message out; one that does not arrive is put back."""
        with self.lock:
            return self.outgoing.pop(0) if self.outgoing else None

    def put_back(self, delivery: Delivery) -> None:
        """Keep a message for the next round."""
        with self.lock:
            self.outgoing.append(delivery)
