"""What a creditor pays as difference for a property in kind goes to the other creditors."""

import pytest

from app.kernel.clock import clock
from app.kernel.errors import Refusal
from app.kernel.money import Money
from auction import queries
from auction.checks import QUERIES, breaches_of
from auction.models import Lot
from auction.services.plan_basis import basis_of
from auction.services.planning import _claims_left, rows_of, share_top_up
from auction.vocabulary import LotState, SettlementState
from tests.integration.auction.test_in_kind import (
    DAY,
    RANKED,
    answer_all,
    fee_order,
    offer_of,
    offered,
    pay,
    rank,
    rule,
)
from tests.support.people import sign_in
from tests.support.sales import START, Sale
from tests.support.shares import BANK_CLAIM, TRADER_CLAIM, party_named, receive


def taken(sale: Sale) -> Money:
    """Walk until the bank has topped up and has the property; return what it topped up."""
    offered(sale)
    answer_all(sale, "济南某某银行")
    ranked = rank(sale)
    assert ranked.top_up_order is not None
    assert ranked.top_up is not None
    pay(sale, "济南某某银行", ranked.top_up_order, RANKED + DAY)
    with pytest.raises(Refusal):
        rule(sale, RANKED + 2 * DAY)
    pay(sale, "济南某某银行", fee_order(sale), RANKED + 2 * DAY)
    rule(sale, RANKED + 3 * DAY)
    return ranked.top_up


def test_the_difference_is_shared_out_to_the_other_creditors(sale: Sale) -> None:
    topped_up = taken(sale)
    bank = party_named(sale, "济南某某银行")
    sale.tick(RANKED + 3 * DAY)
    planned = sale.settlement()
    rows = rows_of(planned)
    approved_at = RANKED + 4 * DAY
    with clock.stopped_at(approved_at):
        judge, clerk = (sign_in(sale.desk.app, account) for account in ("judge", "clerk"))
        desk, agenda = judge.get("/desk").text, judge.get("/desk/agenda?show=decide").text
        page = judge.get(f"/desk/lots/{sale.lot_no}/settlement").text
        foreign = clerk.post(f"/desk/lots/{sale.lot_no}/settlement/approve")
        answer = judge.post(f"/desk/lots/{sale.lot_no}/settlement/approve")
    over = receive(sale, at=approved_at + DAY)
    sale.tick(over)

    assert (planned.price, planned.deposit, planned.balance) == (
        topped_up,
        Money.ZERO,
        topped_up,
    )
    assert topped_up == START - BANK_CLAIM
    assert sum(row.amount.fen for row in rows) == topped_up.fen
    assert bank not in {row.party_id for row in rows}
    assert {row.ground for row in rows} >= {"sale_cost", "execution_fee", "ordinary"}
    assert not any(row.account.startswith("agency:") for row in rows)
    assert "批准分配方案" in desk
    assert sale.lot().title in agenda
    assert "抵债承受人补交的差额" in page
    assert "悔拍" not in page
    assert (foreign.status_code, answer.status_code) == (403, 303)
    assert sale.settlement().state is SettlementState.DISTRIBUTED
    assert sale.lot().state is LotState.IN_KIND
    paid = {row.payee: row.amount for row in queries.list_distribution(sale.lot().id)}
    assert paid["济南某某商贸有限公司"]
    assert [breach.detail for name in QUERIES for breach in breaches_of(name)] == []


def test_without_a_difference_there_is_nothing_to_share(sale: Sale) -> None:
    lot = offered(sale).lot()
    offer = offer_of(sale)
    offer.assignee_id, offer.entitled, offer.top_up = 1, offer.price, Money.ZERO

    share_top_up(lot, offer)

    assert queries.find_settlement(lot.id) is None


def test_what_was_set_off_counts_as_paid_in_the_plan_of_another_lot(sale: Sale) -> None:
    taken(sale)
    bank = party_named(sale, "济南某某银行")
    lot = sale.lot()
    other = Lot(id=lot.id + 1, case_number=lot.case_number, state=LotState.PAID)

    left = {claim.party_id: claim.principal for claim in _claims_left(other, basis_of(other))}
    own = {claim.party_id for claim in _claims_left(lot, basis_of(lot))}

    assert left[bank] == Money.ZERO
    assert left[party_named(sale, "济南某某商贸")] == TRADER_CLAIM
    assert bank not in own
