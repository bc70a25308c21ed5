"""What a lot is not prepared with: each guard of the drafting forms tried the wrong way round."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.kernel.errors import Conflict, Forbidden, IllegalMove, NotFound, Refusal
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import facade as ledger
from app.ledger.vocabulary import HoldState
from app.store import db, unit_of_work
from auction import queries
from auction.models import Enrollment
from auction.services import depositing, drafting, panel, panel_signing, planning, venues
from auction.services.enrolling import own_enrollment
from auction.vocabulary import (
    EnrollmentState,
    NoticeItem,
    PriorityNature,
    ServiceWay,
    TraditionalGround,
    Venue,
)
from registry import facade as registry
from registry.models import Party
from registry.vocabulary import PartyRole
from tests.integration.auction.test_correcting_notice import correct
from tests.support.appraisals import _person
from tests.support.sales import ANNOUNCED, CLOSES, DRAFTED, OPENS, SERVED, Sale

SECOND = timedelta(seconds=1)
LINE = {"tax": "deed", "bearer": "buyer", "basis": "契税法第1条"}


def refused(act: Callable[[], object]) -> str:
    """Return the code of the refusal that an act ends in."""
    with pytest.raises(Refusal) as found:
        act()
    return found.value.code


def edit(sale: Sale, **changes: Any) -> None:
    given: dict[str, Any] = {
        "items": dict.fromkeys(NoticeItem, "见评估报告。"),
        "prompts": {},
        "disclaimer": "",
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "balance_days": 10,
        "actor": sale.clerk,
        "at": DRAFTED,
    }
    drafting.edit_notice(lot_no=sale.lot_no, **{**given, **changes})


def test_nobody_is_told_of_a_sale_after_its_notice_unless_that_is_corrected(sale: Sale) -> None:
    sale.announced()
    told = queries.list_services(sale.lot().id)

    with pytest.raises(IllegalMove):
        sale.serve_one(ANNOUNCED, name="后来的人")

    assert queries.list_services(sale.lot().id) == told


def test_what_a_debtor_claims_makes_no_creditor(sale: Sale) -> None:
    case = sale.draft().case_number
    debtor = next(one for one in registry.parties_of(case) if one.role is PartyRole.DEBTOR)
    creditors = planning.creditors_of(case)
    with unit_of_work():
        claimed = update(Party).where(Party.id == debtor.id).values(claim=Money(100))
        db.session.execute(claimed)

    assert creditors
    assert planning.creditors_of(case) == creditors


def test_a_deposit_is_bound_until_its_sale_has_ended(sale: Sale) -> None:
    sale.opened("bidder1")
    _, enrollment = own_enrollment(lot_no=sale.lot_no, actor=sale.bidders["bidder1"][0])
    with unit_of_work():
        lapsed = update(Enrollment).values(state=EnrollmentState.LAPSED)
        db.session.execute(lapsed.where(Enrollment.id == enrollment.id))

    with pytest.raises(Conflict, match="deposit_still_bound"):
        depositing.release_deposit(enrollment.id, at=OPENS)

    assert ledger.deposit_state(enrollment.deposit_reference or "") is HoldState.HELD


def test_a_venue_without_a_reason_is_not_chosen(sale: Sale) -> None:
    sale.draft()

    code = refused(
        lambda: drafting.choose_venue(
            lot_no=sale.lot_no, venue=Venue.EXTERNAL, reason=" ", actor=sale.clerk, at=DRAFTED
        )
    )

    assert code == "venue_reason_missing"
    assert sale.lot().venue is Venue.INTERNAL


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"closes_at": OPENS}, "closes_before_it_opens"),
        ({"closes_at": OPENS - SECOND}, "closes_before_it_opens"),
        ({"media": ["999999"]}, "unknown_media"),
        ({"taxes": [{**LINE, "tax": ""}]}, "tax_incomplete"),
        ({"taxes": [{**LINE, "bearer": ""}]}, "tax_incomplete"),
        ({"taxes": [{**LINE, "basis": " "}]}, "tax_incomplete"),
    ],
)
def test_a_notice_that_cannot_be_is_not_kept(
    sale: Sale, changes: dict[str, Any], code: str
) -> None:
    sale.draft()
    edit(sale)

    assert refused(lambda: edit(sale, **changes)) == code

    lot = sale.lot()
    notice = queries.find_notice(lot.id, 1)
    assert notice is not None
    assert (lot.opens_at, lot.closes_at) == (OPENS, CLOSES)
    assert notice.taxes == []


def test_a_correction_may_not_end_bidding_before_it_opens(sale: Sale) -> None:
    sale.announced()

    assert refused(lambda: correct(sale, closes_at=OPENS)) == "closes_before_it_opens"

    assert sale.lot().notice_version == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"party_id": 999_999}, "unknown_party"),
        ({"served_at": SERVED + SECOND}, "served_in_the_future"),
        ({"proof": "　"}, "proof_missing"),
    ],
)
def test_nobody_is_told_who_is_no_party_or_not_yet(
    sale: Sale, changes: dict[str, Any], code: str
) -> None:
    sale.draft()
    given: dict[str, Any] = {
        "name": "某人",
        "way": ServiceWay.DELIVERED,
        "proof": "送达回证",
        "served_at": SERVED,
    }

    answer = refused(
        lambda: drafting.serve_notice(
            lot_no=sale.lot_no, actor=sale.clerk, at=SERVED, **{**given, **changes}
        )
    )

    assert answer == code
    assert queries.list_services(sale.lot().id) == []


def test_a_platform_needs_its_name_and_the_lot_its_venue(sale: Sale) -> None:
    sale.draft()

    def name(said: str) -> Any:
        return venues.name_platform(
            lot_no=sale.lot_no,
            name=said,
            code="91110000802100433B",
            listing_url="",
            actor=sale.clerk,
            at=DRAFTED,
        )

    assert refused(lambda: name(" ")) == "platform_missing"
    # The lot is sold in the hall: no platform is named for it.
    assert refused(lambda: name("公开拍卖网（测试）")) == "venue_not_this_kind"


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"reason": "不宜"}, {"reason": "traditional_reason_missing"}),
        ({"place": " "}, {"place": "traditional_place_missing"}),
        ({"is_ship": True, "committee": "甲、乙"}, {"committee": "committee_too_small"}),
    ],
)
def test_the_exception_is_not_asked_for_by_halves(
    sale: Sale, changes: dict[str, Any], faults: dict[str, str]
) -> None:
    sale.draft()
    drafting.choose_venue(
        lot_no=sale.lot_no,
        venue=Venue.TRADITIONAL,
        reason="合议庭决定",
        actor=sale.clerk,
        at=DRAFTED,
    )
    given: dict[str, Any] = {
        "ground": TraditionalGround.UNFIT_FOR_ONLINE,
        "reason": "设备须现场试机验看。",
        "place": "拍卖厅",
        "is_ship": False,
        "committee": "",
        "actor": sale.clerk,
        "at": DRAFTED,
    }

    with pytest.raises(Refusal) as found:
        venues.ask_traditional(lot_no=sale.lot_no, **{**given, **changes})

    assert found.value.fields == faults


def test_a_rank_once_confirmed_is_not_changed_behind_its_holder(sale: Sale) -> None:
    sale.draft()
    sale.decide_priority(1, 2)
    _person("coowner", "共有人某", Role.BIDDER)

    def confirm(rank: int) -> None:
        panel.confirm_priority(
            lot_no=sale.lot_no,
            account="coowner",
            rank=rank,
            nature=PriorityNature.CO_OWNER,
            actor=sale.judge,
            at=ANNOUNCED,
        )

    confirm(2)
    confirm(2)
    with pytest.raises(Conflict, match="priority_already_confirmed"):
        confirm(1)
    with pytest.raises(NotFound):
        panel.confirm_priority(
            lot_no=sale.lot_no,
            account="nobody",
            rank=1,
            nature=PriorityNature.CO_OWNER,
            actor=sale.judge,
            at=ANNOUNCED,
        )


def test_a_record_is_signed_before_a_judge_and_in_a_place_it_has(sale: Sale) -> None:
    sale.draft()
    sale.record()
    decision = queries.find_decision(sale.lot().id)
    assert decision is not None
    digest = panel_signing.record_digest(sale.lot_no, decision)

    def sign(place: int, actor: Any) -> None:
        panel_signing.sign_record(
            lot_no=sale.lot_no, place=place, digest=digest, actor=actor, at=DRAFTED
        )

    with pytest.raises(Forbidden):
        sign(0, sale.clerk)
    for place in (-1, 3):
        with pytest.raises(NotFound):
            sign(place, sale.judge)
