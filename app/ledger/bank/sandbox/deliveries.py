"""The bank's messenger: one thread that delivers signed notices until the merchant says 200."""

import logging
import threading
import time
from dataclasses import dataclass, field

import requests

from app.ledger.bank.sandbox.book import Book, Notice
from app.ledger.bank.sandbox.keys import BankKeys

logger = logging.getLogger("sandbox.bank")

#: Seconds between two looks at the queue when nobody rings.
LOOK_EVERY = 0.5
#: Seconds to wait for the merchant's answer.
ANSWER_WITHIN = 5


@dataclass
class Manner:
    """How notices go out: a rehearsal may hold them back or turn their order round."""

    is_paused: bool = False
    is_newest_first: bool = False
    times: int = 1


@dataclass
class Messenger:
    """Delivers what the book holds; ringing it only saves the wait."""

    book: Book
    keys: BankKeys
    callback: str
    manner: Manner = field(default_factory=Manner)
    bell: threading.Event = field(default_factory=threading.Event)
    end: threading.Event = field(default_factory=threading.Event)

    def start(self) -> threading.Thread:
        """Run beside the web server until the process ends."""
        thread = threading.Thread(target=self.run, name="sandbox-bank-messenger", daemon=True)
        thread.start()
        return thread

    def run(self) -> None:
        """Look at the queue again and again; no fault of one round ends the messenger."""
        while not self.end.is_set():
            self.bell.wait(LOOK_EVERY)
            self.bell.clear()
            try:
                self.deliver_due()
            except Exception:
                logger.exception("a round of deliveries failed")

    def deliver_due(self) -> int:
        """Deliver each due notice once and say how many arrived."""
        if self.manner.is_paused:
            return 0
        arrived = 0
        due = self.book.due_notices(time.time(), newest_first=self.manner.is_newest_first)
        for notice in due:
            if self._deliver(notice):
                self.book.mark_delivered(notice)
                arrived += 1
            else:
                self.book.postpone(notice, time.time())
        return arrived

    def _deliver(self, notice: Notice) -> bool:
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "X-Bank-Timestamp": stamp,
            "X-Bank-Signature": self.keys.sign(stamp, notice.body),
        }
        try:
            answer = requests.post(
                self.callback, data=notice.body, headers=headers, timeout=ANSWER_WITHIN
            )
        except requests.RequestException as fault:
            logger.warning("notice %s not delivered: %s", notice.id, type(fault).__name__)
            return False
        if answer.status_code != requests.codes.ok:
            logger.warning("notice %s answered %s", notice.id, answer.status_code)
            return False
        return True
