"""Two flats of one case sold apart: one execution fee, and a plan that outlived its reason."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from app.kernel.calendar import local_date
from app.kernel.clock import clock
from app.kernel.errors import Conflict
from app.kernel.money import Money
from auction.models import Settlement
from auction.rules.closing import DRAIN
from auction.services import annulling, correcting, drafting, plan_refreshing
from auction.services.confirming import balance_reference
from auction.vocabulary import AnnulmentGround, PlanObjectionState, SettlementState, Venue
from tests.support.more_assets import add_flats
from tests.support.people import sign_in
from tests.support.sales import CLOSES, START, STEP, Sale
from tests.support.shares import with_creditors

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
#: The first price is in; three weeks later the second flat is priced and drafted.
DRAFTED = CLOSES + 18 * DAY
OPENS = DRAFTED + 40 * DAY
PAID = OPENS + 3 * DAY


def sell_another(first: Sale) -> Sale:
    """Sell a second flat of the case for the start price, until its plan is made."""
    (asset_no,) = add_flats(first, CLOSES + 4 * DAY, "二号楼住宅")
    sale = Sale(first.desk, first.judge, first.members, bidders=first.bidders)
    sale.lot_no = drafting.draft_lot(asset_no=asset_no, actor=sale.clerk, at=DRAFTED).no
    drafting.choose_venue(
        lot_no=sale.lot_no, venue=Venue.INTERNAL, reason="网拍", actor=sale.clerk, at=DRAFTED
    )
    sale.prepare(DRAFTED, OPENS, OPENS + DAY)
    sale.announce(DRAFTED + 4 * DAY)
    sale.join("bidder3", OPENS - DAY)
    sale.tick(OPENS)
    sale.bid("bidder3", START.fen, OPENS + HOUR)
    sale.tick(OPENS + DAY + DRAIN)
    sale.pay("bidder3", balance_reference(sale.lot_no), PAID)
    sale.tick(PAID + timedelta(seconds=2))
    return sale


def amounts(settlement: Settlement, ground: str) -> list[int]:
    assert settlement.plan is not None
    return [int(row["amount"]) for row in settlement.plan["rows"] if row["ground"] == ground]


def test_the_second_plan_charges_the_difference_and_does_not_outlive_the_first(
    sale: Sale, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = with_creditors(sale).paid()
    second = sell_another(first)

    # Claims of 2,500,000: the first price of 1,550,000 is enforced, 50 + 7,350 + 10,500 = 17,900.
    assert amounts(first.settlement(), "execution_fee") == [17_900_00]
    # 3,090,000 were brought, 2,500,000 enforced: 50 + 7,350 + 20,000 = 27,400, less 17,900.
    plan = second.settlement()
    assert amounts(plan, "execution_fee") == [9_500_00]
    given = sum(amounts(first.settlement(), ground)[0] for ground in ("secured",))
    given += sum(amounts(first.settlement(), "ordinary"))
    paid_by_both = given + sum(amounts(plan, "secured")) + sum(amounts(plan, "ordinary"))
    assert paid_by_both == 2_500_000_00

    # The first sale is annulled: the second plan counts on money that is not there.
    annulling.annul_lot(
        lot_no=first.lot_no,
        ground=AnnulmentGround.UNQUALIFIED_BUYER,
        reason="买受人不具备竞买资格。",
        objector="王芳",
        filed_on=local_date(PAID),
        actor=first.judge,
        at=PAID + HOUR,
    )
    # Nobody corrects what rests on the fallen plan: it is computed anew first.
    with pytest.raises(Conflict, match="plan_stale"):
        correcting.correct_plan(
            lot_no=second.lot_no,
            version=1,
            claims=(),
            costs=(),
            reason="更正利息计算",
            actor=second.clerk,
            at=PAID + HOUR,
        )
    # While an objection to it stands, its own course decides what becomes of the plan.
    standing = SimpleNamespace(state=PlanObjectionState.FILED)
    with monkeypatch.context() as objected:
        objected.setattr(plan_refreshing.queries, "list_plan_objections", lambda _: [standing])
        with pytest.raises(Conflict, match="plan_objected"):
            plan_refreshing.recompute_plan(lot_no=second.lot_no, actor=second.clerk, at=PAID + HOUR)
    page = f"/desk/lots/{second.lot_no}"
    with clock.stopped_at(PAID + 2 * HOUR):
        judge = sign_in(app, "judge")
        refused = judge.post(f"{page}/settlement/approve")
        desk = judge.get(f"{page}/plan").text
        agenda = judge.get(f"{page}/agenda").text
        again = judge.post(f"{page}/plan/again")
        twice = judge.post(f"{page}/plan/again")
    assert (refused.status_code, again.status_code, twice.status_code) == (409, 303, 409)
    assert first.lot_no in refused.text
    assert "本案其他拍卖失效" in desk
    assert first.lot_no in desk
    assert "请重新计算分配方案" in agenda
    # 1,540,000 stand alone: 50 + 7,350 + 10,400 = 17,800; the bank's 400,000 come first again.
    plan = second.settlement()
    assert (plan.state, plan.plan_version) == (SettlementState.PLANNED, 2)
    assert amounts(plan, "execution_fee") == [17_800_00]
    assert amounts(plan, "secured") == [400_000_00]
    with clock.stopped_at(PAID + 3 * HOUR):
        served = sign_in(app, "judge2").post(f"{page}/settlement/approve")
    assert served.status_code == 303
    assert second.settlement().state is SettlementState.SERVED
    assert plan.price == START
    assert Money(START.fen + STEP.fen) == first.settlement().price
