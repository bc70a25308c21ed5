"""From a fixed price to money shared out, and every timer twice."""

from datetime import timedelta

from app.documents import facade as papers
from app.kernel.money import Money, total
from app.ledger import facade as ledger
from app.ledger.vocabulary import HoldState
from auction import queries
from auction.checks import QUERIES, breaches_of
from auction.services.settling import approve_distribution
from auction.vocabulary import LotState, SettlementState
from tests.support.sales import CANARY, CLOSES, DEPOSIT, DRAIN, START, STEP, Sale


def test_a_flat_is_sold_paid_and_shared_out(sale: Sale) -> None:
    sale.paid()

    approve_distribution(lot_no=sale.lot_no, actor=sale.judge, at=CLOSES + timedelta(days=4))
    assert sale.lot().state is LotState.PAID
    sale.delivered()

    lot = sale.lot()
    assert lot.state is LotState.SETTLED
    rows = queries.list_distribution(lot.id)
    assert total(row.amount for row in rows) == Money(START.fen + STEP.fen)
    assert ledger.balance(f"case:{lot.case_number}:funds") == Money.ZERO
    assert papers.find(papers.PaperKind.DISTRIBUTION_PLAN, lot.no) is not None
    assert not [breach for name in QUERIES for breach in breaches_of(name)]


def test_every_timer_may_run_twice_without_harm(sale: Sale) -> None:
    sale.paid()
    before = (sale.settlement().plan, len(ledger.statement(sale.lot().case_number).transfers))

    sale.tick(CLOSES + timedelta(days=3, seconds=3))
    sale.tick(CLOSES + timedelta(days=3, seconds=4))

    after = (sale.settlement().plan, len(ledger.statement(sale.lot().case_number).transfers))
    assert after == before


def test_the_confirmation_names_the_buyer_and_masks_the_number(sale: Sale) -> None:
    sale.sold()

    confirmation = queries.find_confirmation(sale.lot().id)

    assert confirmation is not None
    assert confirmation.content["buyer_name"] == f"{CANARY}0"
    assert sale.bidders["bidder1"][1].id_number not in str(confirmation.content)
    assert confirmation.paper_no is not None


def test_the_loser_gets_the_deposit_back_and_the_buyer_pays_with_it(sale: Sale) -> None:
    sale.sold()

    states = {}
    for account, (actor, _) in sale.bidders.items():
        from auction.services.enrolling import own_enrollment

        _, enrollment = own_enrollment(lot_no=sale.lot_no, actor=actor)
        states[account] = ledger.deposit_state(enrollment.deposit_reference or "")
    assert states == {"bidder1": HoldState.CAPTURED, "bidder2": HoldState.RELEASED}


def test_a_judge_approves_a_distribution_once(sale: Sale) -> None:
    sale.paid()
    at = CLOSES + timedelta(days=4)
    approve_distribution(lot_no=sale.lot_no, actor=sale.judge, at=at)
    posted = len(ledger.statement(sale.lot().case_number).transfers)

    again = approve_distribution(lot_no=sale.lot_no, actor=sale.judge, at=at)

    assert again.state is SettlementState.DISTRIBUTED
    assert len(ledger.statement(sale.lot().case_number).transfers) == posted


def test_the_balance_is_the_price_less_the_deposit(sale: Sale) -> None:
    sale.sold()

    settlement = sale.settlement()

    assert settlement.deposit == DEPOSIT
    assert settlement.deposit + settlement.balance == Money(START.fen + STEP.fen)
    assert settlement.due_at > CLOSES + DRAIN + timedelta(days=10)
