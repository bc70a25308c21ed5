"""Each step of price, objection, default and enrollment from every state that does not know it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from app.kernel.errors import IllegalMove, Refusal
from app.kernel.money import Money
from app.ledger import chart
from app.ledger import facade as ledger
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.models import Enrollment, Lot, PlanObjection, Settlement
from auction.services import defaulting, plan_course, plan_objecting, settling
from auction.services.enrolling import lapse, qualify_enrollment
from auction.services.planning import plan_distribution
from auction.vocabulary import (
    ENROLLMENT,
    LOT,
    PLAN_OBJECTION,
    SETTLEMENT,
    DefaultState,
    EnrollmentAction,
    EnrollmentState,
    LotAction,
    LotState,
    PlanNotice,
    PlanObjectionAction,
    PlanObjectionState,
    SettlementAction,
    SettlementState,
)
from tests.integration.auction.test_changed_meanwhile import after
from tests.integration.auction.test_defaults import REASON, approve, rule, state
from tests.integration.auction.test_plan_course import (
    DISPUTED,
    WORDS,
    corrected,
    objects,
    opposes,
    state_of,
)
from tests.integration.auction.test_steps_out_of_turn import put, told
from tests.support.sales import CLOSES, START, Sale
from tests.support.shares import (
    APPROVED,
    BANK_CLAIM,
    OVER,
    RECEIVED,
    party_named,
    receive,
    served,
    with_creditors,
)

DAY = timedelta(days=1)
SUIT = "济南市历下区人民法院（2026）鲁0102民初9号"


def unlawful(action: SettlementAction) -> list[SettlementState]:
    return sorted(set(SettlementState) - SETTLEMENT.sources(action))


def put_price(sale: Sale, where: SettlementState) -> None:
    """Put the price where nobody led it."""
    db.session.rollback()
    with unit_of_work():
        lot_id = queries.get_lot(sale.lot_no).id
        db.session.execute(
            update(Settlement).where(Settlement.lot_id == lot_id).values(state=where)
        )


def put_objection(no: str, where: PlanObjectionState) -> None:
    """Put an objection where nobody led it."""
    db.session.rollback()
    with unit_of_work():
        values = {"state": where, "sued_at": RECEIVED}
        db.session.execute(update(PlanObjection).where(PlanObjection.no == no).values(**values))


def held(sale: Sale, act: Callable[[Work, Lot, Settlement], object]) -> None:
    """Do something inside a unit of work that holds a lot and its settlement."""
    with unit_of_work() as work:
        lot = lock_row(Lot, no=sale.lot_no)
        act(work, lot, lock_row(Settlement, lot_id=lot.id))


def test_a_price_takes_no_step_its_state_does_not_know(sale: Sale) -> None:
    with_creditors(sale).paid()
    at = APPROVED

    def correct() -> None:
        corrected(sale, bank=BANK_CLAIM, at=at)

    def note() -> None:
        held(sale, lambda work, lot, price: settling.note_price(work, lot, price, at))

    def execute() -> None:
        held(
            sale,
            lambda work, lot, price: settling.execute_plan(
                work, lot, price, actor=sale.judge, at=at
            ),
        )

    for action, act in (
        (SettlementAction.CORRECT, correct),
        (SettlementAction.RECEIVE, note),
        (SettlementAction.EXECUTE, execute),
    ):
        for where in unlawful(action):
            put_price(sale, where)
            put(sale, LotState.SOLD)
            assert (action, where, told(act)) == (action, where, "illegal_move")

    settlement = sale.settlement()
    assert settlement.plan_version == 1
    assert queries.list_distribution(settlement.lot_id) == []


def test_what_the_clock_does_to_a_price_it_does_in_one_state_alone(sale: Sale) -> None:
    served(sale)
    over = receive(sale)
    lot_id = sale.lot().id

    for where in unlawful(SettlementAction.PLAN):
        put_price(sale, where)
        assert not plan_distribution(lot_id, at=over)
        assert sale.settlement().state is where
    for where in unlawful(SettlementAction.REOPEN):
        put_price(sale, where)
        assert not plan_course._end_plan(lot_id, over)
        assert sale.settlement().state is where
    assert sale.settlement().plan_version == 1


def test_a_price_that_comes_in_moves_a_lot_that_waits_for_it_and_no_other(sale: Sale) -> None:
    sale.sold()
    for where in sorted(set(LotState) - LOT.sources(LotAction.RECEIVE_PRICE)):
        put(sale, where)
        code = told(lambda: settling.receive_price(lot_no=sale.lot_no, at=CLOSES + DAY))
        # Before anything else the price has to be all in: the deposit of this sale is.
        assert (where, code) == (where, "illegal_move")
        assert sale.settlement().state is SettlementState.BALANCE_DUE


@pytest.mark.parametrize("moved", ["price", "lot"])
def test_a_default_is_ruled_on_the_state_that_stands_when_it_is_written(
    sale: Sale, moved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale.sold()
    due = sale.settlement().due_at

    def move() -> None:
        if moved == "price":
            put_price(sale, SettlementState.PAID)
        else:
            put(sale, LotState.ANNULLED)

    after(monkeypatch, defaulting, "open_buyer", move)

    with pytest.raises(IllegalMove):
        defaulting.rule_default(lot_no=sale.lot_no, reason=REASON, actor=sale.judge, at=due)

    assert queries.find_default(sale.lot().id) is None
    assert ledger.balance(chart.forfeited(sale.lot().case_number)) == Money.ZERO


def test_the_use_of_a_deposit_is_approved_once_stated_and_not_stated_once_used(sale: Sale) -> None:
    with_creditors(sale).sold()
    rule(sale)
    lot_id = sale.lot().id
    lower = Money(sale.settlement().price.fen - 20_000_000)

    assert told(lambda: approve(sale)) == "illegal_move"
    state(sale, new_price=lower)
    approve(sale)
    used = queries.find_default(lot_id)
    assert used is not None
    lines = used.use
    assert told(lambda: state(sale, new_price=START)) == "illegal_move"

    stands = queries.find_default(lot_id)
    assert stands is not None
    assert (stands.state, stands.new_price, stands.use) == (DefaultState.USED, lower, lines)


def test_an_objection_takes_no_step_its_state_does_not_know(sale: Sale) -> None:
    served(sale)
    receive(sale)
    objection = objects(sale)
    opposes(sale, objection)
    no, at = objection.no, RECEIVED + 5 * DAY
    bank, trader = party_named(sale, "济南某某银行"), party_named(sale, "济南某某商贸")

    def step(action: PlanObjectionAction) -> None:
        with unit_of_work() as work:
            row = lock_row(PlanObjection, no=no)
            plan_course.move_objection(
                work, lock_row(Lot, no=sale.lot_no), row, action, actor=sale.clerk, at=at
            )

    acts: dict[PlanObjectionAction, Callable[[], object]] = {
        PlanObjectionAction.OPPOSE: lambda: plan_objecting.oppose_objection(
            no=no, party_id=bank, words=WORDS, actor=sale.clerk, at=at
        ),
        PlanObjectionAction.SUE: lambda: plan_objecting.record_suit(
            no=no, suit=SUIT, actor=sale.clerk, at=at
        ),
        PlanObjectionAction.WITHDRAW: lambda: plan_objecting.withdraw_objection(
            no=no, party_id=trader, actor=sale.clerk, at=at
        ),
    }
    for action in PlanObjectionAction:
        for where in sorted(set(PlanObjectionState) - PLAN_OBJECTION.sources(action)):
            put_objection(no, where)
            assert (action, where, told(partial(step, action))) == (action, where, "illegal_move")
            # A second one may oppose what a first one opposes.
            if action in acts and (action, where) != ("oppose", "opposed"):
                assert (action, where, told(acts[action])) == (action, where, "illegal_move")
            assert state_of(objection) is where
    assert len(queries.get_plan_objection(no).oppositions) == 1


def test_whoever_was_not_told_of_an_opposition_has_nothing_to_sue_over(sale: Sale) -> None:
    served(sale)
    receive(sale)
    objection = objects(sale)

    with pytest.raises(IllegalMove):
        plan_objecting.record_suit(
            no=objection.no, suit=SUIT, actor=sale.clerk, at=RECEIVED + 2 * DAY
        )

    assert state_of(objection) is PlanObjectionState.FILED


def test_what_was_sued_over_goes_to_people_of_the_plan_alone(sale: Sale) -> None:
    served(sale)
    receive(sale)
    objection = objects(sale)
    opposes(sale, objection)
    receive(sale, PlanNotice.OBJECTION, at=RECEIVED + 4 * DAY)
    plan_objecting.record_suit(no=objection.no, suit=SUIT, actor=sale.clerk, at=RECEIVED + 6 * DAY)
    sale.tick(OVER + 40 * DAY)
    bank = party_named(sale, "济南某某银行")

    with pytest.raises(Refusal, match="plan_unknown_creditor"):
        plan_objecting.pay_reserve(
            no=objection.no,
            shares={bank: DISPUTED - Money(1), 999_999: Money(1)},
            ending=SUIT,
            actor=sale.judge,
            at=OVER + 90 * DAY,
        )

    assert state_of(objection) is PlanObjectionState.SUED
    assert ledger.balance(chart.reserved(sale.lot().case_number)) == DISPUTED


def test_an_enrollment_takes_no_step_its_state_does_not_know(sale: Sale) -> None:
    sale.opened("bidder1")
    lot = sale.lot()
    row = db.session.scalars(select(Enrollment).filter_by(lot_id=lot.id)).one()
    reference, number = row.deposit_reference or "", row.id

    def put_place(where: EnrollmentState) -> None:
        db.session.rollback()
        with unit_of_work():
            place = update(Enrollment).where(Enrollment.id == number)
            db.session.execute(place.values(state=where))

    def place() -> EnrollmentState:
        db.session.rollback()
        found = db.session.get(Enrollment, number, populate_existing=True)
        assert found is not None
        return found.state

    def drop() -> None:
        with unit_of_work() as work:
            held = lock_row(Lot, no=sale.lot_no)
            lapse(work, held, lock_row(Enrollment, id=number), at=CLOSES)

    for where in sorted(set(EnrollmentState) - ENROLLMENT.sources(EnrollmentAction.LAPSE)):
        put_place(where)
        assert (where, told(drop)) == (where, "illegal_move")
        # The money told of again gives no second paddle, nor one to who is out.
        qualify_enrollment(reference=reference, at=CLOSES)
        assert place() is where
