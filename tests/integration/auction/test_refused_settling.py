"""What is not done with a price: guards of plan, objection and default the wrong way round."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.kernel.calendar import local_date
from app.kernel.errors import Refusal
from app.kernel.money import Money
from app.store import db
from auction import queries
from auction.rules.closing import DRAIN
from auction.services import annulling, defaulting, plan_course, plan_objecting, topping_up
from auction.services.closing import close_due_lots
from auction.services.correcting import ClaimGiven, CostGiven, correct_plan
from auction.vocabulary import AnnulmentGround, DefaultState, LotState, SettlementState
from tests.integration.auction.test_defaults import approve, rule, state
from tests.integration.auction.test_plan_course import (
    WORDS,
    corrected,
    objects,
    opposes,
    state_of,
)
from tests.support.sales import CLOSES, OPENS, START, Sale
from tests.support.shares import (
    APPROVED,
    BANK_CLAIM,
    RECEIVED,
    party_named,
    receive,
    served,
    services,
    with_creditors,
)

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
BANK, TRADER = "济南某某银行", "济南某某商贸"


def refused(act: Callable[[], object]) -> str:
    """Return the code of the refusal that an act ends in."""
    with pytest.raises(Refusal) as found:
        act()
    db.session.rollback()
    return found.value.code


def test_a_receipt_is_not_dated_ahead_nor_before_the_sending_and_needs_its_proof(
    sale: Sale,
) -> None:
    served(sale)
    service_id = services(sale)[0].id

    def record(received_at: Any = RECEIVED, proof: str = "送达回证在卷") -> object:
        return plan_course.record_receipt(
            service_id=service_id,
            received_at=received_at,
            proof=proof,
            actor=sale.clerk,
            at=RECEIVED,
        )

    assert refused(lambda: record(RECEIVED + SECOND)) == "receipt_in_the_future"
    assert refused(lambda: record(APPROVED - DAY)) == "receipt_before_sending"
    assert refused(lambda: record(proof=" 证 ")) == "proof_missing"
    assert services(sale)[0].received_at is None
    record()
    assert refused(record) == "notice_received_already"


def test_before_the_plan_is_served_nobody_objects_to_it(sale: Sale) -> None:
    with_creditors(sale).paid()

    with pytest.raises(Refusal, match="plan_not_served") as found:
        objects(sale)

    assert found.value.status == 409
    assert sale.settlement().state is SettlementState.PLANNED


def test_whoever_was_not_sent_the_objection_does_not_oppose_it(sale: Sale) -> None:
    served(sale)
    receive(sale)
    objection = objects(sale)

    def oppose(party: int, words: str = WORDS) -> object:
        return plan_objecting.oppose_objection(
            no=objection.no, party_id=party, words=words, actor=sale.clerk, at=RECEIVED + 2 * DAY
        )

    bank, trader = party_named(sale, BANK), party_named(sale, TRADER)
    assert refused(lambda: oppose(trader)) == "own_objection"
    assert refused(lambda: oppose(bank, "不服")) == "objection_text_missing"
    assert refused(lambda: oppose(999_999)) == "plan_not_served"
    assert queries.get_plan_objection(objection.no).oppositions == []


def test_an_objection_is_withdrawn_by_its_own_party_and_a_suit_has_a_name(sale: Sale) -> None:
    served(sale)
    receive(sale)
    objection = objects(sale)
    opposes(sale, objection)
    at = RECEIVED + 5 * DAY

    def withdraw(party: str) -> object:
        return plan_objecting.withdraw_objection(
            no=objection.no, party_id=party_named(sale, party), actor=sale.clerk, at=at
        )

    def sue(suit: str) -> object:
        return plan_objecting.record_suit(no=objection.no, suit=suit, actor=sale.clerk, at=at)

    assert refused(lambda: withdraw(BANK)) == "own_objection"
    assert refused(lambda: sue("起诉")) == "suit_missing"
    assert state_of(objection).value == "opposed"
    sue("（2026）鲁0102民初9号")

    pay: dict[str, Any] = {"no": objection.no, "shares": {}, "actor": sale.judge, "at": at}
    assert refused(lambda: plan_objecting.pay_reserve(ending="判决", **pay)) == "suit_missing"
    assert state_of(objection).value == "sued"


def test_a_correction_names_ranks_and_costs_as_they_can_be(sale: Sale) -> None:
    with_creditors(sale).paid()
    agency = sale.desk.agencies[1].agency_code or ""

    def correct(**changes: Any) -> str:
        return refused(lambda: corrected(sale, bank=BANK_CLAIM, at=APPROVED, **changes))

    def rank(claim: ClaimGiven) -> object:
        return correct_plan(
            lot_no=sale.lot_no,
            version=1,
            claims=(claim,),
            costs=(),
            reason="更正受偿顺位",
            actor=sale.clerk,
            at=APPROVED,
        )

    assert correct(costs=(CostGiven(agency, " ", Money(300_000)),)) == "plan_cost_unknown"
    assert correct(costs=(CostGiven(agency, "看样、拍摄", Money.ZERO),)) == "plan_cost_unknown"
    trader = ClaimGiven(party_named(sale, TRADER), Money(1), Money.ZERO, Money.ZERO, 0)
    assert refused(lambda: rank(trader)) == "plan_rank_missing"
    assert sale.settlement().plan_version == 1


def test_a_default_needs_a_reason_and_its_use_known_people_and_sums(sale: Sale) -> None:
    with_creditors(sale).sold()
    due = sale.settlement().due_at

    code = refused(
        lambda: defaulting.rule_default(
            lot_no=sale.lot_no, reason=" 未付 ", actor=sale.judge, at=due
        )
    )
    assert code == "default_reason_missing"
    assert sale.lot().state is LotState.SOLD
    rule(sale)

    def use(party: int, amount: Money) -> str:
        given = defaulting.DebtGiven(party, amount)
        return refused(
            lambda: defaulting.state_use(
                lot_no=sale.lot_no,
                new_price=sale.settlement().price,
                costs=[given],
                case_debt=Money.ZERO,
                property_debts=[],
                actor=sale.clerk,
                at=due + DAY,
            )
        )

    assert use(999_999, Money(1)) == "default_cost_unknown"
    assert use(party_named(sale, TRADER), Money.ZERO) == "default_cost_unknown"
    default = queries.find_default(sale.lot().id)
    assert default is not None
    assert default.state is DefaultState.RULED


def test_a_top_up_is_ordered_once(sale: Sale) -> None:
    with_creditors(sale).sold()
    rule(sale)
    state(sale, new_price=Money(sale.settlement().price.fen - 20_000_000))
    approve(sale)

    def order() -> object:
        at = sale.settlement().due_at + 3 * DAY
        return topping_up.order_top_up(lot_no=sale.lot_no, days=None, actor=sale.judge, at=at)

    order()

    with pytest.raises(Refusal, match="top_up_ordered_already"):
        order()


def test_a_sale_is_not_annulled_in_the_seconds_before_its_confirmation(sale: Sale) -> None:
    sale.opened("bidder1")
    sale.bid("bidder1", START.fen, OPENS + timedelta(hours=1))
    close_due_lots(CLOSES + DRAIN)
    assert queries.find_settlement(sale.lot().id) is None

    code = refused(
        lambda: annulling.annul_lot(
            lot_no=sale.lot_no,
            ground=AnnulmentGround.UNQUALIFIED_BUYER,
            reason="公告所载面积与实际相差过半。",
            objector="李强",
            filed_on=local_date(CLOSES + DRAIN),
            actor=sale.judge,
            at=CLOSES + DRAIN,
        )
    )

    assert code == "sale_not_confirmed"
    assert sale.lot().state is LotState.SOLD
