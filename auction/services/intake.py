"""Where bids wait: one line for each lot in this process, judged in batches, one at a time.

Whoever finds the line free leads: it judges the next batch in its own transaction, answers
everybody in it, and hands the lead to the first one still waiting. So there is one writer for
each lot and process, no thread of its own, and a batch is as large as the crowd.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app import runtime
from app.kernel.actors import Actor
from app.kernel.errors import BadAmount, Forbidden, NotFound, Refusal, TooMany
from app.kernel.money import Money
from app.kernel.permissions import Permission
from auction.services.bidding import judge_batch
from auction.services.orders import Answer as BatchAnswer
from auction.services.orders import Order
from auction.services.receipts import Receipt

#: One batch holds the lot's lock for a few milliseconds at this size.
BATCH_MAX = 64
#: Beyond this a bidder is told to come again rather than left waiting.
LINE_MAX = 4096
#: Longer than any lock wait of the batches ahead; then the outcome is asked for by a retry.
PATIENCE_SECONDS = 10.0

_LOT_NO = re.compile(r"[A-Za-z0-9-]{1,40}", re.ASCII)
#: Made once by the client for each intention to bid, such as a UUID.
_REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}", re.ASCII)

Judge = Callable[[str, Sequence[Order]], list[BatchAnswer]]


@dataclass(slots=True, eq=False)
class _Waiting:
    order: Order
    called: Any = field(default_factory=runtime.Event)
    answer: BatchAnswer | None = None
    fault: BaseException | None = None
    leads: bool = False


class Intake:
    """The lines of one process."""

    def __init__(self, judge: Judge = judge_batch) -> None:
        self._judge = judge
        self._lines: dict[str, list[_Waiting]] = {}
        self._lock = runtime.Lock()

    def place(self, order: Order) -> Receipt:
        """Wait in line, be judged, and return the receipt once it is durable.

        Raises TooMany when the line is full, Refusal(busy) when it does not move, the refusal
        of an order that leaves no receipt, and whatever the batch raised.
        """
        me = _Waiting(order)
        self._join(me)
        if not me.leads and not me.called.wait(PATIENCE_SECONDS):
            self._give_up(me)
        if me.leads:
            self._lead(me)
        if me.fault is not None:
            raise me.fault
        assert me.answer is not None
        if isinstance(me.answer, Refusal):
            raise me.answer
        return me.answer

    def is_idle(self) -> bool:
        """Say whether nobody waits: then the process may stop without losing an order."""
        return not self._lines

    def _join(self, me: _Waiting) -> None:
        with self._lock:
            line = self._lines.get(me.order.lot_no)
            if line is None:
                line = self._lines[me.order.lot_no] = []
                me.leads = True
            if len(line) >= LINE_MAX:
                raise TooMany(retry_after=2)
            line.append(me)

    def _give_up(self, me: _Waiting) -> None:
        """Leave the line, unless the lead or the batch has come to us at this very moment."""
        with self._lock:
            line = self._lines.get(me.order.lot_no, [])
            if me in line and not me.leads:
                line.remove(me)
                raise Refusal("busy", status=503)
        me.called.wait()

    def _lead(self, me: _Waiting) -> None:
        """Judge batches until one answered the leader, then hand the lead on."""
        lot_no = me.order.lot_no
        try:
            while me.answer is None and me.fault is None:
                self._judge_next(lot_no)
        finally:
            self._hand_on(lot_no)

    def _judge_next(self, lot_no: str) -> None:
        with self._lock:
            # Bids that came by HTTP were stamped before their sign-in was looked up: the order
            # of entry decides, not the order of joining the line (art. 20).
            line = sorted(self._lines[lot_no], key=lambda waiting: waiting.order.received_at)
            batch, self._lines[lot_no] = line[:BATCH_MAX], line[BATCH_MAX:]
        try:
            answers = self._judge(lot_no, [waiting.order for waiting in batch])
            for waiting, answer in zip(batch, answers, strict=True):
                waiting.answer = answer
        except BaseException as fault:  # noqa: BLE001 - each one is told; then the next leads
            for waiting in batch:
                waiting.fault = fault
        for waiting in batch:
            waiting.called.set()

    def _hand_on(self, lot_no: str) -> None:
        with self._lock:
            line = self._lines[lot_no]
            if not line:
                del self._lines[lot_no]
                return
            line[0].leads = True
            line[0].called.set()


intake = Intake()


def place_bid(
    *,
    lot_no: object,
    amount: object,
    request_id: object,
    actor: Actor,
    at: datetime,
    session_hash: str | None = None,
    confirms_self_raise: bool = True,
) -> Receipt:
    """Place one bid, from whichever door it came; the receipt says how it was judged.

    Raises Refusal when the order leaves no receipt: nobody signed in, no such lot, no usable
    request id, the id was used for other content, the lot is busy.
    """
    if actor.person_id is None:
        raise Refusal("sign_in_required", status=401)
    if not actor.may(Permission.BID):
        raise Forbidden
    if not isinstance(lot_no, str) or not _LOT_NO.fullmatch(lot_no):
        raise NotFound("lot")
    if not isinstance(request_id, str) or not _REQUEST_ID.fullmatch(request_id):
        raise Refusal("invalid_input", fields={"request_id": ["invalid_input"]})
    try:
        money = Money.parse(amount)
    except BadAmount:
        money = None
    return intake.place(
        Order(
            lot_no=lot_no,
            actor=actor,
            request_id=request_id,
            amount_text=str(money) if money is not None else _shown(amount),
            amount=money,
            received_at=at,
            session_hash=session_hash,
            confirms_self_raise=confirms_self_raise,
        )
    )


def _shown(text: object) -> str:
    """Return what is kept of a text that is no amount: short, printable, plain."""
    return "".join(sign for sign in str(text)[:40] if sign.isprintable() and sign.isascii())
