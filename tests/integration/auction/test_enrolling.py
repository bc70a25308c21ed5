"""Who may take part, and how a deposit becomes a paddle."""

from datetime import timedelta

import pytest

from app.kernel.errors import IllegalMove, Refusal
from app.kernel.permissions import Role
from app.ledger import facade as ledger
from app.ledger.vocabulary import HoldState
from app.store import db
from auction.models import Enrollment
from auction.rules import articles
from auction.services import enrolling, panel, suspension
from auction.vocabulary import EnrollmentState, PriorityNature, SpecialPrompt
from tests.support.appraisals import _person
from tests.support.sales import ANNOUNCED, CLOSES, DRAIN, OPENS, START, Sale, id_number

BEFORE = OPENS - timedelta(days=2)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def order(sale: Sale, actor: object, **changes: object) -> Enrollment:
    """Enroll somebody; every condition is met unless changed."""
    given: dict[str, object] = {
        "accepted": set(SpecialPrompt),
        "notice_version": 1,
        "has_capacity": True,
        "at": BEFORE,
    }
    return enrolling.enroll(lot_no=sale.lot_no, actor=actor, **{**given, **changes})


def test_a_held_deposit_gives_a_random_paddle(sale: Sale) -> None:
    sale.announced()

    paddles = {sale.join(f"bidder{n}") for n in range(3)}

    assert len(paddles) == 3
    assert all(len(paddle) == 4 and paddle.isalnum() for paddle in paddles)


def test_an_enrollment_without_a_deposit_has_no_paddle(sale: Sale) -> None:
    sale.announced()

    enrollment = sale.enroll("bidder1")

    assert (enrollment.state, enrollment.paddle) == (EnrollmentState.APPLIED, None)


def test_enrolling_twice_is_enrolling_once(sale: Sale) -> None:
    sale.announced()
    first = sale.enroll("bidder1")

    second = order(sale, sale.bidders["bidder1"][0])

    assert second.id == first.id
    assert db.session.query(Enrollment).count() == 1


@pytest.mark.parametrize("left_out", list(SpecialPrompt))
def test_each_of_the_seven_warnings_is_accepted_by_itself(
    sale: Sale, left_out: SpecialPrompt
) -> None:
    sale.announced()
    actor = _person("newcomer", "新人", Role.BIDDER, number=id_number(800))

    with pytest.raises(Refusal) as refused:
        order(sale, actor, accepted=set(SpecialPrompt) - {left_out})

    assert refused.value.fields == {left_out.value: "prompts_not_accepted"}
    assert refused.value.citations == (articles.SPECIAL_PROMPTS,)


@pytest.mark.parametrize("role", [Role.JUDGE, Role.CLERK, Role.OPERATOR])
def test_staff_of_court_and_platform_are_barred_by_art_34(sale: Sale, role: Role) -> None:
    sale.announced()
    court = None if role is Role.OPERATOR else sale.clerk.court_id
    actor = _person("insider", "内部人", role, number=id_number(801), court_id=court)

    with pytest.raises(Refusal) as refused:
        order(sale, actor)

    assert refused.value.code == "barred"
    assert refused.value.citations == (articles.WHO_MAY_NOT_BID,)


def test_the_agency_of_this_asset_is_barred(sale: Sale) -> None:
    sale.announced()
    agency = sale.desk.agency
    actor = _person(
        "appraiser", "评估师", Role.AGENCY, number=id_number(802), agency_code=agency.agency_code
    )

    with pytest.raises(Refusal) as refused:
        order(sale, actor)

    assert refused.value.code == "barred"


def test_nobody_enrolls_without_a_proven_name_or_capacity(sale: Sale) -> None:
    sale.announced()
    nameless = _person("nameless", "无名", Role.BIDDER)
    minor = _person("minor", "少年", Role.BIDDER, number=id_number(803))

    with pytest.raises(Refusal) as unproven:
        order(sale, nameless)
    with pytest.raises(Refusal) as incapable:
        order(sale, minor, has_capacity=False)

    assert (unproven.value.code, incapable.value.code) == ("real_name_missing", "no_capacity")


def test_an_older_notice_is_not_accepted(sale: Sale) -> None:
    sale.announced()
    actor = _person("newcomer", "新人", Role.BIDDER, number=id_number(804))

    with pytest.raises(Refusal) as refused:
        order(sale, actor, notice_version=0)

    assert refused.value.code == "notice_changed"


def test_a_bidder_may_qualify_while_bidding_runs_but_not_at_its_end(sale: Sale) -> None:
    sale.opened("bidder1")

    paddle = sale.join("late", CLOSES - timedelta(minutes=10))
    with pytest.raises(IllegalMove):
        sale.enroll("too_late", CLOSES)

    assert paddle


def test_an_unpaid_enrollment_lapses_with_the_end_of_bidding(sale: Sale) -> None:
    sale.opened("bidder1")
    reference = sale.enroll("unpaid").deposit_reference

    sale.tick(CLOSES + DRAIN)

    _, enrollment = enrolling.own_enrollment(lot_no=sale.lot_no, actor=sale.bidders["unpaid"][0])
    assert enrollment.state is EnrollmentState.LAPSED
    assert enrollment.paddle is None
    order_ = ledger.find_order(reference or "")
    assert order_ is None or order_.state.value == "canceled"


def test_a_deposit_whose_news_comes_after_the_end_goes_back(sale: Sale) -> None:
    sale.opened("bidder1")
    enrollment = sale.enroll("slow", CLOSES - timedelta(minutes=5))
    reference = enrollment.deposit_reference or ""
    from app.kernel.clock import clock

    paid_at = CLOSES - timedelta(minutes=1)
    found = ledger.find_order(reference)
    assert found is not None
    with clock.stopped_at(paid_at):
        sale.desk.bank.tell(
            sale.desk.bank.receipt(
                found.no, payer=sale.bidders["slow"][1], amount=found.amount, paid_at=paid_at
            )
        )
    from auction.services.closing import close_due_lots

    close_due_lots(CLOSES + DRAIN)

    sale.tick(CLOSES + DRAIN)

    assert ledger.deposit_state(reference) is HoldState.RELEASED


def test_news_of_a_payment_read_twice_gives_one_paddle(sale: Sale) -> None:
    sale.announced()
    paddle = sale.join("bidder1")
    _, enrollment = enrolling.own_enrollment(lot_no=sale.lot_no, actor=sale.bidders["bidder1"][0])

    enrolling.qualify_enrollment(reference=enrollment.deposit_reference or "", at=OPENS)

    assert sale.paddle("bidder1") == paddle


@pytest.mark.parametrize("first", ["enroll", "confirm"])
def test_a_confirmed_priority_reaches_the_enrollment_in_either_order(
    sale: Sale, first: str
) -> None:
    sale.draft()
    sale.decide_priority(1, 2)
    sale.write()
    sale.serve(ANNOUNCED - timedelta(days=3), "共有人1", "共有人2")
    sale.announce()
    if first == "confirm":
        _person("bidder1", "先确认", Role.BIDDER, number=id_number(810))

    def confirm() -> None:
        panel.confirm_priority(
            lot_no=sale.lot_no,
            account="bidder1",
            rank=2,
            nature=PriorityNature.CO_OWNER,
            actor=sale.judge,
            at=BEFORE,
        )

    if first == "confirm":
        confirm()
        from app.identity.facade import actor_named

        order(sale, actor_named("bidder1"))
    else:
        sale.enroll("bidder1")
        confirm()
    confirm()

    enrollment = db.session.query(Enrollment).one()
    assert enrollment.priority_rank == 2


def test_an_extension_gives_open_deposits_until_the_new_end(sale: Sale) -> None:
    sale.opened("bidder1")
    reference = sale.enroll("slow", OPENS + timedelta(hours=1)).deposit_reference or ""
    sale.bid("bidder1", START.fen, CLOSES - timedelta(seconds=1))
    sale.tick(CLOSES - timedelta(milliseconds=500))

    sale.pay("slow", reference, CLOSES + timedelta(minutes=2))

    assert sale.paddle("slow")


def test_a_sale_that_stands_still_past_its_end_takes_bidders_and_their_deposits(
    sale: Sale,
) -> None:
    """18号 art. 18(1): until the end, and a sale at rest has not come to its end."""
    sale.opened("bidder1")
    first = sale.enroll("before", OPENS + HOUR).deposit_reference or ""
    unpaid = sale.enroll("never", OPENS + HOUR).deposit_reference or ""
    reason = "案外人对标的物提出异议"
    halt = {"lot_no": sale.lot_no, "reason": reason, "actor": sale.judge}
    suspension.suspend_lot(**halt, at=OPENS + 2 * HOUR)
    sale.tick(OPENS + 2 * HOUR)

    sale.pay("before", first, CLOSES + 2 * DAY)
    during = sale.join("during", CLOSES + 3 * DAY)
    suspension.resume_lot(**halt, at=CLOSES + 5 * DAY)
    sale.tick(CLOSES + 5 * DAY)

    assert sale.paddle("before")
    assert during
    order_ = ledger.find_order(unpaid)
    assert order_ is not None
    assert order_.due_at == sale.lot().closes_at == CLOSES + 5 * DAY + 22 * HOUR
