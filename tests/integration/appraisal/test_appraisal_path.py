"""From a seized flat to its reference price, and what is refused on the way."""

from datetime import timedelta

import pytest

from app.documents import facade as papers
from app.kernel.errors import IllegalMove, NotFound, Refusal
from app.kernel.facts import Audience
from app.kernel.money import Money
from app.ledger import chart
from app.ledger import facade as ledger
from app.trail.queries import entries_of
from appraisal import facade
from appraisal.queries import list_appointments, list_reports, list_services
from appraisal.services import commissioning, pricing, reports, routing
from appraisal.timers import fix_due_prices
from appraisal.vocabulary import (
    AppraisalGround,
    AssignmentState,
    PriceRoute,
    ReviewCheck,
    ServiceMethod,
)
from registry import facade as registry
from tests.support.appraisals import (
    APPLICANT_ID,
    BASIC_FEE,
    HOUR,
    VALUE,
    WED,
    Desk,
    commission,
    hand_in,
    lay_files,
    published,
    reported,
    survey,
)

ALL_HOLD = dict.fromkeys(ReviewCheck, True)


def test_the_commission_goes_out_by_itself_when_the_basic_fee_arrives(desk: Desk) -> None:
    assignment = commission(desk)

    assert assignment.state is AssignmentState.COMMISSIONED
    assert assignment.agency_code == desk.agency.agency_code
    paper = papers.find(papers.PaperKind.APPRAISAL_COMMISSION, f"{desk.no}/1")
    assert paper is not None
    assert assignment.due_at is not None
    assert ledger.balance(chart.fees(assignment.case_number)) == BASIC_FEE


def test_hearing_of_the_fee_twice_commissions_once(desk: Desk) -> None:
    commission(desk)

    commissioning.commission_after_payment(desk.no, at=WED + HOUR)

    assert len(list_appointments(desk.assignment().id)) == 1


def test_only_the_commissioned_appraisal_is_offered(desk: Desk) -> None:
    with pytest.raises(Refusal, match="route_not_offered"):
        routing.choose_route(
            desk.asset_no, route=PriceRoute.NETWORK_INQUIRY,
            ground=AppraisalGround.BOTH_ASK, note="", actor=desk.clerk, at=WED,
        )  # fmt: skip


def test_the_next_agency_in_order_follows_a_refusal(desk: Desk) -> None:
    commission(desk)

    commissioning.refuse_assignment(
        desk.no, reason="近期业务饱和", actor=desk.agency, at=WED + HOUR
    )

    assignment = desk.assignment()
    assert assignment.agency_code == desk.agencies[1].agency_code
    assert assignment.state is AssignmentState.COMMISSIONED
    told = [entry.name for entry in entries_of(f"appraisal:{desk.no}")]
    assert told == ["appraisal.assignment.refused"]


def test_nobody_is_left_when_all_three_refuse(desk: Desk) -> None:
    commission(desk)

    for agency in desk.agencies:
        commissioning.refuse_assignment(desk.no, reason="回避", actor=agency, at=WED + HOUR)

    assert desk.assignment().state is AssignmentState.EXHAUSTED


def test_an_agency_that_was_not_drawn_first_does_not_find_the_case(desk: Desk) -> None:
    """ACC-02: an agency sees only what is commissioned to it."""
    commission(desk)

    with pytest.raises(NotFound):
        commissioning.accept_assignment(desk.no, actor=desk.agencies[1], at=WED + HOUR)


def test_a_report_needs_two_signers_a_file_and_a_photograph(desk: Desk) -> None:
    commission(desk)
    survey(desk)

    with pytest.raises(Refusal) as refused:
        hand_in(desk, signers=())

    assert set(refused.value.fields) == {"signers", "report", "photo"}
    assert [str(citation) for citation in refused.value.citations] == ["资产评估法 第27、28条"]
    assert desk.assignment().state is AssignmentState.DRAFTING


def test_a_report_cannot_be_handed_in_before_the_survey(desk: Desk) -> None:
    commission(desk)
    commissioning.accept_assignment(desk.no, actor=desk.agency, at=WED + HOUR)

    with pytest.raises(IllegalMove):
        hand_in(desk)


def test_nothing_is_published_while_a_check_of_article_20_fails(desk: Desk) -> None:
    reported(desk)

    with pytest.raises(Refusal, match="check_failed"):
        reports.publish_report(
            desk.no, checks={**ALL_HOLD, ReviewCheck.SIGNERS: False}, note="", service={},
            actor=desk.clerk, at=WED + 5 * HOUR,
        )  # fmt: skip


def test_nothing_is_published_before_every_party_is_served(desk: Desk) -> None:
    reported(desk)
    first = registry.parties_of(desk.assignment().case_number)[0]
    entry = reports.ServiceEntry(ServiceMethod.DIRECT, WED + 5 * HOUR)

    with pytest.raises(Refusal, match="party_not_served"):
        reports.publish_report(
            desk.no, checks=ALL_HOLD, note="", service={first.id: entry}, actor=desk.clerk,
            at=WED + 5 * HOUR,
        )  # fmt: skip


def test_the_price_waits_for_the_last_of_all_windows(desk: Desk) -> None:
    reported(desk)
    at = WED + timedelta(days=3)
    early, late = registry.parties_of(desk.assignment().case_number)
    reports.publish_report(
        desk.no, checks=ALL_HOLD, note="", actor=desk.clerk, at=at,
        service={
            early.id: reports.ServiceEntry(ServiceMethod.DIRECT, WED + 5 * HOUR),
            late.id: reports.ServiceEntry(ServiceMethod.POST, at),
        },
    )  # fmt: skip
    ends = [row.window_ends_at for row in list_services(list_reports(desk.assignment().id)[0].id)]

    fixed_early = fix_due_prices(min(ends))

    assert fixed_early == 0
    assert facade.reference_price(desk.asset_no) is None
    assert fix_due_prices(max(ends)) == 1
    price = facade.reference_price(desk.asset_no)
    assert price is not None
    assert price.value == VALUE
    assert price.report_sha256 == list_reports(desk.assignment().id)[0].sha256


def test_the_price_is_fixed_once(desk: Desk) -> None:
    ends_at = published(desk)

    assert fix_due_prices(ends_at) == 1
    assert fix_due_prices(ends_at + HOUR) == 0
    assert not pricing.fix_price(desk.no, at=ends_at + HOUR)
    names = [entry.name for entry in entries_of(f"appraisal:{desk.no}")]
    assert names == ["appraisal.report.published", "appraisal.price.fixed"]


def test_public_facts_of_an_appraisal_name_no_party(desk: Desk) -> None:
    published(desk)

    told = [entry.payload for entry in entries_of(f"appraisal:{desk.no}", audience=Audience.PUBLIC)]

    assert "王芳" not in str(told)
    assert "party_id" not in str(told)


def test_upl_12_a_new_report_is_a_new_revision_with_a_reason_and_the_old_one_stays(
    desk: Desk,
) -> None:
    published(desk)
    old = list_reports(desk.assignment().id)[0]
    at = WED + timedelta(days=1)

    reports.return_report(
        desk.no, checks={**ALL_HOLD, ReviewCheck.BASIC_FACTS: False}, note="面积有误",
        actor=desk.clerk, at=at,
    )  # fmt: skip
    lay_files(desk, at, words="补正后的评估报告")
    with pytest.raises(Refusal) as refused:
        hand_in(desk, at + HOUR)
    new = hand_in(desk, at + HOUR, reason="更正建筑面积")

    assert refused.value.fields == {"reason": ["no_reason"]}
    assert [row.revision for row in list_reports(desk.assignment().id)] == [1, 2]
    assert list_reports(desk.assignment().id)[0].sha256 == old.sha256 != new.sha256
    names = [entry.name for entry in entries_of(f"appraisal:{desk.no}")]
    assert names == ["appraisal.report.published", "appraisal.report.withdrawn"]


def test_no_file_is_taken_after_the_report_was_handed_in(desk: Desk) -> None:
    reported(desk)

    with pytest.raises(Refusal, match="desk_closed"):
        lay_files(desk, words="另一份报告")


def test_a_sale_below_the_appraisal_settles_the_fee_on_the_price(desk: Desk) -> None:
    """SET-13: sold at 1,775,584.80 against an appraisal of 2,200,000."""
    fix_due_prices(published(desk))
    case_number = desk.assignment().case_number
    price = Money(177_558_480)
    order = ledger.open_payment_order(
        purpose=ledger.Purpose.BALANCE, reference="the price", amount=price,
        payer=ledger.Payer("王芳", APPLICANT_ID), due_at=WED + HOUR, case_number=case_number,
        key="the price", actor=desk.clerk, at=WED,
    )  # fmt: skip
    desk.pay(order.no)

    settled = facade.settle_assignment(
        desk.asset_no, outcome="SOLD", disposal_price=price, actor=desk.clerk,
        at=WED + timedelta(days=60),
    )  # fmt: skip
    again = facade.settle_assignment(
        desk.asset_no, outcome="SOLD", disposal_price=price, actor=desk.clerk,
        at=WED + timedelta(days=61),
    )  # fmt: skip

    assert (settled.total, settled.balance_due) == (Money(693_896), Money(493_896))
    assert again == settled
    agency = chart.agency(desk.agency.agency_code or "")
    assert ledger.balance(agency) == Money(693_896)
    assert ledger.balance(chart.fees(case_number)) == Money.ZERO
    assert papers.find("fee_settlement", desk.no) is not None


def test_a_final_failure_refunds_what_the_agency_did_not_spend(desk: Desk) -> None:
    """MON-07: an unsold lot is never charged the rest of the fee."""
    fix_due_prices(published(desk))

    settled = facade.settle_assignment(
        desk.asset_no, outcome="FAILED", disposal_price=None, actual_expense=Money(180_000),
        actor=desk.clerk, at=WED + timedelta(days=60),
    )  # fmt: skip

    assert (settled.balance_due, settled.refund) == (Money.ZERO, Money(20_000))
    applicant = registry.parties_of(desk.assignment().case_number)[0]
    assert ledger.balance(chart.party(applicant.id)) == Money(20_000)
