"""Network inquiry: the periods of the platforms, review, service, average and fee."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.clock import Clock
from app.kernel.errors import Conflict, Refusal
from app.kernel.money import Money
from app.store import unit_of_work
from app.trail.queries import entries_of
from appraisal import facade
from appraisal.queries.inquiries import list_attempts, list_messages
from appraisal.rules.inquiries import extended_end, report_end
from appraisal.services import inquiry_intake, inquiry_review, routing
from appraisal.services.inquiry_fees import settle_inquiry_fee
from appraisal.services.network_inquiry import DRAIN
from appraisal.services.reports import ServiceEntry
from appraisal.timers import fix_due_prices, judge_due_inquiries
from appraisal.vocabulary import (
    AppraisalGround,
    AssignmentState,
    PriceRoute,
    ServiceMethod,
    SettledOutcome,
)
from appraisal.vocabulary.inquiries import (
    InquiryStage,
    MessageOutcome,
    ReportDefect,
    ResultStanding,
    RouteFault,
)
from registry import facade as registry
from tests.support.appraisals import HOUR, WED
from tests.support.money import race
from tests.support.routes import FEE, RouteDesk, file_case, list_three, open_network

DUE = report_end(WED)
LATE = DUE + DRAIN


@pytest.fixture
def case(
    app: Flask, db_session: Session, tmp_path: Path, clock_at: Callable[[datetime], Clock]
) -> RouteDesk:
    """A case in which three platforms were commissioned at once."""
    clock_at(WED)
    made = file_case(app, tmp_path)
    list_three(made, tmp_path / "inquiry")
    open_network(made)
    return made


def ask_for_days(case: RouteDesk, code: str, at: datetime) -> object:
    content = {
        "kind": "extension_request", "message_id": f"{code}-x",
        "inquiry_no": case.inquiry().no, "reason": "可比实例不足",
    }  # fmt: skip
    return case.tell(code, content, at=at)


def review(case: RouteDesk, faulty: tuple[str, ...] = (), at: datetime = LATE) -> None:
    received = [r for r in case.inquiry().results if r.standing is ResultStanding.RECEIVED]
    defects = {one.id: ReportDefect.BASIC_FACTS if one.code in faulty else None for one in received}
    inquiry_review.review_results(
        case.no, defects=defects, note="核对面积", actor=case.clerk, at=at
    )


def serve(case: RouteDesk, at: datetime) -> datetime:
    entry = ServiceEntry(ServiceMethod.ELECTRONIC, at)
    parties = registry.parties_of(case.assignment().case_number)
    inquiry_review.publish_results(
        case.no, service={party.id: entry for party in parties}, actor=case.clerk, at=at
    )
    ends_at = case.assignment().window_ends_at
    assert ends_at is not None
    return ends_at


def standings(case: RouteDesk) -> dict[str, str]:
    return {one.code: one.standing.value for one in case.inquiry().results}


def all_reported(case: RouteDesk) -> None:
    for place, (code, value) in enumerate({"A": 100, "B": 101, "C": 300}.items()):
        case.report(code, value, at=WED + HOUR * (place + 1))


def test_all_listed_platforms_are_asked_at_once(case: RouteDesk) -> None:
    assert standings(case) == dict.fromkeys("ABC", "awaited")
    assert case.inquiry().decides_at == DUE


def test_a_survey_that_is_needed_closes_this_way(case: RouteDesk) -> None:
    with pytest.raises(Refusal, match="survey_needed"):
        open_network(case, needs_no_survey=False)


def test_the_review_begins_as_soon_as_every_report_is_in(case: RouteDesk) -> None:
    all_reported(case)

    assert case.inquiry().stage is InquiryStage.REVIEWING


def test_the_average_becomes_the_price_when_every_window_is_over(case: RouteDesk) -> None:
    all_reported(case)
    review(case, at=WED + 4 * HOUR)
    ends_at = serve(case, WED + 5 * HOUR)
    assert fix_due_prices(ends_at - timedelta(seconds=1)) == 0

    assert fix_due_prices(ends_at) == 1

    price = facade.reference_price(case.desk.asset_no)
    assert price is not None
    assert (price.value, price.route) == (Money(167), PriceRoute.NETWORK_INQUIRY)
    assert price.valid_until.isoformat() == "2026-08-31"
    told = [entry.name for entry in entries_of(f"appraisal:{case.no}")]
    assert told == ["appraisal.network.published", "appraisal.price.fixed"]


def test_some_answers_give_the_others_no_more_days(case: RouteDesk) -> None:
    case.report("A", 100, at=WED + HOUR)
    ask_for_days(case, "B", WED + HOUR)
    assert judge_due_inquiries(DUE) == 0

    assert judge_due_inquiries(LATE) == 1

    assert standings(case) == {"A": "received", "B": "late", "C": "late"}
    assert case.inquiry().stage is InquiryStage.REVIEWING


def test_all_late_and_one_asked_gives_three_more_days_once(case: RouteDesk) -> None:
    ask_for_days(case, "B", WED + HOUR)
    judge_due_inquiries(LATE)
    assert standings(case) == {"A": "late", "B": "awaited", "C": "late"}
    assert case.inquiry().decides_at == extended_end(DUE)

    judge_due_inquiries(extended_end(DUE) + DRAIN)

    assert case.inquiry().stage is InquiryStage.FAILED
    assert list_attempts(case.assignment().id)[-1].fault is RouteFault.NO_RESULT


def test_without_any_result_an_appraisal_is_open(case: RouteDesk) -> None:
    judge_due_inquiries(LATE)

    routing.choose_route(
        case.desk.asset_no, route=PriceRoute.COMMISSIONED_APPRAISAL,
        ground=AppraisalGround.INQUIRY_FAILED, note="", actor=case.clerk, at=LATE,
    )  # fmt: skip

    assert case.assignment().state is AssignmentState.ROUTED


def test_a_report_at_the_end_of_the_days_counts_and_a_later_one_is_kept(case: RouteDesk) -> None:
    in_time = case.report("A", 100, at=DUE - timedelta(microseconds=1))
    late = case.report("B", 100, at=DUE)

    assert (in_time.outcome, late.outcome) == (MessageOutcome.TAKEN, MessageOutcome.LATE)
    kept = list_messages([one.id for one in case.inquiry().results])
    assert [message.outcome for message in kept] == [MessageOutcome.TAKEN, MessageOutcome.LATE]


def test_the_days_of_a_platform_run_from_its_receipt(case: RouteDesk) -> None:
    inquiry_intake.note_accepted(case.result("A").id, at=WED + timedelta(days=1))

    assert case.result("A").due_at == report_end(WED + timedelta(days=1))
    assert case.inquiry().decides_at == report_end(WED + timedelta(days=1))


def test_the_same_message_twice_counts_once(case: RouteDesk) -> None:
    case.report("A", 100, at=WED + HOUR)
    again = case.report("A", 100, at=WED + 2 * HOUR)

    assert again.is_repeated
    assert case.result("A").revision == 1
    with pytest.raises(Conflict, match="inquiry_message_reused"):
        case.report("A", 999, at=WED + 3 * HOUR)


def test_the_same_message_at_the_same_moment_counts_once(case: RouteDesk) -> None:
    no = case.inquiry().no

    def tell() -> object:
        return case.report("A", 100, at=WED + HOUR, inquiry_no=no)

    race(case.desk.app, [tell, tell, tell])

    assert case.result("A").revision == 1


def test_a_second_report_of_another_number_changes_nothing(case: RouteDesk) -> None:
    case.report("A", 100, at=WED + HOUR)

    second = case.report("A", 999, at=WED + 2 * HOUR, number=2)

    assert second.outcome is MessageOutcome.NOT_AWAITED
    assert case.result("A").value == Money(100)


def test_a_forged_or_old_message_is_refused(case: RouteDesk) -> None:
    content = {"kind": "report", "message_id": "x", "inquiry_no": case.inquiry().no}
    with pytest.raises(Refusal, match="inquiry_signature_invalid"):
        case.tell("A", content, at=WED + HOUR, forged=True)
    good = case.signed("A", b"{}")
    with pytest.raises(Refusal, match="inquiry_signature_invalid"):
        inquiry_intake.take_message("A", type(good)(b"{} ", good.timestamp, good.signature), at=WED)
    stamp = str(int(good.timestamp) - 301)
    old = type(good)(b"{}", stamp, case.keys["A"].sign(stamp, b"{}"))
    with pytest.raises(Refusal, match="inquiry_message_stale"):
        inquiry_intake.take_message("A", old, at=WED)
    with pytest.raises(Refusal, match="inquiry_sender_unknown"):
        inquiry_intake.take_message("Z", good, at=WED)


@pytest.mark.parametrize(
    "changes",
    [{"value": "0"}, {"value": 100}, {"value": "1.5"}, {"valid_until": "2028-01-01"},
     {"valid_until": "2026-03-04"}, {"report_no": ""}, {"kind": "gift"},
     {"platform": "B"}, {"message_id": "号 1"}, {"message_id": 7}, {"report_no": 7},
     {"report_no": "长" * 1_000}, {"report_no": "a\0b"}],
)  # fmt: skip
def test_an_unreadable_message_is_refused_and_kept(
    case: RouteDesk, changes: dict[str, object]
) -> None:
    from appraisal.queries.inquiries import find_message, find_platform

    with pytest.raises(Refusal, match="inquiry_message_invalid"):
        case.report("A", 100, at=WED + HOUR, **changes)

    assert case.result("A").revision == 0
    platform = find_platform("A")
    assert platform is not None
    from sqlalchemy import select

    from app.store import db
    from appraisal.models.inquiry import InquiryMessage

    kept = db.session.scalars(select(InquiryMessage)).one()
    assert kept.outcome is MessageOutcome.UNREADABLE
    assert find_message(platform.id, kept.sha256) is not None


def test_a_faulty_report_beside_a_good_one_is_left_out(case: RouteDesk) -> None:
    all_reported(case)
    review(case, faulty=("C",), at=WED + 4 * HOUR)

    found = inquiry_review.price_of(case.inquiry())
    assert found is not None
    assert found[0] == Money(101)
    assert standings(case)["C"] == "defective"


def test_only_when_all_are_faulty_do_the_platforms_correct(case: RouteDesk) -> None:
    all_reported(case)
    review(case, faulty=("A", "B", "C"), at=WED + 4 * HOUR)
    inquiry = case.inquiry()
    assert inquiry.stage is InquiryStage.CORRECTING

    case.report("B", 120, at=WED + 5 * HOUR, number=2)
    judge_due_inquiries(inquiry.decides_at + DRAIN)
    review(case, at=inquiry.decides_at + HOUR)

    found = inquiry_review.price_of(case.inquiry())
    assert found is not None
    assert found[0] == Money(120)


def test_no_correction_in_time_ends_the_inquiry(case: RouteDesk) -> None:
    all_reported(case)
    review(case, faulty=("A", "B", "C"), at=WED + 4 * HOUR)

    judge_due_inquiries(case.inquiry().decides_at + DRAIN)

    assert list_attempts(case.assignment().id)[-1].fault is RouteFault.ALL_FAULTY


def test_results_are_not_served_before_their_review_or_to_some_only(case: RouteDesk) -> None:
    all_reported(case)
    with pytest.raises(Conflict, match="results_not_reviewed"):
        serve(case, WED + 4 * HOUR)
    review(case, at=WED + 4 * HOUR)
    with pytest.raises(Refusal, match="party_not_served"):
        inquiry_review.publish_results(case.no, service={}, actor=case.clerk, at=WED + 5 * HOUR)


def test_an_open_objection_holds_the_price_and_an_upheld_one_leaves_it_out(
    case: RouteDesk,
) -> None:
    all_reported(case)
    review(case, at=WED + 4 * HOUR)
    ends_at = serve(case, WED + 5 * HOUR)
    third = case.result("C").id
    inquiry_review.mark_result(third, ResultStanding.PENDING, actor=case.clerk, at=ends_at)
    assert fix_due_prices(ends_at) == 0

    inquiry_review.mark_result(third, ResultStanding.UPHELD, actor=case.clerk, at=ends_at)
    assert fix_due_prices(ends_at) == 1

    assert case.assignment().reference_price == Money(101)


def test_the_fee_goes_to_the_closest_platform_once(case: RouteDesk) -> None:
    """Art. 31: A and B are equally close to 100.5; the odd fen goes to the first received."""
    case.report("A", 100, at=WED + HOUR)
    case.report("B", 102, at=WED + 2 * HOUR)
    case.report("C", 300, at=WED + 3 * HOUR)
    review(case, at=WED + 4 * HOUR)
    fix_due_prices(serve(case, WED + 5 * HOUR))

    for _ in range(2):
        with unit_of_work():
            shares = settle_inquiry_fee(
                case.assignment(), price=Money(101), outcome=SettledOutcome.SOLD,
                actor=case.clerk, at=LATE,
            )  # fmt: skip
        assert {one.code: one.amount for one in shares} == {"A": Money(50_001), "B": Money(50_000)}
    assert Money(100_001) == FEE


def test_nobody_is_paid_without_a_sale(case: RouteDesk) -> None:
    all_reported(case)
    review(case, at=WED + 4 * HOUR)
    fix_due_prices(serve(case, WED + 5 * HOUR))

    with unit_of_work():
        shares = settle_inquiry_fee(
            case.assignment(), price=None, outcome=SettledOutcome.WITHDRAWN,
            actor=case.clerk, at=LATE,
        )  # fmt: skip

    assert list(shares) == []
