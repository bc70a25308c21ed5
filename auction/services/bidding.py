"""Judge a batch of waiting bids of one lot in one transaction, under the lot's row lock.

The row lock is the sequencer: whichever process holds it judges its batch in order of arrival,
and the next one reads what it left. Nothing is answered before the commit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text, tuple_, update

from app.identity.facade import find_sessions
from app.kernel.errors import Conflict, NotFound, Refusal
from app.kernel.facts import Fact, stamp
from app.kernel.money import Money
from app.store import Work, db, unit_of_work
from app.store.locks import limit_waiting
from app.trail.models import TrailEntry
from auction.facts import BidPlaced, BidRefused, LotExtended
from auction.facts.rounds import SellOffContested
from auction.models import Attempt, Bid, Enrollment, Lot
from auction.rules.articles import PRIORITY_MATCH
from auction.rules.bid_ladder import BidOrder, LotStanding, Ruling, judge_bid, minimum_bid
from auction.rules.closing import contest_hours
from auction.rules.faults import BidFault
from auction.services import receipts
from auction.services.identities import BIDDER, holder_digest
from auction.services.notice_reading import fault_of_place
from auction.services.opening import open_locked
from auction.services.orders import Answer, Order, settings
from auction.services.receipts import ACCEPTED, Receipt, new_receipt_id
from auction.services.venues import require_hall
from auction.vocabulary import ENDED_STATES, PUBLIC_STATES, BidKind, LotState


@dataclass(slots=True)
class _Judged:
    """One order of the batch on its way to an answer."""

    order: Order
    digest: str
    receipt_id: str
    outcome: str
    ruling: Ruling | None
    citations: Sequence[Any]
    standing: LotStanding
    paddle: str | None = None
    closes_before: datetime | None = None
    #: When an accepted bid entered, never before the bid it climbed over (reliability B2): two
    #: processes may take the lock in another order than their bids came in, by milliseconds.
    ranked_at: datetime | None = None
    receipt: Receipt = field(default_factory=dict)

    @property
    def is_accepted(self) -> bool:
        return self.ruling is not None and self.ruling.accepted


def judge_batch(lot_no: str, orders: Sequence[Order]) -> list[Answer]:
    """Judge orders of one lot in their order of arrival; answer each after the commit.

    Raises NotFound when the public knows no such lot.
    """
    with unit_of_work() as work:
        refused = _lapsed_sign_ins(orders)
        lot = _take_lot(lot_no)
        _open_if_due(work, lot, orders)
        batch = _Batch(lot, [order for order in orders if id(order) not in refused])
        batch.judge()
        batch.write(work)
        ring = settings.ring
        if ring is not None:
            work.after_commit(lambda: ring(f"lot:{lot_no}"))
    return [refused.get(id(order)) or batch.answers[id(order)] for order in orders]


def _lapsed_sign_ins(orders: Iterable[Order]) -> dict[int, Answer]:
    """Refuse the orders whose sign-in has ended since their socket was opened (A4)."""
    hashes = {order.session_hash for order in orders if order.session_hash is not None}
    holding = find_sessions(hashes, is_use=True) if hashes else {}
    return {
        id(order): Refusal("sign_in_required", status=401)
        for order in orders
        if order.session_hash is not None and order.session_hash not in holding
    }


def _take_lot(lot_no: str) -> Lot:
    query = select(Lot).where(
        Lot.no == lot_no, Lot.state.in_(PUBLIC_STATES), Lot.announced_at.is_not(None)
    )
    if settings.takes_row_lock:
        limit_waiting()
        query = query.with_for_update()
    lot = db.session.scalar(query.execution_options(populate_existing=True))
    if lot is None:
        raise NotFound("lot", lot_no)
    require_hall(lot)
    return lot


def _open_if_due(work: Work, lot: Lot, orders: Iterable[Order]) -> None:
    """Open an announced lot that a bid found before the clock process did (T7)."""
    if lot.state is not LotState.ANNOUNCED:
        return
    assert lot.opens_at is not None
    due = [order.received_at for order in orders if order.received_at >= lot.opens_at]
    if due:
        open_locked(work, lot, at=min(due))


def standing_of(lot: Lot) -> LotStanding:
    """Return where an announced lot stands, as the rules read it."""
    assert lot.start_price is not None
    assert lot.bid_step is not None
    assert lot.opens_at is not None
    assert lot.closes_at is not None
    return LotStanding(
        state="ended" if lot.state in ENDED_STATES else lot.state.value,
        start_price=lot.start_price,
        bid_step=lot.bid_step,
        price=lot.price,
        leader=lot.leader_paddle,
        leader_rank=lot.leader_rank,
        opens_at=lot.opens_at,
        closes_at=lot.closes_at,
        seq=lot.last_seq,
        extensions=lot.extensions,
        on_grid=lot.on_grid,
        may_raise_self=lot.may_raise_self,
        extension_seconds=lot.extension_seconds,
        contest_hours=contest_hours(lot.round, lot.opens_at),
        resumed_at=lot.resumed_at,
    )


class _Batch:
    """The bids of one lot that are judged together."""

    def __init__(self, lot: Lot, orders: Sequence[Order]) -> None:
        self.lot = lot
        self.orders = orders
        self.answers: dict[int, Answer] = {}
        self._digests = {
            order.actor.person_id: holder_digest(lot.no, order.actor.person_id or 0)
            for order in orders
        }
        self._known = self._earlier_attempts()
        self._places = self._enrollments()
        self._standing = standing_of(lot)
        self._newest = self._newest_entry()
        self._judged: dict[tuple[str, str], _Judged] = {}
        self._repeats: list[tuple[Order, tuple[str, str]]] = []

    def judge(self) -> None:
        """Rule on each order against where the one before left the lot."""
        for order in self.orders:
            key = (self._digests[order.actor.person_id], order.request_id)
            if key in self._known:
                self.answers[id(order)] = _replayed(order, *self._known[key])
            elif key in self._judged:
                self._repeats.append((order, key))
            else:
                self._judged[key] = judged = self._rule(order, key[0])
                self._standing = judged.standing

    def write(self, work: Work) -> None:
        """Write bids, facts, receipts and the lot's standing, all set-wise."""
        judged = list(self._judged.values())
        if not judged:
            return
        for item in judged:
            for fact in self._facts_of(item):
                work.record(fact, actor=BIDDER, at=item.order.received_at)
        accepted = [item for item in judged if item.is_accepted]
        if accepted:
            db.session.execute(insert(Bid.__table__), [self._bid_row(item) for item in accepted])
            self._move_lot()
        work.write_facts()
        self._sign(judged)
        db.session.execute(insert(Attempt.__table__), [self._attempt_row(item) for item in judged])
        for item in judged:
            self.answers[id(item.order)] = item.receipt
        for order, key in self._repeats:
            first = self._judged[key]
            self.answers[id(order)] = _replayed(order, first.order.fingerprint, first.receipt)

    def _earlier_attempts(self) -> dict[tuple[str, str], tuple[str, Receipt]]:
        keys = [(self._digests[order.actor.person_id], order.request_id) for order in self.orders]
        if not keys:
            return {}
        rows = db.session.execute(
            select(
                Attempt.holder_digest, Attempt.request_id, Attempt.fingerprint, Attempt.receipt
            ).where(
                Attempt.lot_id == self.lot.id,
                tuple_(Attempt.holder_digest, Attempt.request_id).in_(keys),
            )
        )
        return {(digest, request_id): (print_, kept) for digest, request_id, print_, kept in rows}

    def _newest_entry(self) -> datetime | None:
        """Return when the leading bid came in; asked after the lock, so it is the newest."""
        if not self.lot.last_seq:
            return None
        return db.session.scalar(
            select(Bid.received_at).where(Bid.lot_id == self.lot.id, Bid.seq == self.lot.last_seq)
        )

    def _enrollments(self) -> dict[str, Any]:
        rows = db.session.execute(
            select(
                Enrollment.holder_digest,
                Enrollment.state,
                Enrollment.paddle,
                Enrollment.priority_rank,
                Enrollment.accepted_notice_version,
            ).where(
                Enrollment.lot_id == self.lot.id,
                Enrollment.holder_digest.in_(set(self._digests.values())),
            )
        )
        return {row.holder_digest: row for row in rows}

    def _rule(self, order: Order, digest: str) -> _Judged:
        place = self._places.get(digest)
        standing = self._standing
        fault = fault_of_place(place, self.lot) or (
            BidFault.BAD_AMOUNT if not order.amount else None
        )
        ruling = None
        if fault is None:
            assert order.amount is not None
            assert place is not None
            ruling = judge_bid(
                standing,
                BidOrder(
                    paddle=place.paddle,
                    amount=order.amount,
                    received_at=order.received_at,
                    priority_rank=place.priority_rank,
                    confirms_self_raise=order.confirms_self_raise,
                ),
            )
            fault = ruling.fault
        if fault is None:
            self._newest = max(order.received_at, self._newest or order.received_at)
        return _Judged(
            order=order,
            digest=digest,
            receipt_id=new_receipt_id(),
            outcome=fault.value if fault else ACCEPTED,
            ruling=ruling,
            citations=ruling.citations if ruling else (),
            standing=ruling.standing if ruling else standing,
            paddle=place.paddle if place else None,
            closes_before=standing.closes_at,
            ranked_at=None if fault else self._newest,
        )

    def _facts_of(self, item: _Judged) -> list[Fact]:
        lot, order, after = self.lot, item.order, item.standing
        head = {"lot": lot.no, "case_number": lot.case_number}
        if not item.is_accepted:
            return [
                BidRefused(
                    **head,
                    code=item.outcome,
                    paddle=item.paddle,
                    amount=order.amount_text,
                    received_at=stamp(order.received_at),
                    receipt=item.receipt_id,
                )
            ]
        assert item.paddle is not None
        assert item.ruling is not None
        assert item.ranked_at is not None
        assert item.closes_before is not None
        moved: dict[str, Any] = {**head, "bid_seq": after.seq, "closes_at": stamp(after.closes_at)}
        placed = BidPlaced(
            **moved,
            paddle=item.paddle,
            price=str(order.amount),
            kind=_kind_of(item),
            received_at=stamp(item.ranked_at),
            extensions=after.extensions,
            rank=after.leader_rank if _kind_of(item) is BidKind.PRIORITY else None,
        )
        if item.ruling.opens_contest:
            return [placed, SellOffContested(**moved)]
        if not item.ruling.extended:
            return [placed]
        closed_before = stamp(item.closes_before)
        extended = LotExtended(**moved, closed_before=closed_before, extensions=after.extensions)
        return [placed, extended]

    def _bid_row(self, item: _Judged) -> dict[str, Any]:
        return {
            "lot_id": self.lot.id,
            "seq": item.standing.seq,
            "paddle": item.paddle,
            "amount": item.order.amount,
            "received_at": item.ranked_at,
            "request_id": item.order.request_id,
            "kind": _kind_of(item),
            "closes_before": item.closes_before,
            "closes_after": item.standing.closes_at,
        }

    def _move_lot(self) -> None:
        top = self._standing
        db.session.execute(
            update(Lot)
            .where(Lot.id == self.lot.id)
            .values(
                last_seq=top.seq,
                price=top.price,
                leader_paddle=top.leader,
                leader_rank=top.leader_rank,
                closes_at=top.closes_at,
                extensions=top.extensions,
            )
            .execution_options(synchronize_session=False)
        )

    def _sign(self, judged: Sequence[_Judged]) -> None:
        """Make the receipts: the leaf of each answer's own fact is known once it is written."""
        leaves = _leaves_of_this_transaction(self.lot.no)
        for item in judged:
            seq = item.standing.seq if item.is_accepted else None
            item.receipt = receipts.signed(
                item.receipt_id,
                {
                    "origin": settings.origin,
                    "lot": self.lot.no,
                    "request_id": item.order.request_id,
                    "amount": item.order.amount_text,
                    "outcome": item.outcome,
                    "seq": seq,
                    "minimum": _text_of(minimum_bid(item.standing)),
                    "citations": [citation.as_dict() for citation in item.citations],
                    "leaf_hash": leaves[seq or item.receipt_id],
                    "received_at": stamp(item.order.received_at),
                    "closes_at": stamp(item.standing.closes_at),
                },
            )

    def _attempt_row(self, item: _Judged) -> dict[str, Any]:
        return {
            "receipt_id": item.receipt_id,
            "lot_id": self.lot.id,
            "holder_digest": item.digest,
            "request_id": item.order.request_id,
            "fingerprint": item.order.fingerprint,
            "amount_text": item.order.amount_text,
            "outcome": item.outcome,
            "bid_seq": item.standing.seq if item.is_accepted else None,
            "received_at": item.order.received_at,
            "receipt": item.receipt,
        }


def _kind_of(item: _Judged) -> BidKind:
    """Return PRIORITY only for a match at the leader's price: else the right stays unseen (P3)."""
    assert item.ruling is not None
    return BidKind.PRIORITY if PRIORITY_MATCH in item.ruling.citations else BidKind.ORDINARY


def _text_of(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)


def _replayed(order: Order, fingerprint: str, receipt: Receipt) -> Answer:
    """Return the stored answer of a request id, or refuse other content under it (B6)."""
    if fingerprint != order.fingerprint:
        return Conflict("request_id_reused")
    return receipt


def _leaves_of_this_transaction(lot_no: str) -> dict[int | str, str]:
    """Return the leaf hash of each fact just written: by the bid's seq or the receipt's id."""
    rows = db.session.execute(
        select(TrailEntry.payload, TrailEntry.leaf_hash).where(
            text("xid = pg_current_xact_id()::text::bigint"),
            TrailEntry.stream.in_((f"lot:{lot_no}", f"lot:{lot_no}:court")),
            TrailEntry.name.in_((BidPlaced.name, BidRefused.name)),
        )
    )
    return {payload.get("receipt") or int(payload["bid_seq"]): leaf.hex() for payload, leaf in rows}
