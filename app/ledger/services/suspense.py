"""Money that waits for finance: held, taken in hand, matched or returned by two people (P36)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.identity import vault
from app.kernel.actors import SYSTEM, Actor
from app.kernel.errors import Conflict, Refusal
from app.kernel.facts import stamp
from app.kernel.money import total
from app.ledger import chart, queries
from app.ledger.desk_rules import Part, judge_match, wait_until
from app.ledger.desk_vocabulary import (
    SUSPENSE,
    ProposalKind,
    SuspenseAction,
    SuspenseState,
)
from app.ledger.facts import (
    PaymentConfirmed,
    SuspenseHeld,
    SuspenseMatched,
    SuspenseReturned,
    SuspenseTaken,
)
from app.ledger.models import BankReceipt, MoneyProposal, PaymentOrder, SuspenseItem
from app.ledger.rules import Due
from app.ledger.services import outbox
from app.ledger.services.orders import Payer, home_of, payer_digest
from app.ledger.services.posting import Entry, write_transfer
from app.ledger.services.proposals import Draft, propose, require_maker
from app.ledger.vocabulary import PAYMENT_ORDER, OrderAction, Purpose, Step
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row

#: How many receipts one match may join.
PARTS_MAX = 20
#: How many go back in one tick when their time is over.
BATCH = 50
_SEAL = "ledger.suspense"


@dataclass(frozen=True)
class Held:
    """A receipt that waits, with what the machine knows of it."""

    item: SuspenseItem
    receipt: BankReceipt
    payer: Payer


def hold(
    work: Work,
    receipt: BankReceipt,
    order: PaymentOrder | None,
    *,
    payer: Payer,
    counted_at: datetime,
    at: datetime,
) -> None:
    """Let a receipt wait in suspense; its money is booked there already."""
    plain = json.dumps({"name": payer.name, "id_number": payer.id_number}, ensure_ascii=False)
    item = SuspenseItem(
        receipt_id=receipt.id,
        order_id=order.id if order else None,
        state=SuspenseState.WAITING,
        payer_sealed=vault.seal(_SEAL, plain, receipt.serial),
        counted_at=counted_at,
        wait_until=wait_until(at, order.due_at if order else None),
    )
    db.session.add(item)
    assert receipt.fault is not None
    fact = SuspenseHeld(
        receipt.serial,
        str(receipt.amount),
        order.case_number if order else None,
        fault=receipt.fault.value,
        wait_until=stamp(item.wait_until),
    )
    work.record(fact, actor=SYSTEM, at=at)


def payer_of(item: SuspenseItem, serial: str) -> Payer:
    """Open the payer of a receipt for the machine to compare; no page prints what it returns."""
    plain = json.loads(vault.unseal(_SEAL, item.payer_sealed, serial))
    return Payer(plain["name"], plain["id_number"])


def case_of(item: SuspenseItem) -> str | None:
    """Return the case whose order the receipt named, where it named one."""
    order = db.session.get(PaymentOrder, item.order_id) if item.order_id else None
    return order.case_number if order else None


def take(serial: str, *, actor: Actor, at: datetime) -> SuspenseItem:
    """Take waiting money in hand, so that it has an owner; the newest owner counts."""
    with unit_of_work() as work:
        item = lock_row(SuspenseItem, id=queries.get_suspense_item(serial).id)
        require_maker(actor, _court_of(item, actor))
        if item.state is not SuspenseState.WAITING:
            raise Conflict("no_longer_waiting", params={"serial": serial})
        if item.owner_id == actor.person_id:
            return item
        item.owner_id, item.owner, item.taken_at = actor.person_id, actor.label, at
        receipt = queries.find_receipt(serial)
        assert receipt is not None
        fact = SuspenseTaken(serial, str(receipt.amount), case_of(item), owner=actor.label)
        work.record(fact, actor=actor, at=at)
        return item


def _court_of(item: SuspenseItem, actor: Actor) -> int:
    """Return whose court a receipt belongs to; of no known order, it is the one that looks."""
    case_number = case_of(item)
    court = queries.court_of_case(case_number) if case_number else None
    return court or actor.court_id or 0


def lock_waiting(serials: Sequence[str]) -> list[Held]:
    """Return waiting receipts under their locks, in one order everywhere."""
    found = [(queries.get_suspense_item(serial).id, serial) for serial in set(serials)]
    held = []
    for item_id, serial in sorted(found):
        item = lock_row(SuspenseItem, id=item_id)
        receipt = queries.find_receipt(serial)
        assert receipt is not None
        if item.state is not SuspenseState.WAITING:
            raise Conflict("no_longer_waiting", params={"serial": serial})
        held.append(Held(item, receipt, payer_of(item, serial)))
    return held


def parts_of(order: PaymentOrder, held: Sequence[Held]) -> list[Part]:
    """Put receipts into the form in which a match is judged."""
    return [
        Part(
            each.receipt.amount,
            payer_digest(order.no, each.payer.name, each.payer.id_number),
            each.item.counted_at,
        )
        for each in held
    ]


def due_of(order: PaymentOrder) -> Due:
    """Put an order into the form in which payments are judged."""
    return Due(order.purpose, order.state, order.amount, order.due_at, order.payer_digest)


def propose_match(
    order_no: str,
    serials: Sequence[str],
    *,
    reason: str,
    ground: str,
    actor: Actor,
    at: datetime,
) -> MoneyProposal:
    """Propose to place waiting receipts to an order that they make exact, together.

    Raises Refusal(match_not_exact, match_late, ground_missing, ...) by the rule of a match.
    """
    if len(set(serials)) > PARTS_MAX:
        raise Refusal("too_many_parts", params={"most": PARTS_MAX})
    order = queries.get_order(order_no)
    court_id = queries.court_of_case(order.case_number) or actor.court_id or 0
    require_maker(actor, court_id)
    if order.purpose is Purpose.DEPOSIT:
        # The number of a deposit's order is known to its bidder alone.
        judge_match(due_of(order), [], ground=ground)
    with unit_of_work():
        order = lock_row(PaymentOrder, id=order.id)
        held = lock_waiting(serials)
        judge_match(due_of(order), parts_of(order, held), ground=ground)
        _require_free(serials)
        draft = Draft(
            ProposalKind.SUSPENSE_MATCH,
            court_id,
            order.case_number,
            f"order:{order.no}",
            total(each.receipt.amount for each in held),
            reason,
            {
                "order_no": order.no,
                "serials": sorted(set(serials)),
                "ground": ground.strip(),
            },
        )
        return propose(draft, actor=actor, at=at)


def propose_return(serial: str, *, reason: str, actor: Actor, at: datetime) -> MoneyProposal:
    """Propose to send waiting money back where it came from."""
    with unit_of_work():
        (held,) = lock_waiting([serial])
        _require_free([serial])
        draft = Draft(
            ProposalKind.SUSPENSE_RETURN,
            _court_of(held.item, actor),
            case_of(held.item),
            f"receipt:{serial}",
            held.receipt.amount,
            reason,
            {"serials": [serial]},
        )
        return propose(draft, actor=actor, at=at)


def _require_free(serials: Sequence[str]) -> None:
    """Refuse a receipt that another open proposal uses already."""
    standing = queries.find_proposal_of_receipts(serials)
    if standing is not None:
        raise Conflict("proposal_open", params={"no": standing.no})


def check_match(row: MoneyProposal) -> None:
    """Judge a proposed match as things stand now."""
    order = lock_row(PaymentOrder, id=queries.get_order(row.content["order_no"]).id)
    held = lock_waiting(row.content["serials"])
    judge_match(due_of(order), parts_of(order, held), ground=row.content["ground"])


def check_return(row: MoneyProposal) -> None:
    """See that the money to be returned still waits."""
    lock_waiting(row.content["serials"])


def carry_out_match(work: Work, row: MoneyProposal, *, at: datetime) -> None:
    """Book the receipts to the order and confirm it, as if it had been paid exactly."""
    check_match(row)
    order = lock_row(PaymentOrder, id=queries.get_order(row.content["order_no"]).id)
    home = home_of(order)
    for held in lock_waiting(row.content["serials"]):
        serial = held.receipt.serial
        entry = Entry(
            f"match:{serial}",
            Step.POSTED,
            order.purpose,
            chart.suspense(serial),
            home,
            held.receipt.amount,
            order.case_number,
            reference=order.reference,
        )
        write_transfer(entry, at=at)
        held.item.state = SUSPENSE.after(held.item.state, SuspenseAction.MATCH)
        held.item.matched_order_id, held.item.ended_at = order.id, at
        fact = SuspenseMatched(
            serial, str(held.receipt.amount), order.case_number, order_no=order.no, proposal=row.no
        )
        work.record(fact, actor=SYSTEM, at=at)
    order.state = PAYMENT_ORDER.after(order.state, OrderAction.CONFIRM)
    order.confirmed_at = at
    confirmed = PaymentConfirmed(
        order.no, order.purpose, order.reference, str(order.amount), order.case_number
    )
    work.record(confirmed, actor=SYSTEM, at=at)


def carry_out_return(work: Work, row: MoneyProposal, *, at: datetime) -> str:
    """Queue the money to go back and return the instruction's id."""
    (held,) = lock_waiting(row.content["serials"])
    return _send_back(work, held, proposal=row.no, at=at)


def _send_back(work: Work, held: Held, *, proposal: str, at: datetime) -> str:
    order = db.session.get(PaymentOrder, held.item.order_id) if held.item.order_id else None
    case_number = order.case_number if order else None
    instruction = outbox.queue_refund(
        held.receipt,
        debit=chart.suspense(held.receipt.serial),
        purpose=Purpose.SUSPENSE,
        order=order,
        case_number=case_number,
        due_at=None,
        at=at,
    )
    held.item.state = SUSPENSE.after(held.item.state, SuspenseAction.RETURN)
    held.item.ended_at = at
    fact = SuspenseReturned(
        held.receipt.serial, str(held.receipt.amount), case_number, proposal=proposal
    )
    work.record(fact, actor=SYSTEM, at=at)
    return instruction.instruction_id


def return_overdue(at: datetime) -> int:
    """Send back what nobody placed in time (P36); return how many."""
    returned = 0
    for serial in queries.list_overdue_waiting(at, BATCH):
        with unit_of_work() as work:
            item = lock_row(SuspenseItem, id=queries.get_suspense_item(serial).id)
            if item.state is not SuspenseState.WAITING or item.wait_until > at:
                continue
            (held,) = lock_waiting([serial])
            _send_back(work, held, proposal="", at=at)
            returned += 1
    return returned
