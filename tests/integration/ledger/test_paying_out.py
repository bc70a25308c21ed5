"""What is owed leaves once: two people, a confirmed account, the bank's word, and the way back."""

import pytest

from app.kernel.clock import clock
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import chart, facade, queries
from app.ledger.bank.port import PayoutReturned
from app.ledger.desk_vocabulary import PayeeState, ProposalState
from app.ledger.models import MoneyProposal
from app.ledger.services import approving, payees, paying_out, payouts, proposals
from app.ledger.services.payees import BankAccount
from app.store import db
from tests.support.money import CASE, WANG, PaperBank, open_order
from tests.support.money_desk import (
    PAYEES,
    Desk,
    approve,
    give_account,
    now,
    owe,
    seat,
    seat_desk,
    work,
)

BANK_OF_PARTY = chart.party(1)


@pytest.fixture
def desk(bank: PaperBank) -> Desk:
    return seat_desk()


def propose(desk: Desk, account: str = BANK_OF_PARTY, fen: int | None = None) -> MoneyProposal:
    return paying_out.propose_payout(
        account,
        CASE,
        reason="分配方案已生效",
        amount=Money(fen) if fen else None,
        actor=desk.chen,
        at=clock.now(),
    )


def test_owed_money_leaves_once_and_both_are_named(bank: PaperBank, desk: Desk) -> None:
    owe(bank, desk.clerk, BANK_OF_PARTY, 300_000)
    give_account(desk, BANK_OF_PARTY)

    row = approve(propose(desk), desk.judge)
    work(bank)
    work(bank)

    assert now(row.no).state is ProposalState.DONE
    assert [(paid.instruction_id, paid.amount.fen) for paid in bank.payouts.values()] == [
        (f"payout-{row.no}", 300_000)
    ]
    for account in (BANK_OF_PARTY, chart.OUTGOING, chart.BANK):
        assert facade.balance(account) == Money.ZERO
    assert queries.list_owed(1) == []


def test_what_is_owed_is_listed_by_case_and_not_to_another_court(
    bank: PaperBank, desk: Desk
) -> None:
    owe(bank, desk.clerk, BANK_OF_PARTY, 300_000)
    owe(bank, desk.clerk, chart.agency("A01"), 200_000, serial="S-2")

    rows = [(each.account, each.case_number, each.amount.fen) for each in queries.list_owed(1)]

    assert rows == [(BANK_OF_PARTY, CASE, 300_000), (chart.agency("A01"), CASE, 200_000)]
    assert queries.list_owed(2) == []


def test_nothing_is_paid_to_an_account_that_one_person_entered(bank: PaperBank, desk: Desk) -> None:
    owe(bank, desk.clerk, BANK_OF_PARTY, 300_000)
    account_id = give_account(desk, BANK_OF_PARTY, confirmed=False)

    with pytest.raises(Refusal) as missing:
        propose(desk)
    with pytest.raises(Forbidden) as own:
        payees.confirm(account_id, actor=desk.chen, at=clock.now())

    assert (missing.value.code, own.value.code) == ("payee_account_missing", "own_entry")


@pytest.mark.parametrize("fen", [300_001, 10**14])
def test_no_more_than_is_owed_is_paid(bank: PaperBank, desk: Desk, fen: int) -> None:
    owe(bank, desk.clerk, BANK_OF_PARTY, 300_000)
    give_account(desk, BANK_OF_PARTY)

    with pytest.raises(Refusal) as refused:
        propose(desk, fen=fen)

    assert refused.value.code == "more_than_owed"


def test_a_part_leaves_the_rest_owed(bank: PaperBank, desk: Desk) -> None:
    owe(bank, desk.clerk, BANK_OF_PARTY, 300_000)
    give_account(desk, BANK_OF_PARTY)

    approve(propose(desk, fen=100_000), desk.sun)
    work(bank)

    assert [each.amount.fen for each in queries.list_owed(1)] == [200_000]


def test_two_proposals_for_one_debt_are_one_too_many(bank: PaperBank, desk: Desk) -> None:
    owe(bank, desk.clerk, BANK_OF_PARTY, 300_000)
    give_account(desk, BANK_OF_PARTY)
    propose(desk)

    with pytest.raises(Conflict) as refused:
        propose(desk)

    assert refused.value.code == "proposal_open"


def test_an_account_replaced_after_the_approval_is_not_paid_to(bank: PaperBank, desk: Desk) -> None:
    owe(bank, desk.clerk, BANK_OF_PARTY, 300_000)
    give_account(desk, BANK_OF_PARTY)
    row = approve(propose(desk), desk.sun)
    give_account(desk, BANK_OF_PARTY, number="6222020200999988887")

    work(bank)

    assert now(row.no).state is ProposalState.FAILED
    assert now(row.no).end_reason == "payee_account_changed"
    assert bank.payouts == {}
    assert facade.balance(BANK_OF_PARTY) == Money(300_000)


def test_what_the_bank_refuses_is_owed_again_and_never_sent_twice(
    bank: PaperBank, desk: Desk
) -> None:
    owe(bank, desk.clerk, BANK_OF_PARTY, 300_000)
    give_account(desk, BANK_OF_PARTY)
    bank.refuses["6222020200112233445"] = "account_closed"
    row = approve(propose(desk), desk.sun)

    work(bank)
    bank.refuses.clear()
    work(bank)

    assert bank.payouts == {}
    assert (now(row.no).state, now(row.no).end_reason) == (ProposalState.FAILED, "account_closed")
    assert [each.amount.fen for each in queries.list_owed(1)] == [300_000]


def test_what_comes_back_days_later_is_owed_again_and_can_be_paid_anew(
    bank: PaperBank, desk: Desk
) -> None:
    owe(bank, desk.clerk, BANK_OF_PARTY, 300_000)
    give_account(desk, BANK_OF_PARTY)
    row = approve(propose(desk), desk.sun)
    work(bank)
    assert now(row.no).state is ProposalState.DONE

    payouts.return_payout(
        PayoutReturned("B1", f"payout-{row.no}", Money(300_000), "name_differs"), at=clock.now()
    )
    work(bank)
    give_account(desk, BANK_OF_PARTY, number="6222020200999988887")
    again = approve(propose(desk), desk.sun)
    work(bank)

    assert (now(row.no).state, now(row.no).end_reason) == (ProposalState.FAILED, "name_differs")
    assert now(again.no).state is ProposalState.DONE
    assert facade.balance(BANK_OF_PARTY) == Money.ZERO


def test_a_refund_the_bank_refuses_waits_for_another_account_of_its_payer(
    bank: PaperBank, desk: Desk
) -> None:
    order = open_order()
    bank.pays(order)
    facade.release_deposit(order.reference, key="release:1", at=clock.now())
    payouts.refuse_instruction("refund-S1", "account_closed", at=clock.now())
    leaf = chart.deposit(CASE, order.no)
    # The trail knows the case's court once a clerk has acted in it.
    owe(bank, desk.clerk, BANK_OF_PARTY, 1, serial="S-X")

    stranded = [each for each in queries.list_owed(1) if each.account == leaf]
    row = payees.enter_from_document(
        leaf,
        BankAccount(WANG.name, "6222020200112233445", "中国银行"),
        document="王芳书面说明",
        actor=desk.chen,
        at=clock.now(),
    )
    payees.confirm(row.id, actor=desk.sun, at=clock.now())
    approve(propose(desk, leaf), desk.sun)
    work(bank)

    assert [each.amount for each in stranded] == [order.amount]
    assert facade.balance(leaf) == Money.ZERO
    assert [paid.amount for paid in bank.payouts.values()] == [order.amount]


def test_a_batch_is_proposed_and_approved_as_a_whole(bank: PaperBank, desk: Desk) -> None:
    accounts = (BANK_OF_PARTY, chart.party(2), chart.agency("A01"))
    for place, account in enumerate(accounts):
        owe(bank, desk.clerk, account, 100_000 + place, serial=f"S-{place}")
        give_account(desk, account)
    batch = paying_out.propose_batch(
        [(account, CASE) for account in accounts],
        reason="分配方案已生效",
        actor=desk.chen,
        at=clock.now(),
    )
    rows = list(queries.list_of_batch(batch, court_id=1))

    with pytest.raises(Forbidden):
        _approve_batch(batch, rows, desk, by_maker=True)
    _approve_batch(batch, rows, desk)
    before = queries.batch_progress(batch, court_id=1)
    work(bank)
    db.session.rollback()
    after = queries.batch_progress(batch, court_id=1)

    assert (before.total, before.proposed, before.done) == (3, 0, 0)
    assert (after.total, after.done, after.failed) == (3, 3, 0)
    assert sorted(paid.amount.fen for paid in bank.payouts.values()) == [100_000, 100_001, 100_002]


def _approve_batch(
    batch: str, rows: list[MoneyProposal], desk: Desk, *, by_maker: bool = False
) -> None:
    approving.approve_batch(
        batch,
        digest=approving.batch_digest(rows),
        actor=desk.chen if by_maker else desk.judge,
        at=clock.now(),
    )


def test_a_batch_changed_since_it_was_read_is_not_approved(bank: PaperBank, desk: Desk) -> None:
    owe(bank, desk.clerk, BANK_OF_PARTY, 300_000)
    give_account(desk, BANK_OF_PARTY)
    batch = paying_out.propose_batch(
        [(BANK_OF_PARTY, CASE)], reason="分配方案已生效", actor=desk.chen, at=clock.now()
    )
    (row,) = queries.list_of_batch(batch, court_id=1)
    digest = approving.batch_digest([row])
    proposals.edit(row.no, reason="改了理由", version=1, actor=desk.chen, at=clock.now())

    with pytest.raises(Conflict) as refused:
        approving.approve_batch(batch, digest=digest, actor=desk.sun, at=clock.now())

    assert refused.value.code == "proposal_changed"


def test_a_large_payout_needs_a_judge(bank: PaperBank, desk: Desk) -> None:
    owe(bank, desk.clerk, BANK_OF_PARTY, 100_000_000)
    give_account(desk, BANK_OF_PARTY)
    row = propose(desk)

    with pytest.raises(Forbidden) as refused:
        approve(row, desk.sun)
    approve(row, desk.judge)

    assert refused.value.code == "judge_needed"


def test_a_bank_account_bears_the_payees_own_name(bank: PaperBank, desk: Desk) -> None:
    for holder, number, code in (
        ("李强", "6222020200112233445", "holder_differs"),
        (PAYEES[BANK_OF_PARTY].name, "62220", "bad_account_number"),
        (PAYEES[BANK_OF_PARTY].name, "=1+1", "bad_account_number"),
    ):
        with pytest.raises(Refusal) as refused:
            payees.enter_from_document(
                BANK_OF_PARTY,
                BankAccount(holder, number, "中国银行"),
                document="卷宗第12页",
                actor=desk.chen,
                at=clock.now(),
            )
        assert refused.value.code == code


def test_a_bank_account_is_stored_only_sealed(bank: PaperBank, desk: Desk) -> None:
    give_account(desk, BANK_OF_PARTY)
    owe(bank, desk.clerk, BANK_OF_PARTY, 300_000)
    approve(propose(desk), desk.sun)
    work(bank)

    tables = ("ledger_payee_account", "ledger_proposal", "ledger_bank_instruction", "trail_entry")
    for table in tables:
        for row in db.session.execute(db.text(f"SELECT * FROM {table}")):  # noqa: S608 - ours
            shown = " ".join(
                bytes(value).decode("utf-8", "ignore")
                if isinstance(value, memoryview | bytes)
                else str(value)
                for value in row
            )
            assert "6222020200112233445" not in shown


def test_a_new_account_replaces_the_old_one_once_it_is_confirmed(
    bank: PaperBank, desk: Desk
) -> None:
    first = give_account(desk, BANK_OF_PARTY)
    second = give_account(desk, BANK_OF_PARTY, number="6222020200999988887", confirmed=False)
    standing = paying_out.standing_account(BANK_OF_PARTY, None)
    payees.confirm(second, actor=desk.sun, at=clock.now())

    assert standing is not None
    assert standing.id == first
    assert queries.get_payee_account(first).state is PayeeState.REPLACED
    replaced = paying_out.standing_account(BANK_OF_PARTY, None)
    assert replaced is not None
    assert replaced.id == second


def test_another_courts_finance_neither_confirms_nor_pays(bank: PaperBank, desk: Desk) -> None:
    owe(bank, desk.clerk, BANK_OF_PARTY, 300_000)
    account_id = give_account(desk, BANK_OF_PARTY, confirmed=False)
    stranger = seat("elsewhere", Role.FINANCE, court_id=2)

    with pytest.raises(Forbidden):
        payees.confirm(account_id, actor=stranger, at=clock.now())
    with pytest.raises(Forbidden):
        paying_out.propose_payout(
            BANK_OF_PARTY, CASE, reason="分配方案已生效", actor=stranger, at=clock.now()
        )
