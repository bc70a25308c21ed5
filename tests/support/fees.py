"""Steps on the way of the money of an appraisal."""

from datetime import datetime, timedelta

from app.kernel.actors import Actor
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import chart
from app.ledger import facade as ledger
from app.store import unit_of_work
from appraisal import facade
from appraisal.checks import fees_follow_the_outcome
from appraisal.models.fee import FeeAccount
from appraisal.queries import fees as queries
from appraisal.rules.fees import Regime
from appraisal.services import commissioning
from appraisal.services.fee_settings import adopt_fee_setting
from appraisal.services.routing import choose_route
from appraisal.timers import fix_due_prices
from appraisal.vocabulary import AppraisalGround, PriceRoute
from appraisal.vocabulary.fees import FeeState
from registry import facade as registry
from tests.support.appraisals import (
    APPLICANT_ID,
    BASIC_FEE,
    HOUR,
    WED,
    Desk,
    published,
)
from tests.support.people import make_person

DAY = timedelta(days=1)
LATER = WED + 60 * DAY
PRICE = Money(177_558_480)
INSURER = "泰山财产保险股份有限公司"
INSURER_CODE = "91370000590330047C"


def judge_of(desk: Desk) -> Actor:
    return make_person("judge", Role.JUDGE, court_id=desk.clerk.court_id)


def set_regime(desk: Desk, regime: Regime) -> None:
    adopt_fee_setting(
        regime=regime, rates={}, pay_days=7, reasons="本院审判委员会讨论决定。",
        actor=judge_of(desk), at=WED,
    )  # fmt: skip


def opened(desk: Desk, *, due_in: timedelta = 7 * DAY) -> Desk:
    """Walk until the basic fee is asked for."""
    desk.no = choose_route(
        desk.asset_no, route=PriceRoute.COMMISSIONED_APPRAISAL, ground=AppraisalGround.BOTH_ASK,
        note="", actor=desk.clerk, at=WED,
    ).no  # fmt: skip
    ask(desk, due_at=WED + due_in)
    return desk


def ask(
    desk: Desk,
    *,
    amount: Money = BASIC_FEE,
    due_at: datetime,
    at: datetime = WED,
    reason: str = "",
) -> None:
    commissioning.ask_basic_fee(
        desk.no, amount=amount, schedule="RE_1995_971", due_at=due_at, reason=reason,
        actor=desk.clerk, at=at,
    )  # fmt: skip


def priced(desk: Desk) -> Desk:
    """Walk until the price stands."""
    fix_due_prices(published(desk))
    return desk


def bring_price(desk: Desk, price: Money = PRICE) -> None:
    """Let a buyer's money reach the case."""
    order = ledger.open_payment_order(
        purpose=ledger.Purpose.BALANCE, reference="the price", amount=price,
        payer=ledger.Payer("王芳", APPLICANT_ID), due_at=WED + HOUR,
        case_number=desk.assignment().case_number, key="the price", actor=desk.clerk, at=WED,
    )  # fmt: skip
    desk.pay(order.no)


def put(desk: Desk, **changes: object) -> None:
    """Put an appraisal where other parts would have brought it."""
    with unit_of_work():
        for name, value in changes.items():
            setattr(desk.assignment(), name, value)


def settle(desk: Desk, outcome: str, **more: object) -> facade.FeeSettlementView:
    given: dict[str, object] = {"disposal_price": None, "actor": desk.clerk, "at": LATER}
    return facade.settle_assignment(desk.asset_no, outcome=outcome, **{**given, **more})  # type: ignore[arg-type]


def account(desk: Desk) -> FeeAccount:
    found = queries.find_fee_account(desk.assignment().id)
    assert found is not None
    return found


def earned(desk: Desk) -> Money:
    return ledger.balance(chart.agency(desk.agency.agency_code or ""))


def advanced_back(desk: Desk) -> Money:
    applicant = registry.parties_of(desk.assignment().case_number)[0]
    return ledger.balance(chart.party(applicant.id))


def assert_adds_up(desk: Desk) -> None:
    row = account(desk)
    assert row.state is FeeState.SETTLED
    assert row.total_fee is not None
    assert row.refund is not None
    assert row.total_fee + row.refund == row.basic_paid + row.balance_paid
    assert earned(desk) == row.total_fee
    assert advanced_back(desk) == row.refund
    assert ledger.balance(chart.fees(desk.assignment().case_number)) == Money.ZERO
    assert fees_follow_the_outcome() == []
