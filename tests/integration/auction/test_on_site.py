"""An auction on site: what it waits for, who decides, what its minutes may say."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from app.documents import facade as papers
from app.kernel.clock import clock
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.money import Money
from app.ledger import chart
from app.ledger import facade as ledger
from app.ledger.vocabulary import HoldState
from app.media import facade as media
from app.store import db, unit_of_work
from auction import queries
from auction.checks import breaches_of
from auction.models import Enrollment, VenuePlan
from auction.queries.venues import find_outside_result, standing_plan
from auction.rules.commission import commission_ceiling
from auction.services import venues
from auction.services.acts import act_reference, print_due_acts
from auction.services.defaulting import rule_default, state_use
from auction.services.enrolling import own_enrollment
from auction.vocabulary import LotState, Outcome, TraditionalGround, Venue
from registry import facade as registry
from tests.support.other_venues import (
    DAY,
    HAMMER,
    HOUR,
    ON_SITE_DEPOSIT,
    PRICE,
    RECORDED,
    RESERVE,
    approve,
    as_machine,
    ask,
    choose,
    names_of,
    of_site,
    on_site,
    page,
    record,
    whole_record_holds,
)
from tests.support.sales import (
    DRAFTED,
    OPENS,
    START,
    Sale,
)
from tests.support.web import Client


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"price": Money(RESERVE.fen - 1)}, "result_below_start"),
        ({"paddle": "ZZZZ"}, "result_paddle_unknown"),
        ({"paddle": None}, "result_price_missing"),
        ({"ended_at": RECORDED + HOUR}, "result_in_the_future"),
        ({"ended_at": OPENS - HOUR}, "result_before_opening"),
        ({"minutes": "成交"}, "minutes_of_sale_missing"),
        ({"commission": Money(10_930_001)}, "commission_over_ceiling"),
        ({"outcome": Outcome.UNSOLD}, "result_unsold_with_price"),
    ],
)
def test_minutes_that_cannot_be_are_refused_on_the_record(
    sale: Sale, changes: dict[str, Any], code: str
) -> None:
    on_site(sale)

    with pytest.raises(Refusal, match=code):
        record(sale, of_site(sale, **changes))

    assert sale.lot().state is LotState.ANNOUNCED
    assert find_outside_result(sale.lot().id) is None
    assert "auction.result.refused" in names_of(sale, ":court")


def test_the_ceiling_itself_may_be_charged(sale: Sale) -> None:
    on_site(sale)
    ceiling = commission_ceiling(PRICE, on=HAMMER.date())
    assert ceiling == Money(10_930_000), "5 % of two million, 3 % of the rest"

    record(sale, of_site(sale, commission=ceiling))

    assert sale.lot().state is LotState.SOLD


def test_unsold_on_site_gives_every_deposit_back(sale: Sale) -> None:
    on_site(sale)

    record(sale, of_site(sale, outcome=Outcome.UNSOLD, price=None, paddle=None, bids=0))
    sale.tick(RECORDED)

    assert sale.lot().state is LotState.UNSOLD
    for account in ("bidder1", "bidder2"):
        _, enrollment = own_enrollment(lot_no=sale.lot_no, actor=sale.bidders[account][0])
        assert ledger.deposit_state(enrollment.deposit_reference or "") is HoldState.RELEASED
    assert whole_record_holds()


def test_nobody_joins_an_auction_on_site_once_it_has_begun(sale: Sale) -> None:
    on_site(sale)

    with pytest.raises(Conflict):
        sale.enroll("bidder3", at=OPENS)


def test_whoever_asked_does_not_approve(sale: Sale) -> None:
    as_machine(sale)
    sale.draft()
    choose(sale, Venue.TRADITIONAL)
    ask(sale, actor=sale.judge)

    with pytest.raises(Forbidden, match="approver_asked"):
        approve(sale, actor=sale.judge)
    with pytest.raises(Forbidden):
        approve(sale, actor=sale.clerk)
    approve(sale)
    ask(sale, reason="另一个理由：须现场交割。", actor=sale.judge)

    plan = standing_plan(sale.lot())
    assert plan is not None
    assert plan.approved_by is None, "asked anew, approved anew"


@pytest.mark.parametrize(
    ("leave_out", "code"),
    [
        ("ask", "traditional_reason_missing"),
        ("approve", "traditional_not_approved"),
        ("draw", "house_not_drawn"),
    ],
)
def test_the_notice_waits_for_reason_approval_and_house(
    sale: Sale, leave_out: str, code: str
) -> None:
    steps: dict[str, Callable[[Sale], None]] = {"draw": as_machine}
    if leave_out != "draw":
        steps["draw"](sale)
    sale.draft()
    choose(sale, Venue.TRADITIONAL)
    if leave_out != "ask":
        ask(sale)
        if leave_out != "approve":
            approve(sale)
    sale.decide(start_price=RESERVE, deposit=ON_SITE_DEPOSIT)
    sale.write()
    sale.serve()

    with pytest.raises(Refusal) as refused:
        sale.announce()

    assert refused.value.code == code
    assert sale.lot().state is LotState.APPROVED


def test_a_decision_for_the_hall_does_not_carry_an_auction_on_site(sale: Sale) -> None:
    as_machine(sale)
    sale.draft()
    sale.decide()
    choose(sale, Venue.TRADITIONAL)
    ask(sale)
    approve(sale)
    sale.write()
    sale.serve()

    with pytest.raises(Refusal, match="decision_not_for_venue"):
        sale.announce()


def test_the_reserve_of_a_ship_is_shown_to_nobody_before_the_end(
    sale: Sale, app: Flask, client: Client
) -> None:
    secret = Money(187_654_321)
    sale.draft()
    choose(sale, Venue.TRADITIONAL)
    ground = TraditionalGround.OTHER_WAY_REQUIRED
    with pytest.raises(Refusal, match="committee_too_small"):
        ask(sale, ground=ground, is_ship=True, committee="甲\n乙")
    ask(sale, ground=ground, is_ship=True, committee="甲验船师\n乙拍卖师\n丙法官")
    approve(sale)
    sealing = {"lot_no": sale.lot_no, "actor": sale.judge, "at": DRAFTED}
    with pytest.raises(Refusal, match="secret_reserve_too_low"):
        venues.seal_reserve(reserve=Money(175_999_999), **sealing)
    sale.decide(start_price=START, deposit=ON_SITE_DEPOSIT)
    sale.write()
    sale.serve()
    with pytest.raises(Refusal, match="secret_reserve_missing"):
        sale.announce()
    with pytest.raises(Forbidden):
        venues.seal_reserve(reserve=secret, **{**sealing, "actor": sale.clerk})
    venues.seal_reserve(reserve=secret, **sealing)
    sale.announce(OPENS - 31 * DAY)
    sale.join("bidder1")

    desk = page(app, "judge", OPENS)
    with clock.stopped_at(OPENS):
        peeked = desk.post(f"/desk/lots/{sale.lot_no}/venue/reserve/opening")
        shown = [client.get(f"/lots/{sale.lot_no}").text, peeked.text]
        shown.append(desk.get(f"/desk/lots/{sale.lot_no}/venue").text)
    assert peeked.status_code == 403
    assert not [text for text in shown if "1,876,543" in text or "1876543" in text]
    plan = db.session.get(VenuePlan, sale.lot().id)
    assert plan is not None
    assert str(secret).encode() not in (plan.reserve_sealed or b"")
    assert "auction.venue.reserve_refused" in names_of(sale, ":court")

    low = Money(secret.fen - 1)
    with pytest.raises(Refusal) as refused:
        record(sale, of_site(sale, price=low, commission=Money.ZERO))
    assert refused.value.code == "result_below_reserve"
    assert not refused.value.params
    record(sale, of_site(sale, price=secret, commission=Money.ZERO))
    reader = {"lot_no": sale.lot_no, "actor": sale.judge, "at": RECORDED}
    assert venues.open_reserve(**reader) == secret
    assert names_of(sale, ":court")[-1] == "auction.venue.reserve_opened"


def test_anything_else_has_no_secret_reserve(sale: Sale) -> None:
    on_site_draft = sale.draft()
    choose(sale, Venue.TRADITIONAL)
    ask(sale)

    with pytest.raises(Refusal, match="secret_reserve_for_ships_only"):
        venues.seal_reserve(lot_no=on_site_draft.no, reserve=RESERVE, actor=sale.judge, at=DRAFTED)


def test_the_hall_takes_no_result_from_elsewhere(sale: Sale) -> None:
    sale.opened("bidder1")

    with pytest.raises(Conflict, match="not_sold_elsewhere"):
        record(sale, of_site(sale))


def test_the_proof_is_kept_with_the_case(sale: Sale) -> None:
    on_site(sale)

    record(sale, of_site(sale))

    kept = find_outside_result(sale.lot().id)
    assert kept is not None
    assert media.get_media(kept.evidence_media_id).sha256 == kept.evidence_sha256
    assert media.get_media(kept.evidence_media_id).published_at is None


def test_the_invariants_see_a_missing_approval_and_another_winner(sale: Sale) -> None:
    on_site(sale)
    record(sale, of_site(sale))
    sale.tick(RECORDED)
    assert whole_record_holds()

    with unit_of_work():
        db.session.execute(update(VenuePlan).values(approved_by=None, approved_at=None))
        db.session.execute(update(Enrollment).where(Enrollment.state == "won").values(state="lost"))

    assert breaches_of("V1")
    assert breaches_of("B9")


def in_default(sale: Sale) -> Any:
    """Let the buyer on site default; return the moment of the ruling."""
    on_site(sale)
    record(sale, of_site(sale))
    sale.tick(RECORDED)
    at = sale.settlement().due_at + HOUR
    rule_default(lot_no=sale.lot_no, reason="逾期未付余款", actor=sale.judge, at=at)
    return at


def test_on_site_a_deposit_covers_the_losses_and_the_rest_goes_back(sale: Sale, app: Flask) -> None:
    at = in_default(sale)
    case = sale.lot().case_number
    applicant = registry.parties_of(case)[0]
    path = f"/desk/lots/{sale.lot_no}/default"
    first, judge = page(app, "judge", at), page(app, "judge2", at)
    form = {"new_price": "2295000.00", "cost_party": applicant.id, "cost": "3000.00"}

    with clock.stopped_at(at):
        desk = first.get(path)
        debts = first.post(f"{path}/use", data={**form, "case_debt": "1.00"})
        stated = first.post(f"{path}/use", data=form)
        own = first.post(f"{path}/use/approve")
        approved = judge.post(f"{path}/use/approve")
        shown = judge.get(path).text

    assert "72,000.00" in desk.text
    assert 'name="case_debt"' not in desk.text
    assert (debts.status_code, stated.status_code) == (409, 303)
    assert (own.status_code, approved.status_code) == (403, 303)
    # 110,000 kept: 2,310,000 - 2,295,000 = 15,000, costs 3,000, commission 72,000; 20,000 go back.
    default = queries.find_default(sale.lot().id)
    assert default is not None
    assert default.use is not None
    assert [(line["use"], line["amount"]) for line in default.use["lines"]] == [
        ("difference", "1500000"),
        ("cost", "300000"),
        ("commission", "7200000"),
        ("refund", "2000000"),
    ]
    plan = standing_plan(sale.lot())
    assert plan is not None
    assert ledger.balance(chart.agency(plan.house_code or "")) == Money(7_200_000)
    _, enrollment = own_enrollment(lot_no=sale.lot_no, actor=sale.bidders["bidder1"][0])
    order = ledger.find_order(enrollment.deposit_reference or "")
    assert order is not None
    assert ledger.balance(chart.payer(order.no)) == Money(2_000_000)
    assert ledger.balance(chart.forfeited(case)) == Money.ZERO
    assert default.top_up == Money.ZERO
    assert "20,000.00" in shown
    assert "退还买受人" in shown
    assert whole_record_holds()
    # The papers name the article of a sale on site, and that what is left goes back.
    assert print_due_acts(at) == 1
    kinds = papers.PaperKind
    act = queries.list_acts(sale.lot().id)[0]
    reference = act_reference(sale.lot(), act)
    assert papers.find(kinds.DEFAULT_RULING_ON_SITE, reference) is not None
    assert papers.find(kinds.DEFAULT_RULING, reference) is None
    assert papers.find(kinds.LOSS_STATEMENT, sale.lot_no) is not None
    assert papers.find(kinds.FORFEITURE_STATEMENT, sale.lot_no) is None


def test_on_site_what_the_deposit_lacks_is_topped_up(sale: Sale) -> None:
    at = in_default(sale)

    default = state_use(
        lot_no=sale.lot_no,
        new_price=RESERVE,
        costs=(),
        case_debt=Money.ZERO,
        property_debts=(),
        actor=sale.clerk,
        at=at,
    )

    # The difference of 110,000 takes all of the deposit; the commission of 72,000 is lacking.
    assert default.use is not None
    used = {line["use"]: line["amount"] for line in default.use["lines"]}
    assert used == {"difference": "11000000", "commission": "0"}
    assert default.top_up == Money(7_200_000)
