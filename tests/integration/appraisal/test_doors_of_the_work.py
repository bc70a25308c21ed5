"""What is refused between the commission and the price, step by step (domain 4.1, rows 10-20)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.kernel.errors import Conflict, IllegalMove, NotFound, Refusal
from app.kernel.money import Money
from appraisal import seeds
from appraisal.rules.surveys import Attendee
from appraisal.services import (
    commissioning,
    disposal,
    files,
    materials,
    objection_ends,
    overdue,
    pricing,
    reports,
    surveys,
    suspension,
)
from appraisal.services.routing import choose_route
from appraisal.services.serving import ServiceEntry, publication_entry, serve_party
from appraisal.vocabulary import (
    AppraisalGround,
    AssignmentState,
    Capacity,
    Presence,
    PriceRoute,
    ReviewCheck,
    ServiceMethod,
    SuspensionGround,
)
from registry import facade as registry
from tests.support.appraisals import (
    HOUR,
    WED,
    Desk,
    commission,
    published,
    reported,
    survey,
)
from tests.support.objections import (
    ALL_HOLD,
    SECOND,
    THU,
    force,
    serve_debtor_later,
)

DIRECT = ServiceMethod.DIRECT


def parties(desk: Desk) -> list[registry.PartyView]:
    return list(registry.parties_of(desk.assignment().case_number))


def publish(desk: Desk, *entries: ServiceEntry, at: Any = WED + 5 * HOUR, **changes: Any) -> Any:
    """Serve the report on the parties in their order."""
    people = [party.id for party in parties(desk)]
    service = dict(zip(people, entries, strict=False))
    given: dict[str, Any] = {"checks": ALL_HOLD, "note": "", "service": service}
    return reports.publish_report(desk.no, actor=desk.clerk, at=at, **{**given, **changes})


def test_no_fee_of_nothing_is_asked_and_none_without_an_agency(desk: Desk) -> None:
    desk.no = choose_route(
        desk.asset_no, route=PriceRoute.COMMISSIONED_APPRAISAL, ground=AppraisalGround.BOTH_ASK,
        note="", actor=desk.clerk, at=WED,
    ).no  # fmt: skip
    given: dict[str, Any] = {
        "schedule": "RE_1995_971", "due_at": WED + timedelta(days=7), "actor": desk.clerk, "at": WED
    }  # fmt: skip

    with pytest.raises(Refusal, match="no_fee"):
        commissioning.ask_basic_fee(desk.no, amount=Money.ZERO, **given)
    with pytest.raises(Refusal, match="unknown_schedule"):
        commissioning.ask_basic_fee(desk.no, amount=Money(1), **{**given, "schedule": "X"})
    with pytest.raises(Refusal, match="due_in_the_past"):
        commissioning.ask_basic_fee(desk.no, amount=Money(1), **{**given, "due_at": WED})
    with pytest.raises(Conflict, match="route_already_chosen"):
        choose_route(
            desk.asset_no, route=PriceRoute.COMMISSIONED_APPRAISAL,
            ground=AppraisalGround.BOTH_ASK, note="", actor=desk.clerk, at=WED,
        )  # fmt: skip
    for agency in desk.agencies:
        registry.mark_fallen(
            asset_no=desk.asset_no, agency_code=agency.agency_code or "", reason="回避",
            actor=desk.clerk, at=WED,
        )  # fmt: skip
    with pytest.raises(Conflict, match="no_agency_left"):
        commissioning.ask_basic_fee(desk.no, amount=Money(1), **given)


def test_a_new_commission_needs_a_draw_with_somebody_left(desk: Desk) -> None:
    commission(desk)
    with pytest.raises(IllegalMove):
        commissioning.commission_again(desk.no, actor=desk.clerk, at=WED + HOUR)
    for agency in desk.agencies:
        commissioning.refuse_assignment(desk.no, reason="回避", actor=agency, at=WED + HOUR)

    with pytest.raises(Conflict, match="no_agency_left"):
        commissioning.commission_again(desk.no, actor=desk.clerk, at=WED + 2 * HOUR)
    with pytest.raises(NotFound):
        overdue.excuse_refusal(desk.no, turn=9, reason="不可抗力", actor=desk.clerk, at=THU)


def test_an_agency_refuses_the_work_before_it_takes_it(desk: Desk) -> None:
    commission(desk)
    survey(desk)

    with pytest.raises(IllegalMove):
        commissioning.refuse_assignment(desk.no, reason="回避", actor=desk.agency, at=THU)
    with pytest.raises(NotFound):
        overdue.excuse_refusal(desk.no, turn=1, reason="不可抗力", actor=desk.clerk, at=THU)
    with pytest.raises(NotFound):
        files.remove_file(desk.no, 99, actor=desk.agency, at=THU)


def test_the_last_agency_cannot_leave_the_work_it_took(desk: Desk) -> None:
    commission(desk)
    for agency in desk.agencies[:2]:
        commissioning.refuse_assignment(desk.no, reason="回避", actor=agency, at=WED + HOUR)
    last = desk.agencies[2]
    commissioning.accept_assignment(desk.no, actor=last, at=THU)

    with pytest.raises(IllegalMove):
        commissioning.refuse_assignment(desk.no, reason="回避", actor=last, at=THU)


def test_the_parties_are_called_and_given_material_while_the_work_runs(desk: Desk) -> None:
    reported(desk)

    with pytest.raises(IllegalMove, match="illegal_move"):
        surveys.call_survey(
            desk.no, held_at=THU + HOUR, place="现场", actor=desk.clerk, at=THU
        )  # fmt: skip
    with pytest.raises(IllegalMove, match="illegal_move"):
        materials.hand_over(desk.no, items=["图纸"], actor=desk.clerk, at=THU)
    with pytest.raises(Refusal, match="no_materials"):
        materials.hand_over(desk.no, items=[" "], actor=desk.clerk, at=THU)


def test_a_survey_is_over_and_has_its_witness_and_its_signatures(desk: Desk) -> None:
    """法释〔2018〕15号 art. 18: without a party a witness is there."""
    commission(desk)
    commissioning.accept_assignment(desk.no, actor=desk.agency, at=WED + HOUR)
    given: dict[str, Any] = {
        "held_at": WED, "place": "现场", "attendees": seeds.SURVEY_PEOPLE, "notes": "空置。",
        "actor": desk.agency, "at": WED + HOUR,
    }  # fmt: skip
    appraiser = Attendee("孟令泉", Capacity.APPRAISER, Presence.SIGNED)
    debtor = Attendee("李强", Capacity.DEBTOR, Presence.ABSENT)

    with pytest.raises(Refusal, match="survey_in_future"):
        surveys.record_survey(desk.no, **{**given, "held_at": WED + HOUR + SECOND})
    with pytest.raises(Refusal) as alone:
        surveys.record_survey(desk.no, **{**given, "attendees": [appraiser, debtor]})
    with pytest.raises(Refusal, match="survey_call_in_past"):
        surveys.call_survey(desk.no, held_at=WED, place="现场", actor=desk.clerk, at=WED)

    assert set(alone.value.fields) == {"attendees"}
    assert desk.assignment().state is AssignmentState.SURVEYING


def test_a_report_is_not_returned_for_nothing(desk: Desk) -> None:
    reported(desk)

    with pytest.raises(Refusal, match="no_check_failed"):
        reports.return_report(desk.no, checks=ALL_HOLD, note="无", actor=desk.clerk, at=THU)


def test_no_report_is_served_unless_all_checks_hold(desk: Desk) -> None:
    reported(desk)

    for missing in ReviewCheck:
        checks = {check: True for check in ReviewCheck if check is not missing}
        with pytest.raises(Refusal, match="check_failed"):
            publish(desk, *[ServiceEntry(DIRECT, WED + 5 * HOUR)] * 2, checks=checks)


def test_a_service_is_past_and_not_before_the_report(desk: Desk) -> None:
    reported(desk)
    at, handed_in_at = WED + 5 * HOUR, WED + 4 * HOUR
    good = ServiceEntry(DIRECT, at)
    tomorrow = publication_entry(date(2026, 3, 5))
    yesterday = publication_entry(date(2026, 3, 3))

    for bad, code in (
        (ServiceEntry(DIRECT, at + SECOND), "served_in_future"),
        (ServiceEntry(DIRECT, handed_in_at - SECOND), "served_before_report"),
        (tomorrow, "served_in_future"),
        (yesterday, "served_before_report"),
        (replace(yesterday, published_on=None), "publication_day_missing"),
    ):
        with pytest.raises(Refusal, match=code):
            publish(desk, good, bad, at=at)

    assert desk.assignment().state is AssignmentState.REPORTED


def test_everybody_is_served_now_or_named_for_later(desk: Desk) -> None:
    reported(desk)
    good = ServiceEntry(DIRECT, WED + 5 * HOUR)
    first, second = parties(desk)

    for changes in (
        {"service": {}, "later": [first.id, second.id]},
        {"service": {first.id: good}, "later": []},
        {"service": {first.id: good, second.id: good, 999: good}, "later": []},
        {"service": {first.id: good, second.id: good}, "later": [second.id]},
    ):
        with pytest.raises(Refusal, match="party_not_served"):
            publish(desk, **changes)


def test_one_more_person_is_served_once_and_while_the_report_lies_open(desk: Desk) -> None:
    reported(desk)
    first, second = parties(desk)
    at = WED + 5 * HOUR
    given: dict[str, Any] = {"entry": ServiceEntry(DIRECT, at), "actor": desk.clerk, "at": at}
    with pytest.raises(Conflict, match="nothing_to_serve"):
        serve_party(desk.no, second.id, **given)
    publish(desk, ServiceEntry(DIRECT, at), at=at, later=[second.id])

    with pytest.raises(NotFound):
        serve_party(desk.no, 999, **given)
    with pytest.raises(Conflict, match="already_served"):
        serve_party(desk.no, first.id, **given)
    for bad, code in (
        (ServiceEntry(DIRECT, at + SECOND), "served_in_future"),
        (ServiceEntry(DIRECT, WED), "served_before_report"),
    ):
        with pytest.raises(Refusal, match=code):
            serve_party(desk.no, second.id, **{**given, "entry": bad})


def test_no_price_stands_while_one_persons_days_run_whoever_asks(desk: Desk) -> None:
    """The order itself looks at every window, not the clock alone."""
    ends_at = serve_debtor_later(desk, WED + timedelta(days=6))
    force(desk, window_ends_at=WED)

    assert not pricing.fix_price(desk.no, at=ends_at - SECOND)
    assert desk.assignment().state is AssignmentState.PUBLISHED
    assert pricing.fix_price(desk.no, at=ends_at)
    assert desk.assignment().state is AssignmentState.PRICE_FIXED


def test_no_price_stands_before_it_is_published_or_while_somebody_is_unserved(desk: Desk) -> None:
    reported(desk)
    late = WED + timedelta(days=90)
    assert not pricing.fix_price(desk.no, at=late)

    publish(desk, ServiceEntry(DIRECT, WED + 5 * HOUR), later=[parties(desk)[1].id])

    assert not pricing.fix_price(desk.no, at=late)
    assert desk.assignment().state is AssignmentState.PUBLISHED


def test_only_a_report_in_the_courts_hands_is_taken_from_its_agency(desk: Desk) -> None:
    published(desk)
    force(desk, state=AssignmentState.CORRECTING)

    with pytest.raises(Conflict, match="objection_wait_for_report"):
        objection_ends.replace_agency(
            None, desk.assignment(), None, actor=desk.judge, at=THU  # type: ignore[arg-type]
        )  # fmt: skip


def test_only_a_report_is_issued_again_and_only_what_was_appraised_is_sold(desk: Desk) -> None:
    published(desk)
    with pytest.raises(Refusal, match="price_expired"):
        disposal.start_disposal(desk.asset_no, actor=desk.clerk, at=THU)
    force(desk, state=AssignmentState.EXPIRED, route=PriceRoute.NEGOTIATED)

    with pytest.raises(Conflict, match="no_report_to_reissue"):
        disposal.ask_reissue(desk.no, actor=desk.clerk, at=THU)
    with pytest.raises(Refusal, match="no_appraisal"):
        disposal.start_disposal("ZC-0", actor=desk.clerk, at=THU)


def test_what_rests_is_not_served(desk: Desk) -> None:
    reported(desk)
    suspension.suspend_appraisal(
        desk.no, ground=SuspensionGround.COURT_DECIDES, reason="暂缓", actor=desk.judge,
        at=WED + HOUR,
    )  # fmt: skip

    with pytest.raises(IllegalMove):
        publish(desk, *[ServiceEntry(DIRECT, WED + 5 * HOUR)] * 2)
