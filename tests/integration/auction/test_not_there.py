"""Asked of what is not there, or not yet, each act says so and changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.kernel.actors import SYSTEM
from app.kernel.calendar import local_date
from app.kernel.errors import IllegalMove, Refusal
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.store import db
from auction import queries
from auction.models import Enrollment
from auction.rules import articles
from auction.rules.closing import DRAIN
from auction.services import (
    correcting_notice,
    defaulting,
    depositing,
    enrolling,
    following,
    giving_back,
    grouping,
    panel,
    plan_course,
    receipts,
    returning_price,
    suspension,
    taking_in_kind,
    venues,
)
from auction.services.identities import open_holder
from auction.services.settling import approve_distribution
from auction.vocabulary import GroupKind, PriorityNature, SpecialPrompt, Venue
from tests.integration.auction.test_grouping import MANDATE, person
from tests.support.appraisals import _person
from tests.support.other_venues import choose
from tests.support.sales import CLOSES, DEPOSIT, DRAFTED, OPENS, START, Sale
from tests.support.shares import party_named, served, services

AT = CLOSES + DRAIN
REASON = "经审查，理由成立。"


def refused(act: Callable[[], object]) -> str:
    """Return the code of the refusal that an act ends in."""
    with pytest.raises(Refusal) as found:
        act()
    db.session.rollback()
    return found.value.code


def not_found(**acts: Callable[[], object]) -> None:
    """Expect that each act finds nothing to act on."""
    assert {name: refused(act) for name, act in acts.items()} == dict.fromkeys(acts, "not_found")


def test_before_its_notice_nobody_enrolls_on_a_lot_or_names_a_group(sale: Sale) -> None:
    sale.draft()
    bidder = person(sale, "early", 950)

    not_found(
        enroll=lambda: enrolling.enroll(
            lot_no=sale.lot_no,
            accepted=set(SpecialPrompt),
            notice_version=1,
            has_capacity=True,
            actor=bidder,
            at=DRAFTED,
        ),
        group=lambda: grouping.ask_group(
            lot_no=sale.lot_no,
            kind=GroupKind.AGENT,
            partners=[grouping.Partner("early", 100)],
            mandate=MANDATE,
            actor=bidder,
            at=DRAFTED,
        ),
    )


def test_without_a_sale_there_is_no_price_no_default_and_no_offer(sale: Sale) -> None:
    sale.failed()
    lot = sale.lot()
    judge: dict[str, Any] = {"lot_no": lot.no, "actor": sale.judge, "at": AT}

    not_found(
        default=lambda: defaulting.rule_default(reason=REASON, **judge),
        use=lambda: defaulting.state_use(
            new_price=START, costs=[], case_debt=Money.ZERO, property_debts=[], **judge
        ),
        approval=lambda: approve_distribution(**judge),
        assignee=lambda: taking_in_kind.choose_assignee(days=None, **judge),
        ruling=lambda: taking_in_kind.rule_in_kind(is_unrestricted=True, **judge),
        reserve=lambda: venues.open_reserve(**judge),
        offer=lambda: taking_in_kind.receive_in_kind_top_up(reference="in_kind:999:1", at=AT),
        enrollment=lambda: enrolling.qualify_enrollment(reference="enrollment:999", at=AT),
        deposit=lambda: depositing.release_deposit(999, at=AT),
        objection=lambda: queries.get_plan_objection("FY-none"),
        receipt=lambda: receipts.get_receipt("none", actor=sale.judge),
        payer=lambda: returning_price.owe_to_payer(
            lot,
            "balance:none",
            DEPOSIT,
            label="",
            citation=articles.ANNULMENT,
            actor=SYSTEM,
            at=AT,
        ),
    )


def test_a_lot_on_sale_has_no_result_whose_deposit_could_be_named(sale: Sale) -> None:
    sale.announced()

    not_found(deposit=lambda: returning_price.deposit_reference(sale.lot()))


def test_who_never_paid_has_no_paddle_to_open(sale: Sale) -> None:
    sale.announced()
    sale.enroll("unpaid")
    sale.tick(OPENS)
    sale.tick(CLOSES + DRAIN)
    enrollment = db.session.scalars(select(Enrollment)).one()

    code = refused(
        lambda: open_holder(
            lot=sale.lot(), enrollment=enrollment, purpose="default", actor=SYSTEM, at=AT
        )
    )

    assert code == "no_paddle"


def test_a_notice_of_the_plan_is_confirmed_by_its_own_party_alone(sale: Sale) -> None:
    served(sale)
    stranger = sale.bidders["bidder2"][0]
    service = services(sale)[0]

    not_found(service=lambda: plan_course.acknowledge(service_id=service.id, actor=stranger, at=AT))

    assert services(sale)[0].received_at is None


def test_after_the_end_no_rank_is_confirmed_and_nothing_stands_still(sale: Sale) -> None:
    sale.draft()
    sale.decide_priority(1)
    sale.write()
    sale.serve(DRAFTED + timedelta(days=1), "共有人1")
    sale.announce()
    sale.tick(OPENS)
    sale.tick(CLOSES + DRAIN)
    _person("coowner", "共有人某", Role.BIDDER)

    with pytest.raises(IllegalMove):
        panel.confirm_priority(
            lot_no=sale.lot_no,
            account="coowner",
            rank=1,
            nature=PriorityNature.CO_OWNER,
            actor=sale.judge,
            at=AT,
        )
    with pytest.raises(IllegalMove):
        suspension.end_halt_cause(
            lot_no=sale.lot_no, ended_on=local_date(AT), actor=sale.judge, at=AT
        )
    code = refused(
        lambda: giving_back.manage_lot(
            lot_no=sale.lot_no,
            party_id=party_named(sale, "李强"),
            reason=REASON,
            actor=sale.judge,
            at=AT,
        )
    )
    assert code == "not_a_creditor"


def test_what_is_published_or_excused_has_its_reason(sale: Sale) -> None:
    sale.draft()
    given = correcting_notice.CorrectedNotice("", {}, {}, "", OPENS, CLOSES, 10)
    act: dict[str, Any] = {"lot_no": sale.lot_no, "reason": " 更正 ", "at": DRAFTED}

    assert refused(lambda: following.excuse_delay(actor=sale.judge, **act)) == "reason_missing"
    code = refused(lambda: correcting_notice.correct_notice(given=given, actor=sale.clerk, **act))
    assert code == "reason_missing"


def test_an_exception_nobody_asked_for_is_not_approved(sale: Sale) -> None:
    sale.draft()
    choose(sale, Venue.TRADITIONAL)

    code = refused(
        lambda: venues.approve_traditional(lot_no=sale.lot_no, actor=sale.judge, at=DRAFTED)
    )

    assert code == "traditional_reason_missing"
