"""What a court, a clerk or the clock does to a lot, from every state in which they may not."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel.money import Money
from app.store import db, unit_of_work
from app.store.locks import lock_row
from auction.models import Enrollment, Lot, Settlement
from auction.rules.closing import DRAIN
from auction.services.calling_off import stop_lot
from auction.services.closing import close_due_lots
from auction.services.self_disposing import lapse_self_disposal
from auction.services.settling import settle_if_done
from auction.vocabulary import (
    LOT,
    EnrollmentState,
    LotAction,
    LotState,
    OfferEnding,
    SettlementState,
)
from tests.integration.auction.test_acts import withdraw
from tests.integration.auction.test_delivery import allow
from tests.integration.auction.test_grouping import enroll, person
from tests.integration.auction.test_in_kind import (
    RANKED,
    answer_all,
    fee_order,
    offer_of,
    offered,
    pay,
    rank,
    rule,
)
from tests.integration.auction.test_steps_out_of_turn import put, told
from tests.support import stage
from tests.support.corrections import CORRECTED, correct
from tests.support.sales import ANNOUNCED, CLOSES, START, Sale

DAY = timedelta(days=1)
ENOUGH = Money(10_000_000_000)


def unlawful(action: LotAction, *but: LotState) -> Iterable[LotState]:
    return sorted(set(LotState) - LOT.sources(action) - set(but))


def test_a_sale_is_stopped_from_no_state_that_has_ended(sale: Sale) -> None:
    sale.announced()

    def stop() -> None:
        stop_lot(
            lot_no=sale.lot_no,
            paid=ENOUGH,
            costs=Money.ZERO,
            proof="缴款凭证一份",
            actor=sale.judge,
            at=ANNOUNCED + DAY,
        )

    for state in unlawful(LotAction.STOP):
        put(sale, state)
        code = "sale_day_has_come" if state is LotState.OPEN else "illegal_move"
        assert (state, told(stop)) == (state, code)
        assert sale.lot().state is state


def test_a_notice_is_corrected_and_a_bidder_enrolled_while_the_lot_is_open_to_it(
    sale: Sale,
) -> None:
    sale.announced()
    bidder = person(sale, "late", 970)
    change = {"items": {"court_contact": "执行局 李法官，电话 0531-00000103。"}}

    for state in unlawful(LotAction.CORRECT_NOTICE):
        put(sale, state)
        assert (state, told(lambda: correct(sale, **change))) == (state, "correction_not_open")
    for state in unlawful(LotAction.ENROLL):
        put(sale, state)
        assert (state, told(lambda: enroll(sale, bidder, CORRECTED))) == (state, "illegal_move")

    assert sale.lot().notice_version == 1
    assert db.session.scalar(select(Enrollment.id).filter_by(lot_id=sale.lot().id)) is None


def test_a_draft_is_not_announced_even_where_nothing_else_is_missing(sale: Sale) -> None:
    sale.ready()
    put(sale, LotState.DRAFT)

    assert told(sale.announce) == "illegal_move"

    assert sale.lot().announced_at is None
    put(sale, LotState.APPROVED)
    assert sale.announce().state is LotState.ANNOUNCED


def test_nothing_is_ruled_in_kind_once_the_lot_is_not_offered_in_kind(sale: Sale) -> None:
    offered(sale)
    answer_all(sale, "济南某某银行")
    ranked = rank(sale)
    at = RANKED + 2 * DAY
    pay(sale, "济南某某银行", ranked.top_up_order or "", RANKED + DAY)
    assert told(lambda: rule(sale, at)) == "in_kind_fee_open"
    pay(sale, "济南某某银行", fee_order(sale), at)

    for state in unlawful(LotAction.RULE_IN_KIND, LotState.IN_KIND):
        put(sale, state)
        assert (state, told(lambda: rule(sale, at))) == (state, "illegal_move")

    assert offer_of(sale).ending is None
    put(sale, LotState.IN_KIND_OFFERED)
    rule(sale, at)
    assert offer_of(sale).ending is OfferEnding.TAKEN


def test_days_that_are_over_lead_back_no_lot_that_left_them(sale: Sale) -> None:
    sale.failed()
    until = allow(sale, START.fen + 1).self_disposal_until
    assert until is not None

    for state in unlawful(LotAction.LAPSE_SELF_DISPOSAL):
        put(sale, state)
        assert not lapse_self_disposal(lot_no=sale.lot_no, actor=sale.judge, at=until)
        assert sale.lot().state is state


def test_a_sale_is_closed_once_it_is_both_handed_over_and_shared_out(sale: Sale) -> None:
    sale.paid()

    def settle(shared: SettlementState) -> None:
        db.session.rollback()
        with unit_of_work() as work:
            lot = lock_row(Lot, no=sale.lot_no)
            settlement = lock_row(Settlement, lot_id=lot.id)
            settlement.state = shared
            settle_if_done(work, lot, settlement, CLOSES + 9 * DAY)

    for state in unlawful(LotAction.SETTLE):
        put(sale, state)
        settle(SettlementState.DISTRIBUTED)
        assert sale.lot().state is state
    put(sale, LotState.HANDED_OVER)
    settle(SettlementState.SERVED)
    assert sale.lot().state is LotState.HANDED_OVER
    settle(SettlementState.DISTRIBUTED)
    assert sale.lot().state is LotState.SETTLED


@pytest.mark.parametrize("ending", ["called_off", "closed"])
def test_the_end_of_a_lot_moves_no_enrollment_that_ended_before(sale: Sale, ending: str) -> None:
    sale.announced()
    lot = sale.lot()
    before = {}
    for state in EnrollmentState:
        bidder = stage.make_person(f"was-{state.value}")
        paddle = state.name[:4]
        stage.enroll(lot, bidder, paddle, state=state)
        before[paddle] = state

    if ending == "called_off":
        withdraw(sale, ANNOUNCED + DAY)
    else:
        assert close_due_lots(CLOSES + DRAIN) == 1

    rows = db.session.scalars(
        select(Enrollment).filter_by(lot_id=lot.id).execution_options(populate_existing=True)
    )
    found = {row.paddle: row.state for row in rows}
    assert found == {**before, "APPL": EnrollmentState.LAPSED, "QUAL": EnrollmentState.LOST}
