"""The bank's messenger: delivers signed notices, a few at a time, until the merchant says 200."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import requests

from app.ledger.bank.sandbox.book import Book, Notice
from app.ledger.bank.sandbox.faults import Manner
from app.ledger.bank.sandbox.keys import BankKeys

logger = logging.getLogger("sandbox.bank")

#: Seconds between two looks at the queue when nobody rings.
LOOK_EVERY = 0.5
#: Seconds to wait for the merchant's answer.
ANSWER_WITHIN = 5
#: Longest pause between two tries of one notice, in seconds: refused, or with nobody there.
PAUSE_MAX = 60.0
ABSENT_PAUSE_MAX = 4.0
#: Deliveries on their way at once; in a rehearsal of order they go one by one.
AT_ONCE = 6


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
                while self.deliver_due():
                    pass
            except Exception:
                logger.exception("a round of deliveries failed")

    def deliver_due(self) -> int:
        """Deliver each due notice once and say how many arrived."""
        if self.manner.is_paused:
            return 0
        is_ordered = self.manner.is_newest_first
        due = self.book.due_notices(time.time(), newest_first=is_ordered)
        if len(due) > 1 and not is_ordered:
            with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="notice") as pool:
                return sum(pool.map(self._settle, due))
        return sum(map(self._settle, due))

    def _settle(self, notice: Notice) -> bool:
        status = self._deliver(notice)
        if status == requests.codes.ok:
            self.book.mark_delivered(notice)
            return True
        pause_max = ABSENT_PAUSE_MAX if status is None else PAUSE_MAX
        self.book.postpone(notice, time.time(), pause_max)
        return False

    def _deliver(self, notice: Notice) -> int | None:
        """Return the status the merchant answered, or nothing when nobody answered."""
        stamp = str(int(time.time()))
        signed = notice.body + b" " if self.manner.forges() else notice.body
        headers = {
            "Content-Type": "application/json",
            "X-Bank-Timestamp": stamp,
            "X-Bank-Signature": self.keys.sign(stamp, signed),
        }
        try:
            answer = requests.post(
                self.callback, data=notice.body, headers=headers, timeout=ANSWER_WITHIN
            )
        except requests.RequestException as fault:
            logger.warning("notice %s not delivered: %s", notice.id, type(fault).__name__)
            return None
        if answer.status_code != requests.codes.ok:
            logger.warning("notice %s answered %s", notice.id, answer.status_code)
        return answer.status_code
