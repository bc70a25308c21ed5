"""Filing, the order of the routes, the negotiation and the directed inquiry."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.documents import facade as papers
from app.kernel.calendar import end_of_day
from app.kernel.clock import Clock
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.money import Money
from app.trail.queries import entries_of
from app.trail.reader import run_readers
from appraisal import facade
from appraisal.queries.inquiries import (
    find_directed_inquiry,
    find_price_negotiation,
    list_attempts,
)
from appraisal.readers import READERS
from appraisal.services import directed_inquiry, routing
from appraisal.services import price_negotiating as negotiating
from appraisal.timers import end_due_letters, end_due_negotiations
from appraisal.vocabulary import AppraisalGround, AssignmentState, PriceRoute
from appraisal.vocabulary.inquiries import AttemptOutcome, PublicPrice, RouteBasis, RouteFault
from registry.services.cases import record_asset_facts
from tests.support.appraisals import HOUR, WED, small_pdf
from tests.support.money import race
from tests.support.routes import (
    LAST_DAY,
    PRICE,
    RouteDesk,
    figure,
    file_case,
    open_window,
    rule_out,
)

OVER = end_of_day(LAST_DAY)
R = PriceRoute


@pytest.fixture
def case(
    app: Flask, db_session: Session, tmp_path: Path, clock_at: Callable[[datetime], Clock]
) -> RouteDesk:
    """A filed asset with all its facts; the clock stands after the draw day."""
    clock_at(WED)
    return file_case(app, tmp_path)


def faults(case: RouteDesk) -> list[RouteFault | None]:
    return [attempt.fault for attempt in list_attempts(case.assignment().id)]


def letter(case: RouteDesk, **changes: Any) -> None:
    given: dict[str, Any] = {
        "body_name": "济南市历下区税务局", "price_kind": PublicPrice.TAX_BASE,
        "questions": "有效期限", "last_day": LAST_DAY, "basis": RouteBasis.IN_ORDER,
        "basis_note": "", "actor": case.clerk, "at": WED,
    }  # fmt: skip
    directed_inquiry.open_directed_inquiry(case.no, **{**given, **changes})


def answer(**changes: Any) -> directed_inquiry.Answer:
    given: dict[str, Any] = {
        "value": PRICE, "valid_until": LAST_DAY + timedelta(days=90),
        "received_at": WED + HOUR, "source": small_pdf("复函"), "filename": "复函.pdf",
    }  # fmt: skip
    return directed_inquiry.Answer(**{**given, **changes})


def test_a_filed_asset_with_all_facts_waits_for_a_route(case: RouteDesk) -> None:
    assert case.assignment().state is AssignmentState.CHOOSING
    with pytest.raises(Conflict, match="already_filed"):
        routing.file_appraisal(case.desk.asset_no, actor=case.clerk, at=WED)


def test_the_last_fact_opens_the_choice_by_itself(case: RouteDesk) -> None:
    from app.store import unit_of_work
    from app.store.locks import lock_row
    from registry.models import Asset

    with unit_of_work():
        asset = lock_row(Asset, no=case.desk.asset_no)
        asset.facts = {**asset.facts, "defects": ""}
        row = case.assignment()
        row.state = AssignmentState.FACT_FINDING
    run_readers(READERS)
    assert case.assignment().state is AssignmentState.FACT_FINDING

    found = {"defects": "墙面渗水一处"}
    record_asset_facts(asset_no=case.desk.asset_no, found=found, actor=case.clerk, at=WED)
    run_readers(READERS)

    assert case.assignment().state is AssignmentState.CHOOSING


def test_the_same_figure_from_both_is_the_price_once_nobody_is_harmed(case: RouteDesk) -> None:
    open_window(case)
    figure(case, case.applicant)
    figure(case, case.debtor)
    assert case.assignment().reference_price is None

    negotiating.confirm_agreement(case.no, note="无案外人权利。", actor=case.clerk, at=WED + HOUR)

    price = facade.reference_price(case.desk.asset_no)
    assert price is not None
    assert (price.value, price.route, price.agency_code) == (PRICE, R.NEGOTIATED, "")
    assert price.valid_until.isoformat() == "2027-03-04"
    told = [entry.name for entry in entries_of(f"appraisal:{case.no}")]
    assert told == ["appraisal.price.fixed"]
    assert papers.find(papers.PaperKind.NEGOTIATION_NOTICE, f"{case.no}/1") is not None
    at = case.assignment().price_fixed_at
    record = papers.find(papers.PaperKind.PRICE_RECORD, f"{case.no}/{at:%Y%m%dT%H%M%S}")
    assert record is not None
    # Without a report the notice of a sale names the record of the price (18号 art. 13 no. 3).
    assert price.report_sha256 == record.sha256


def test_one_figure_alone_is_no_agreement_however_often_it_comes(case: RouteDesk) -> None:
    open_window(case)
    figure(case, case.applicant)
    figure(case, case.applicant)
    with pytest.raises(Conflict, match="no_agreement"):
        negotiating.confirm_agreement(case.no, note="无异议。", actor=case.clerk, at=WED + HOUR)

    assert end_due_negotiations(OVER) == 1

    assert faults(case) == [RouteFault.ONE_SIDE_ONLY]
    assert case.assignment().reference_price is None


def test_different_figures_end_the_negotiation(case: RouteDesk) -> None:
    open_window(case)
    figure(case, case.applicant)
    figure(case, case.debtor, Money(PRICE.fen + 1))

    assert faults(case) == [RouteFault.FIGURES_DIFFER]


def test_a_figure_stays_sealed_until_the_other_is_in(case: RouteDesk) -> None:
    open_window(case)
    figure(case, case.applicant)

    negotiation = find_price_negotiation(case.assignment().id)
    assert negotiation is not None
    assert [row.value for row in negotiation.figures] == [None]
    assert str(PRICE).encode() not in negotiation.figures[0].figure_sealed
    told = entries_of(f"appraisal:{case.no}:court")
    assert not any(str(PRICE) in str(entry.payload) for entry in told)


def test_a_figure_may_be_replaced_until_the_other_has_handed_in(case: RouteDesk) -> None:
    open_window(case)
    figure(case, case.applicant, Money(1))
    figure(case, case.applicant)
    figure(case, case.debtor)

    with pytest.raises(Conflict, match="figures_over"):
        figure(case, case.applicant, Money(2))

    negotiation = find_price_negotiation(case.assignment().id)
    assert negotiation is not None
    assert negotiation.agreed_value == PRICE


def test_a_figure_at_the_last_moment_counts_and_a_second_later_not(case: RouteDesk) -> None:
    open_window(case)
    figure(case, case.applicant, at=OVER - timedelta(microseconds=1))

    with pytest.raises(Conflict, match="figures_over"):
        figure(case, case.debtor, at=OVER)


def test_nobody_else_hands_in_a_figure(case: RouteDesk) -> None:
    open_window(case)

    with pytest.raises(Forbidden):
        figure(case, case.clerk)


def test_both_parties_at_once_are_both_heard(case: RouteDesk) -> None:
    open_window(case)

    race(case.desk.app, [lambda: figure(case, case.applicant), lambda: figure(case, case.debtor)])

    negotiation = find_price_negotiation(case.assignment().id)
    assert negotiation is not None
    assert len(negotiation.figures) == 2
    assert negotiation.agreed_value == PRICE


def test_two_clerks_at_once_open_one_negotiation(case: RouteDesk) -> None:
    results = race(case.desk.app, [lambda: open_window(case), lambda: open_window(case)])

    assert len([one for one in results if isinstance(one, Conflict)]) == 1
    assert len(list_attempts(case.assignment().id)) == 1


def test_an_agreement_that_harms_others_is_refused(case: RouteDesk) -> None:
    open_window(case)
    figure(case, case.applicant)
    figure(case, case.debtor)

    negotiating.reject_agreement(case.no, note="损害抵押权人。", actor=case.clerk, at=WED + HOUR)

    assert faults(case) == [RouteFault.HARMS_OTHERS]


def test_a_refusal_of_a_party_ends_the_window_at_once(case: RouteDesk) -> None:
    open_window(case)
    negotiating.break_off_negotiation(
        case.no, fault=RouteFault.PARTY_REFUSED, note="被执行人拒绝。", actor=case.clerk, at=WED
    )

    with pytest.raises(Conflict, match="figures_over"):
        figure(case, case.applicant)


def test_the_letter_waits_for_the_negotiation_unless_both_ask(case: RouteDesk) -> None:
    with pytest.raises(Conflict, match="route_negotiation_first") as refused:
        letter(case)
    assert [str(one) for one in refused.value.citations] == ["法释〔2018〕15号 第5条"]
    with pytest.raises(Refusal, match="joint_note_missing"):
        letter(case, basis=RouteBasis.JOINT_REQUEST)

    letter(case, basis=RouteBasis.JOINT_REQUEST, basis_note="双方书面申请")

    assert case.assignment().state is AssignmentState.DIRECTED_INQUIRY


def test_an_answer_in_time_is_the_price(case: RouteDesk) -> None:
    rule_out(case, R.NEGOTIATED, RouteFault.PARTY_UNREACHABLE)
    letter(case)

    directed_inquiry.take_answer(case.no, answer=answer(), actor=case.clerk, at=WED + HOUR)

    price = facade.reference_price(case.desk.asset_no)
    assert price is not None
    assert (price.value, price.route) == (PRICE, R.DIRECTED_INQUIRY)
    found = find_directed_inquiry(case.assignment().id)
    assert found is not None
    assert found.sha256
    assert papers.find(papers.PaperKind.INQUIRY_LETTER, f"{case.no}/2") is not None


def test_an_answer_after_the_last_day_is_none(case: RouteDesk) -> None:
    rule_out(case, R.NEGOTIATED, RouteFault.PARTY_UNREACHABLE)
    letter(case)

    with pytest.raises(Refusal, match="answer_late"):
        directed_inquiry.take_answer(
            case.no, answer=answer(received_at=OVER), actor=case.clerk, at=OVER + HOUR
        )
    assert end_due_letters(OVER) == 0
    assert end_due_letters(OVER + directed_inquiry.DRAIN) == 1

    assert faults(case)[-1] is RouteFault.NO_ANSWER


def test_an_appraisal_on_a_failed_inquiry_needs_that_failure(case: RouteDesk) -> None:
    def choose() -> None:
        routing.choose_route(
            case.desk.asset_no, route=R.COMMISSIONED_APPRAISAL,
            ground=AppraisalGround.INQUIRY_FAILED, note="", actor=case.clerk, at=WED,
        )  # fmt: skip

    with pytest.raises(Conflict, match="route_network_first"):
        choose()


def test_an_appraisal_both_ask_for_ends_the_negotiation_that_runs(case: RouteDesk) -> None:
    open_window(case)

    routing.choose_route(
        case.desk.asset_no, route=R.COMMISSIONED_APPRAISAL, ground=AppraisalGround.BOTH_ASK,
        note="双方申请", actor=case.clerk, at=WED + HOUR,
    )  # fmt: skip

    outcomes = [one.outcome for one in list_attempts(case.assignment().id)]
    assert outcomes == [AttemptOutcome.FAILED, AttemptOutcome.CHOSEN]
    assert case.assignment().state is AssignmentState.ROUTED
    with pytest.raises(Conflict, match="figures_over"):
        figure(case, case.applicant)


def test_no_route_is_left_out_before_its_turn(case: RouteDesk) -> None:
    with pytest.raises(Conflict, match="route_no_platform"):
        rule_out(case, R.NETWORK_INQUIRY, RouteFault.SURVEY_NEEDED)
    with pytest.raises(Refusal, match="fault_of_another_route"):
        rule_out(case, R.NEGOTIATED, RouteFault.SURVEY_NEEDED)
