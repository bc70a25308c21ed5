"""The fee of an appraisal is settled once, to the fen, in every regime."""

import pytest

from app.kernel.errors import Conflict, Refusal
from app.kernel.money import Money
from app.ledger import chart
from app.ledger import facade as ledger
from appraisal import facade
from appraisal.queries import fees as queries
from appraisal.rules.fees import FeeOutcome, Regime
from appraisal.services import commissioning
from appraisal.services.routing import choose_route
from appraisal.vocabulary import AppraisalGround, AssignmentState, PriceRoute
from appraisal.vocabulary.fees import FeeState
from tests.support.appraisals import (
    BASIC_FEE,
    HOUR,
    VALUE,
    WED,
    Desk,
    commission,
)
from tests.support.fees import (
    PRICE,
    account,
    assert_adds_up,
    bring_price,
    earned,
    priced,
    put,
    set_regime,
    settle,
)
from tests.support.money import race


@pytest.mark.parametrize("regime", list(Regime))
def test_a_sale_pays_the_agency_by_the_lower_value_in_every_regime(
    desk: Desk, regime: Regime
) -> None:
    """SET-13: sold at 1,775,584.80 against an appraisal of 2,200,000."""
    set_regime(desk, regime)
    priced(desk)
    bring_price(desk)

    settled = settle(desk, "SOLD", disposal_price=PRICE)

    assert (settled.total, settled.balance_due, settled.refund) == (
        Money(693_896), Money(493_896), Money.ZERO,
    )  # fmt: skip
    assert_adds_up(desk)
    row = queries.find_settlement(desk.assignment().id)
    assert row is not None
    assert row.regime is regime
    assert [line.outcome for line in row.lines] == [FeeOutcome.SOLD]


@pytest.mark.parametrize("outcome", ["FAILED", "WITHDRAWN"])
@pytest.mark.parametrize(
    ("regime", "expense", "whole", "back", "rest"),
    [
        # SET-05 to SET-09 at the size of this case: the cap, the refund, the pure rules.
        (Regime.SD54_WITH_FS15, 260_000, 200_000, 0, 0),
        (Regime.SD54_WITH_FS15, 180_000, 180_000, 20_000, 0),
        (Regime.SD54_PURE, 180_000, 200_000, 0, 0),
        (Regime.FS15_PURE, 180_000, 180_000, 20_000, 0),
        (Regime.FS15_PURE, 260_000, 260_000, 0, 60_000),
    ],
)
def test_without_a_sale_the_fee_follows_the_regime(
    desk: Desk, outcome: str, regime: Regime, expense: int, whole: int, back: int, rest: int
) -> None:
    set_regime(desk, regime)
    priced(desk)

    settled = settle(desk, outcome, actual_expense=Money(expense))

    assert (settled.total.fen, settled.refund.fen, settled.balance_due.fen) == (whole, back, rest)
    if regime is not Regime.FS15_PURE:
        assert settled.balance_due == Money.ZERO
    if rest:
        assert not settled.is_paid
        order = ledger.find_order(f"{desk.no}/balance")
        assert order is not None
        desk.pay(order.no)
    assert_adds_up(desk)


def test_whoever_takes_the_asset_pays_the_balance_before_the_ruling(desk: Desk) -> None:
    """P3 and D5: nothing is taken from the price, since there is none in the case."""
    priced(desk)

    settled = settle(desk, "IN_KIND", disposal_price=Money(150_000_000))
    order = ledger.find_order(f"{desk.no}/balance")

    assert settled.balance_due == Money(425_000)
    assert order is not None
    assert order.amount == settled.balance_due
    assert not settled.is_paid
    assert account(desk).state is FeeState.BALANCE_DUE
    assert earned(desk) == BASIC_FEE
    desk.pay(order.no)
    paid = facade.find_settlement(desk.asset_no)
    assert paid is not None
    assert paid.is_paid
    assert_adds_up(desk)


def test_a_report_issued_again_costs_its_own_line(desk: Desk) -> None:
    """P9: 30 % of the fee each time, from the price, beside the fee itself."""
    priced(desk)
    put(desk, reissues=2)
    bring_price(desk)

    settled = settle(desk, "SOLD", disposal_price=PRICE)

    assert settled.reissue_fee == Money(416_338)
    assert settled.total == Money(693_896 + 416_338)
    assert_adds_up(desk)


def test_lots_of_one_report_are_settled_apart(desk: Desk) -> None:
    """SET-15 at the size of this case: lot A sold, lot B finally unsold."""
    priced(desk)
    bring_price(desk, Money(140_000_000))
    lots = (
        facade.LotOutcome("A", Money(132_000_000), facade.SettledOutcome.SOLD, Money(140_000_000)),
        facade.LotOutcome(
            "B", Money(88_000_000), facade.SettledOutcome.FAILED, None, Money(30_000)
        ),
    )

    settled = settle(desk, "SOLD", disposal_price=Money(140_000_000), lots=lots)

    row = queries.find_settlement(desk.assignment().id)
    assert row is not None
    assert [(line.name, line.fee.fen, line.refund.fen) for line in row.lines] == [
        ("A", 480_000, 0),
        ("B", 30_000, 50_000),
    ]
    assert settled.total == Money(510_000)
    assert_adds_up(desk)


def test_lots_that_do_not_make_up_the_report_settle_nothing(desk: Desk) -> None:
    priced(desk)
    lots = (
        facade.LotOutcome("A", VALUE - Money(1), facade.SettledOutcome.SOLD, Money(140_000_000)),
    )

    with pytest.raises(Refusal, match="lots_do_not_add_up"):
        settle(desk, "SOLD", disposal_price=Money(140_000_000), lots=lots)

    assert desk.assignment().state is AssignmentState.PRICE_FIXED


def test_settled_twice_is_settled_once_and_another_end_is_refused(desk: Desk) -> None:
    """M11, also with two processes at once."""
    priced(desk)
    bring_price(desk)

    def one() -> facade.FeeSettlementView:
        return settle(desk, "SOLD", disposal_price=PRICE)

    first, second = race(desk.app, [one, one])

    assert first == second
    assert_adds_up(desk)
    with pytest.raises(Conflict, match="fee_already_settled"):
        settle(desk, "FAILED", actual_expense=Money(1))
    assert earned(desk) == Money(693_896)


def test_a_replaced_agency_is_paid_nothing_and_stays_on_the_statement(desk: Desk) -> None:
    """SET-11: art. 32(3)."""
    commission(desk)
    commissioning.refuse_assignment(
        desk.no, reason="人手不足，无法按期完成。", actor=desk.agency, at=WED + HOUR
    )
    second = desk.agencies[1].agency_code

    settle_withdrawn(desk)

    row = queries.find_settlement(desk.assignment().id)
    assert row is not None
    assert [(line.agency_code, line.outcome, line.fee.fen) for line in row.lines] == [
        (second, FeeOutcome.WITHDRAWN, 50_000),
        (desk.agency.agency_code, FeeOutcome.REAPPOINTED, 0),
    ]
    assert earned(desk) == Money.ZERO
    assert ledger.balance(chart.agency(second or "")) == Money(50_000)


def settle_withdrawn(desk: Desk) -> None:
    """Take the commission back and settle with what was spent."""
    put(desk, state=AssignmentState.WITHDRAWN)
    settle(desk, "WITHDRAWN", actual_expense=Money(50_000))


def test_a_price_without_an_agency_costs_nothing(desk: Desk) -> None:
    desk.no = choose_route(
        desk.asset_no, route=PriceRoute.COMMISSIONED_APPRAISAL, ground=AppraisalGround.BOTH_ASK,
        note="", actor=desk.clerk, at=WED,
    ).no  # fmt: skip
    put(desk, route=PriceRoute.NEGOTIATED, state=AssignmentState.PRICE_FIXED)

    settled = settle(desk, "SOLD", disposal_price=PRICE)

    assert (settled.total, settled.balance_due, settled.paper_no) == (Money.ZERO, Money.ZERO, "")
    assert settled.is_paid
