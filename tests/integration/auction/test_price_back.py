"""A sale that is annulled leaves nobody its price: what the buyer paid goes back to him."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Forbidden, IllegalMove, Refusal
from app.kernel.facts import Audience
from app.kernel.money import Money, total
from app.kernel.permissions import Role
from app.ledger import chart
from app.ledger import facade as ledger
from app.ledger.desk_vocabulary import ProposalState
from app.ledger.directory import find_payee
from app.ledger.models import MoneyProposal
from app.ledger.queries import list_owed
from app.ledger.services import approving, payees, paying_out
from app.ledger.services.payees import BankAccount
from app.store import db
from app.trail.queries import entries_of
from auction import queries
from auction.checks import QUERIES, breaches_of
from auction.rules.closing import DRAIN
from auction.services import annulling, returning_price, settling
from auction.services.confirming import balance_reference
from auction.services.returning_price import deposit_reference
from auction.vocabulary import AnnulmentGround, SettlementState
from tests.support.people import make_person
from tests.support.sales import CLOSES, DEPOSIT, START, STEP, Sale

DAY = timedelta(days=1)
AT = CLOSES + 4 * DAY
AGAIN_OPENS = AT + 40 * DAY
AGAIN_CLOSES = AGAIN_OPENS + DAY
REASON = "撤销裁定已生效，应当退还价款。"
PRICE = Money(START.fen + STEP.fen)


def annulled(sale: Sale, walk: Callable[[Sale], Sale] = Sale.paid) -> Sale:
    walk(sale)
    annulling.annul_lot(
        lot_no=sale.lot_no,
        ground=AnnulmentGround.UNQUALIFIED_BUYER,
        reason="买受人不具备竞买资格。",
        objector="王芳",
        filed_on=local_date(AT),
        actor=sale.judge,
        at=AT,
    )
    return sale


def give_back(sale: Sale, actor: Actor | None = None) -> None:
    returning_price.return_price(
        lot_no=sale.lot_no, reason=REASON, actor=actor or sale.judge, at=AT + DAY
    )


def of_payers(sale: Sale) -> list[tuple[str, Money]]:
    case = sale.lot().case_number
    return [
        (row.account, row.amount)
        for row in list_owed(sale.judge.court_id)
        if row.case_number == case and row.account.startswith("payer:")
    ]


def fee_of(sale: Sale) -> str:
    """Return by which name the entries of the appraisal's fee are known."""
    return sale.desk.no


def sell_again(sale: Sale) -> None:
    """Hold the auction again, to another buyer at the same price, until its plan stands."""
    sale.follow(AT + 2 * DAY)
    sale.prepare(AT + 2 * DAY, AGAIN_OPENS, AGAIN_CLOSES)
    sale.announce(AT + 5 * DAY)
    for account in ("bidder4", "bidder3"):
        sale.join(account, AGAIN_OPENS - 2 * DAY)
    sale.tick(AGAIN_OPENS)
    sale.bid("bidder3", START.fen, AGAIN_OPENS + timedelta(hours=1))
    sale.bid("bidder4", PRICE.fen, AGAIN_OPENS + timedelta(hours=2))
    sale.tick(AGAIN_CLOSES + DRAIN)
    sale.pay("bidder4", balance_reference(sale.lot_no), AGAIN_CLOSES + 3 * DAY)
    sale.tick(AGAIN_CLOSES + 3 * DAY + timedelta(seconds=2))


@pytest.mark.parametrize(
    ("walk", "whole"), [(Sale.sold, DEPOSIT), (Sale.paid, PRICE)], ids=["deposit", "price"]
)
def test_all_that_the_buyer_paid_is_owed_to_him_once(
    sale: Sale, walk: Callable[[Sale], Sale], whole: Money
) -> None:
    annulled(sale, walk)
    case = sale.lot().case_number

    give_back(sale)
    give_back(sale)

    assert sale.settlement().state is SettlementState.RETURNED
    owed = of_payers(sale)
    assert total(amount for _, amount in owed) == whole
    assert ledger.balance(chart.funds(case)) == Money.ZERO
    names = {identity.name for account, _ in owed if (identity := find_payee(account))}
    assert len(names) == 1
    found = entries_of(f"lot:{sale.lot_no}:court", audience=Audience.PARTIES)
    told = [entry.payload for entry in found if entry.name == "auction.price.returned"]
    assert [(each["amount"], each["reason"]) for each in told] == [(str(whole), REASON)]
    assert [breach.detail for name in QUERIES for breach in breaches_of(name)] == []


def test_each_part_opens_to_the_article_and_our_policy(sale: Sale) -> None:
    annulled(sale)
    give_back(sale)

    rows = [row for row in ledger.transfers_of(sale.lot_no) if row.credit.startswith("payer:")]

    assert len(rows) == 2
    for row in rows:
        assert row.explanation is not None
        assert "第31条" in str(row.explanation.citations[0])
        assert row.explanation.policies == ("P54",)


def test_a_sale_that_stands_keeps_its_price(sale: Sale) -> None:
    sale.paid()
    funds = chart.funds(sale.lot().case_number)
    before = ledger.balance(funds)

    with pytest.raises(IllegalMove):
        give_back(sale)

    assert sale.settlement().state is not SettlementState.RETURNED
    assert ledger.balance(funds) == before


def test_a_judge_of_the_court_orders_it_and_says_why(sale: Sale) -> None:
    annulled(sale)
    stranger = make_person("stranger", Role.JUDGE, court_id=2)

    with pytest.raises(Forbidden):
        give_back(sale, stranger)
    with pytest.raises(Refusal) as silent:
        returning_price.return_price(lot_no=sale.lot_no, reason=" ", actor=sale.judge, at=AT)

    assert silent.value.code == "reason_missing"
    assert of_payers(sale) == []


def test_what_left_the_case_is_taken_back_first(sale: Sale) -> None:
    annulled(sale)
    case = sale.lot().case_number
    ledger.post(
        purpose=ledger.Purpose.SALE_COST,
        debit=chart.funds(case),
        credit=chart.agency("A01"),
        amount=Money(12_345),
        key="cost:already",
        case_number=case,
        at=AT,
    )

    with pytest.raises(Refusal) as short:
        give_back(sale)
    db.session.rollback()

    assert (short.value.code, short.value.params["missing"]) == ("price_partly_out", "123.45")
    assert sale.settlement().state is SettlementState.ANNULLED
    assert of_payers(sale) == []


@pytest.mark.parametrize("is_early", [True, False], ids=["before", "after"])
def test_the_next_sale_pays_the_agency_once_whenever_the_price_goes_back(
    sale: Sale, *, is_early: bool
) -> None:
    annulled(sale)
    first, case = sale.lot_no, sale.lot().case_number
    agency = {row.credit for row in ledger.transfers_of(fee_of(sale)) if "agency:" in row.credit}
    (account,) = agency
    earned = ledger.balance(account)
    if is_early:
        give_back(sale)
        assert ledger.balance(account) < earned
    sell_again(sale)
    if not is_early:
        returning_price.return_price(
            lot_no=first, reason=REASON, actor=sale.judge, at=AGAIN_CLOSES + 5 * DAY
        )

    settling.approve_distribution(lot_no=sale.lot_no, actor=sale.judge, at=AGAIN_CLOSES + 6 * DAY)

    assert sale.settlement().state is SettlementState.DISTRIBUTED
    assert ledger.balance(account) == earned
    assert total(amount for _, amount in of_payers(sale)) == PRICE
    assert ledger.balance(chart.funds(case)) == Money.ZERO
    assert [breach.detail for name in QUERIES for breach in breaches_of(name)] == []


def test_finance_pays_it_to_the_payers_own_name_and_no_other(sale: Sale) -> None:
    annulled(sale)
    give_back(sale)
    court = sale.judge.court_id
    chen = make_person("chen", Role.FINANCE, court_id=court)
    sun = make_person("sun", Role.FINANCE, court_id=court)
    order = ledger.find_order(balance_reference(sale.lot_no))
    assert order is not None
    account = chart.payer(order.no)
    payer = find_payee(account)
    assert payer is not None

    def enter(holder: str) -> int:
        given = BankAccount(holder, "6222020200112233445", "中国工商银行济南支行")
        row = payees.enter_from_document(
            account, given, document="卷宗第41页 退款账户确认书", actor=chen, at=AT + DAY
        )
        return row.id

    with pytest.raises(Refusal) as other:
        enter("王芳")
    payees.confirm(enter(payer.name), actor=sun, at=AT + DAY)
    row = paying_out.propose_payout(
        account, sale.lot().case_number, reason=REASON, actor=chen, at=AT + DAY
    )
    with pytest.raises((Forbidden, Refusal, Conflict)):
        approving.approve(row.no, version=row.version, actor=chen, at=AT + DAY)
    approving.approve(row.no, version=row.version, actor=sale.judge, at=AT + DAY)
    approving.carry_out_due(AT + DAY)

    assert other.value.code == "holder_differs"
    sent = db.session.get(MoneyProposal, row.id, populate_existing=True)
    assert sent is not None
    assert sent.state is ProposalState.SENT
    assert ledger.balance(account) == Money.ZERO
    assert [code for code, _ in of_payers(sale)] == [
        chart.payer(found.no)
        for found in [ledger.find_order(deposit_reference(queries.get_lot(sale.lot_no)))]
        if found
    ]
