"""Faults that a ledger could have, each planted for one test; the auditor has to find them all."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from app.kernel.clock import clock
from app.kernel.money import Money
from app.ledger import chart, queries, rules
from app.ledger.bank.port import ReceiptNotice, RefundNotice
from app.ledger.desk_vocabulary import ProposalState
from app.ledger.models import BankInstruction
from app.ledger.services import (
    approving,
    deposits,
    notifications,
    outbox,
    payouts,
    proposals,
    refunds,
    releases,
    suspense,
)
from app.ledger.services.notifications import Taken
from app.ledger.vocabulary import InstructionKind, InstructionState, PaymentFault, Step
from app.store import db, unit_of_work
from app.store.locks import lock_row

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Bug:
    """A fault by name, and the CHECK that would refuse it, taken away while it is in."""

    name: str
    plant: Callable[[Patch], None]
    table: str = ""
    check: str = ""


def _refund_twice(patch: Patch) -> None:
    send = outbox._send

    def send_twice(bank: Any, ready: Any, **named: Any) -> None:
        send(bank, ready, **named)
        if ready.kind is InstructionKind.REFUND:
            bank.refund({**ready.request, "instruction_id": f"{ready.instruction_id}-again"})

    patch.setattr(outbox, "_send", send_twice)


def _new_id_with_each_try(patch: Patch) -> None:
    take_one = outbox._take_one

    def take_anew(*given: Any) -> Any:
        ready = take_one(*given)
        if ready is not None and ready.kind is InstructionKind.REFUND:
            row = db.session.get(BankInstruction, ready.id)
            assert row is not None
            if row.tries > 1:
                ready.request["instruction_id"] += f"-{row.tries}"
        return ready

    patch.setattr(outbox, "_take_one", take_anew)


def _lose_notices(patch: Patch) -> None:
    take = notifications.take_receipt

    def take_most(notice: ReceiptNotice, body: bytes, **named: Any) -> Taken:
        if notice.serial.endswith("7"):
            return Taken(notice.serial, "booked")
        return take(notice, body, **named)

    patch.setattr(notifications, "take_receipt", take_most)


def _book_repeats_anew(patch: Patch) -> None:
    take = notifications.take_receipt

    def take_again(notice: ReceiptNotice, body: bytes, **named: Any) -> Taken:
        if queries.find_receipt(notice.serial) is not None:
            notice = replace(notice, serial=f"{notice.serial}-2")
        return take(notice, body, **named)

    patch.setattr(notifications, "take_receipt", take_again)


def _round_refunds(patch: Patch) -> None:
    prepare = outbox._refund

    def prepare_rounded(*given: Any) -> Any:
        entry, instruction, request = prepare(*given)
        fen = max(1, entry.amount.fen // 100 * 100)
        return replace(entry, amount=Money(fen)), instruction, request

    patch.setattr(outbox, "_refund", prepare_rounded)


def _swap_sides(patch: Patch) -> None:
    write = refunds.write_transfer

    def write_swapped(entry: Any, **named: Any) -> Any:
        return write(replace(entry, debit=entry.credit, credit=entry.debit), **named)

    patch.setattr(refunds, "write_transfer", write_swapped)


def _let_makers_approve(patch: Patch) -> None:
    patch.setattr(approving, "_require_second_person", lambda *_: None)


def _keep_approval_over_edit(patch: Patch) -> None:
    edit = proposals.edit

    def edit_quietly(no: str, **named: Any) -> Any:
        with unit_of_work():
            row = queries.get_proposal(no, court_id=None)
            kept = row.approver_id, row.approver, row.approved_at
            row = edit(no, **named)
            if kept[0] is not None:
                row.approver_id, row.approver, row.approved_at = kept
                row.approved_digest, row.state = row.content_digest, ProposalState.APPROVED
            return row

    patch.setattr(proposals, "edit", edit_quietly)


def _need_no_judge(patch: Patch) -> None:
    patch.setattr(approving, "needs_judge", lambda *_, **__: False)


def _ask_no_sale(patch: Patch) -> None:
    for module in (deposits, releases):
        patch.setattr(module, "require_free", lambda _: None)


def _know_no_lateness(patch: Patch) -> None:
    patch.setattr(rules, "_is_late", lambda *_: False)


def _overlook(fault: PaymentFault) -> Callable[[Patch], None]:
    def plant(patch: Patch) -> None:
        judge = rules.judge_payment

        def judge_kindly(due: Any, paid: Any) -> PaymentFault | None:
            found = judge(due, paid)
            return None if found is fault else found

        patch.setattr(notifications, "judge_payment", judge_kindly)

    return plant


def _forfeit_into_the_price(patch: Patch) -> None:
    patch.setattr(chart, "forfeited", chart.funds)


def _hold_nothing(patch: Patch) -> None:
    write = notifications.write_transfer

    def write_moving(entry: Any, **named: Any) -> Any:
        return None if entry.step is Step.HELD else write(entry, **named)

    patch.setattr(notifications, "write_transfer", write_moving)


def _match_anything(patch: Patch) -> None:
    patch.setattr(suspense, "judge_match", lambda *_, **__: None)


def _wait_for_nobody(patch: Patch) -> None:
    patch.setattr(suspense, "wait_until", lambda received_at, _: received_at)


def _take_silence_for_yes(patch: Patch) -> None:
    note = outbox._note_fault

    def settle_or_note(ready: Any, fault: str) -> None:
        if ready.kind is not InstructionKind.REFUND:
            note(ready, fault)
            return
        row = db.session.get(BankInstruction, ready.id)
        assert row is not None
        answer = RefundNotice(f"?{ready.id}", ready.instruction_id, row.amount)
        refunds.settle_refund(answer, at=clock.now())

    patch.setattr(outbox, "_note_fault", settle_or_note)


def _strike_off_before_sending(patch: Patch) -> None:
    take_one = outbox._take_one

    def take_and_strike(*given: Any) -> Any:
        with unit_of_work():
            ready = take_one(*given)
            if ready is not None and ready.kind is InstructionKind.REFUND:
                row = lock_row(BankInstruction, id=ready.id)
                row.state, row.done_at = InstructionState.DONE, clock.now()
            return ready

    patch.setattr(outbox, "_take_one", take_and_strike)


def _forget(head: str) -> Callable[[Patch], None]:
    def plant(patch: Patch) -> None:
        move = payouts._move

        def move_others(row: Any, key: str, *given: Any, **named: Any) -> None:
            if not key.startswith(head):
                move(row, key, *given, **named)

        patch.setattr(payouts, "_move", move_others)

    return plant


def _commit_before(module: Any, name: str) -> Callable[[Patch], None]:
    """Cut one transaction in two: whole as long as nothing dies in between."""

    def plant(patch: Patch) -> None:
        act = getattr(module, name)

        def commit_and_act(*given: Any, **named: Any) -> Any:
            db.session.commit()
            return act(*given, **named)

        patch.setattr(module, name, commit_and_act)

    return plant


BUGS = (
    Bug("the bank is asked twice to refund", _refund_twice),
    Bug("each try is another instruction to the bank", _new_id_with_each_try),
    Bug("a notice is acknowledged and lost", _lose_notices),
    Bug("a repeated notice is booked again", _book_repeats_anew),
    Bug("refunds are rounded to the yuan", _round_refunds),
    Bug("a refund is booked with the wrong sign", _swap_sides),
    Bug("the maker approves", _let_makers_approve, "ledger_proposal", "two_people"),
    Bug("an approval outlives an edit", _keep_approval_over_edit),
    Bug("no judge is needed", _need_no_judge),
    Bug("a deposit ends while its sale runs", _ask_no_sale),
    Bug("nothing is ever late", _know_no_lateness),
    Bug("a wrong amount is booked as exact", _overlook(PaymentFault.WRONG_AMOUNT)),
    Bug("another may pay a deposit", _overlook(PaymentFault.OTHER_PAYER)),
    Bug("a forfeited deposit becomes price", _forfeit_into_the_price),
    Bug("a deposit is booked and not held", _hold_nothing),
    Bug("money is matched that does not fit", _match_anything),
    Bug("waiting money has no time", _wait_for_nobody),
    Bug("a bank that is silent is taken to have paid", _take_silence_for_yes),
    Bug("an instruction is struck off before it is sent", _strike_off_before_sending),
    Bug("money that came back is not booked", _forget("returned:")),
    Bug("money the bank refused to send stays on its way", _forget("refused:")),
    Bug("a receipt is committed before its money", _commit_before(notifications, "_confirm")),
    Bug("a release is committed before its refund", _commit_before(outbox, "queue_refund")),
)
