"""A buyer does not pay: the deposit is kept, used in order, and the rest is ordered."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.documents import facade as papers
from app.kernel.errors import Forbidden, Refusal
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import chart
from app.ledger import facade as ledger
from app.store import db, unit_of_work
from auction import queries
from auction.checks import QUERIES, breaches_of
from auction.rules.default import Use
from auction.services import defaulting, topping_up
from auction.services.defaulting import DebtGiven
from auction.services.identities import barred_digest
from auction.vocabulary import DefaultState, LotState, SettlementState
from tests.support.people import make_person
from tests.support.sales import DEPOSIT, START, STEP, Sale
from tests.support.shares import party_named, with_creditors

PRICE = Money(START.fen + STEP.fen)
REASON = "买受人逾期未付余款，经催告仍不支付。"
DAY = timedelta(days=1)


def rule(sale: Sale) -> None:
    due = sale.settlement().due_at
    defaulting.rule_default(lot_no=sale.lot_no, reason=REASON, actor=sale.judge, at=due)


def state(sale: Sale, *, new_price: Money, case_debt: Money = PRICE) -> None:
    """State the use: costs back to the applicant, a debt on the property to the trader."""
    defaulting.state_use(
        lot_no=sale.lot_no,
        new_price=new_price,
        costs=[DebtGiven(party_named(sale, "王芳"), Money(50_000))],
        case_debt=case_debt,
        property_debts=[DebtGiven(party_named(sale, "济南某某商贸"), Money(30_000))],
        actor=sale.clerk,
        at=sale.settlement().due_at + DAY,
    )


def approve(sale: Sale) -> None:
    at = sale.settlement().due_at + 2 * DAY
    defaulting.approve_use(lot_no=sale.lot_no, actor=sale.judge, at=at)


def breaches() -> list[str]:
    return [breach.detail for name in QUERIES for breach in breaches_of(name)]


def test_a_default_is_ruled_only_once_the_time_to_pay_is_over(sale: Sale) -> None:
    sale.sold()
    due = sale.settlement().due_at

    with pytest.raises(Refusal) as early:
        defaulting.rule_default(
            lot_no=sale.lot_no, reason=REASON, actor=sale.judge, at=due - timedelta(seconds=1)
        )
    rule(sale)
    rule(sale)

    case = sale.lot().case_number
    assert early.value.code == "balance_not_overdue"
    assert sale.lot().state is LotState.DEFAULTED
    assert sale.settlement().state is SettlementState.DEFAULTED
    assert ledger.balance(chart.forfeited(case)) == DEPOSIT
    assert ledger.balance(chart.funds(case)) == Money.ZERO
    assert ledger.find_order(f"balance:{sale.lot_no}") is None
    assert breaches() == []


def test_the_deposit_is_used_in_the_order_of_the_law_and_the_rest_is_ordered(sale: Sale) -> None:
    with_creditors(sale).sold()
    rule(sale)
    new_price = Money(PRICE.fen - 20_000_000)
    state(sale, new_price=new_price)
    assert ledger.balance(chart.forfeited(sale.lot().case_number)) == DEPOSIT

    approve(sale)
    approve(sale)

    case = sale.lot().case_number
    assert ledger.balance(chart.party(party_named(sale, "王芳"))) == Money(50_000)
    assert ledger.balance(chart.funds(case)) == Money(DEPOSIT.fen - 50_000)
    assert ledger.balance(chart.forfeited(case)) == Money.ZERO
    assert papers.find(papers.PaperKind.FORFEITURE_STATEMENT, sale.lot_no) is not None
    top_up = Money(20_050_000 - DEPOSIT.fen)
    at = sale.settlement().due_at + 3 * DAY
    topping_up.order_top_up(lot_no=sale.lot_no, days=None, actor=sale.judge, at=at)
    order = ledger.find_order(f"top_up:{sale.lot_no}")
    assert order is not None
    assert order.amount == top_up
    assert papers.find(papers.PaperKind.TOP_UP_ORDER, sale.lot_no) is not None
    sale.pay("bidder1", f"top_up:{sale.lot_no}", at + DAY)
    db.session.expire_all()
    default = queries.find_default(sale.lot().id)
    assert default is not None
    assert default.top_up_paid_at == at + DAY
    assert ledger.balance(chart.funds(case)) == Money(20_000_000)
    assert breaches() == []


def test_what_is_left_over_waits_for_a_judge_and_never_goes_back(sale: Sale) -> None:
    with_creditors(sale).sold()
    rule(sale)

    state(sale, new_price=PRICE, case_debt=Money(1_000_000))
    approve(sale)

    case = sale.lot().case_number
    default = queries.find_default(sale.lot().id)
    assert default is not None
    left = Money(DEPOSIT.fen - 50_000 - 1_000_000 - 30_000)
    assert default.used(Use.RESIDUAL) == left
    assert ledger.balance(chart.forfeited(case)) == left
    assert default.use is not None
    assert default.use["calculation"]["policies"] == ["P8"]
    assert default.top_up == Money.ZERO
    at = sale.settlement().due_at + 5 * DAY
    with pytest.raises(Refusal) as refusal:
        topping_up.order_top_up(lot_no=sale.lot_no, days=10, actor=sale.judge, at=at)
    assert refusal.value.code == "top_up_nothing"
    assert breaches() == []


def test_whoever_states_the_use_does_not_approve_it(sale: Sale) -> None:
    with_creditors(sale).sold()
    rule(sale)
    state(sale, new_price=PRICE)
    with unit_of_work():
        default = queries.find_default(sale.lot().id)
        assert default is not None
        default.stated_by = sale.judge.label

    with pytest.raises(Forbidden) as refusal:
        approve(sale)

    assert refusal.value.code == "maker_approves"
    found = queries.find_default(sale.lot().id)
    assert found is not None
    assert found.state is DefaultState.STATED


def test_a_replay_finds_a_use_out_of_order(sale: Sale) -> None:
    with_creditors(sale).sold()
    rule(sale)
    state(sale, new_price=PRICE, case_debt=Money(1_000_000))
    approve(sale)
    assert breaches_of("M13") == []

    with unit_of_work():
        db.session.execute(
            text("UPDATE auction_default SET use = jsonb_set(use, '{lines,0,asked}', '\"90000\"')")
        )

    found = " ".join(breach.detail for breach in breaches_of("M13"))
    assert "before cost" in found


def test_the_buyer_in_default_is_barred_from_the_new_sale(sale: Sale) -> None:
    sale.sold()
    rule(sale)
    buyer = sale.bidders["bidder1"][0]
    assert buyer.person_id is not None

    default = queries.list_defaults_of_asset(sale.desk.asset_no)[0]

    assert default.buyer_digest == barred_digest(sale.desk.asset_no, buyer.person_id)
    other = make_person("someone", Role.BIDDER)
    assert other.person_id is not None
    assert default.buyer_digest != barred_digest(sale.desk.asset_no, other.person_id)
