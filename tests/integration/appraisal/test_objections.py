"""The door of objections: who, until when, and whose days run on their own."""

from datetime import date, timedelta

import pytest

from app.documents import facade as papers
from app.kernel.calendar import end_of_day
from app.kernel.errors import Forbidden, Refusal
from app.kernel.permissions import Role
from app.trail.queries import entries_of
from appraisal import queries
from appraisal.queries import objections as reads
from appraisal.services import objections, pricing, reports
from appraisal.services.objection_ends import standing_after
from appraisal.timers import (
    fix_due_prices,
)
from appraisal.vocabulary import AssignmentState, PriceRoute, ServiceMethod
from appraisal.vocabulary.objections import (
    ObjectionKind,
    ObjectionOutcome,
    ObjectionState,
    ResultStanding,
)
from registry import facade as registry
from registry import queries as registry_queries
from tests.support.appraisals import (
    HOUR,
    WED,
    Desk,
    hand_in,
    lay_files,
    published,
    reported,
    survey,
)
from tests.support.objections import (
    ALL_HOLD,
    SECOND,
    THU,
    G,
    force,
    object_to,
    publish_again,
    rule,
    said,
    serve_debtor_later,
)
from tests.support.people import make_person


def test_an_objection_one_second_before_the_end_is_taken(desk: Desk) -> None:
    ends_at = published(desk)

    filed = object_to(desk, G.BASIC_FACTS, at=ends_at - SECOND)

    assert filed.state is ObjectionState.UNDER_RULING
    assert desk.assignment().state is AssignmentState.OBJECTED


def test_an_objection_one_second_after_the_end_is_refused_and_kept(desk: Desk) -> None:
    ends_at = published(desk)

    with pytest.raises(Refusal) as refused:
        object_to(desk, G.BASIC_FACTS, at=ends_at + SECOND)

    assert refused.value.code == "objection_late"
    assert "法释〔2018〕15号 第24条" in map(str, refused.value.citations)
    assert "法释〔2018〕15号 第25条" in map(str, refused.value.citations)
    (kept,) = reads.list_of_assignment(desk.assignment().id)
    assert (kept.state, kept.refusal) == (ObjectionState.REFUSED, "objection_late")
    assert desk.assignment().state is AssignmentState.PUBLISHED
    assert fix_due_prices(ends_at + SECOND) == 1


def test_the_moment_of_the_end_itself_is_late(desk: Desk) -> None:
    ends_at = published(desk)

    with pytest.raises(Refusal, match="objection_late"):
        object_to(desk, G.RESULT, at=ends_at)


def test_each_persons_five_days_run_on_their_own(desk: Desk) -> None:
    """The applicant's days are over while the debtor's run."""
    ends_at = serve_debtor_later(desk, WED + timedelta(days=3))
    first = registry.parties_of(desk.assignment().case_number)[0]
    (own,) = reads.list_services_of_party(desk.assignment().id, first.id)
    assert own.window_ends_at < ends_at

    with pytest.raises(Refusal, match="objection_late"):
        objections.file_objection(
            desk.no, statement=said(G.RESULT), actor=desk.applicant, at=own.window_ends_at
        )
    taken = object_to(desk, G.RESULT, at=own.window_ends_at)

    assert taken.window_ends_at == ends_at


def test_one_persons_objection_does_not_shorten_anothers_days(desk: Desk) -> None:
    """The debtor is rejected on the second day; the applicant still objects on the fifth."""
    ends_at = published(desk)
    first = object_to(desk, G.BASIC_FACTS)
    rule(desk, first)
    assert desk.assignment().state is AssignmentState.PUBLISHED
    assert not pricing.fix_price(desk.no, at=ends_at - SECOND)

    second = objections.file_objection(
        desk.no, statement=said(G.SCOPE), actor=desk.applicant, at=ends_at - SECOND
    )

    assert second.state is ObjectionState.UNDER_RULING
    assert fix_due_prices(ends_at) == 0


def test_no_price_stands_before_everybody_is_served(desk: Desk) -> None:
    reported(desk)
    first, second = registry.parties_of(desk.assignment().case_number)
    reports.publish_report(
        desk.no, checks=ALL_HOLD, note="", later=[second.id], actor=desk.clerk, at=WED + 5 * HOUR,
        service={first.id: reports.ServiceEntry(ServiceMethod.DIRECT, WED + 5 * HOUR)},
    )  # fmt: skip

    assert fix_due_prices(WED + timedelta(days=60)) == 0


def test_a_party_can_object_before_it_was_served(desk: Desk) -> None:
    reported(desk)
    first, second = registry.parties_of(desk.assignment().case_number)
    reports.publish_report(
        desk.no, checks=ALL_HOLD, note="", later=[second.id], actor=desk.clerk, at=WED + 5 * HOUR,
        service={first.id: reports.ServiceEntry(ServiceMethod.DIRECT, WED + 5 * HOUR)},
    )  # fmt: skip

    assert object_to(desk, G.RESULT).window_ends_at is None


def test_a_double_click_is_one_objection(desk: Desk) -> None:
    published(desk)

    first = object_to(desk, G.RESULT)
    again = object_to(desk, G.RESULT, at=THU + SECOND)

    assert again.id == first.id
    assert len(reads.list_of_assignment(desk.assignment().id)) == 1


def test_a_stranger_is_told_to_go_to_the_court(desk: Desk) -> None:
    published(desk)
    stranger = make_person("stranger", Role.PARTY)

    with pytest.raises(Forbidden, match="objection_not_concerned"):
        objections.file_objection(desk.no, statement=said(G.RESULT), actor=stranger, at=THU)


def test_an_interested_person_objects_on_paper_within_five_days_of_publication(desk: Desk) -> None:
    """P18: nobody served this person, so the days run from the publication."""
    ends_at = published(desk)
    entered_at = ends_at + 2 * HOUR

    taken = objections.enter_objection(
        desk.no, statement=said(G.PROCEDURE), handed_in_at=ends_at - SECOND, name="赵敏（承租人）",
        actor=desk.clerk, at=entered_at,
    )  # fmt: skip
    with pytest.raises(Refusal, match="objection_late"):
        objections.enter_objection(
            desk.no, statement=said(G.SCOPE), handed_in_at=ends_at, name="赵敏（承租人）",
            actor=desk.clerk, at=entered_at,
        )  # fmt: skip

    assert (taken.is_on_paper, taken.party_id) == (True, None)


def test_nobody_enters_a_paper_from_tomorrow(desk: Desk) -> None:
    published(desk)

    with pytest.raises(Refusal, match="objection_in_future"):
        objections.enter_objection(
            desk.no, statement=said(G.SCOPE), handed_in_at=THU + SECOND, name="赵敏",
            actor=desk.clerk, at=THU,
        )  # fmt: skip


@pytest.mark.parametrize("route", [PriceRoute.NEGOTIATED, PriceRoute.DIRECTED_INQUIRY])
def test_nobody_objects_to_an_agreed_or_an_official_price(desk: Desk, route: PriceRoute) -> None:
    """Art. 24: only evidence of art. 25 helps against those."""
    published(desk)
    force(desk, route=route)

    with pytest.raises(Refusal) as refused:
        object_to(desk, G.RESULT)

    assert refused.value.code == "objection_not_open"
    assert "法释〔2018〕15号 第25条" in map(str, refused.value.citations)


def test_a_network_inquiry_is_open_to_the_grounds_of_article_22_only(desk: Desk) -> None:
    published(desk)
    force(desk, route=PriceRoute.NETWORK_INQUIRY)

    with pytest.raises(Refusal, match="objection_ground_closed"):
        object_to(desk, G.METHOD)
    taken = object_to(desk, G.BASIC_FACTS, result_id=7)
    rule(desk, taken, G.BASIC_FACTS)

    after = reads.get_objection(taken.no)
    assert (after.result_id, standing_after(after)) == (7, ResultStanding.FALLS)
    assert desk.assignment().state is AssignmentState.PUBLISHED


def test_an_objection_says_what_and_why(desk: Desk) -> None:
    published(desk)

    with pytest.raises(Refusal) as refused:
        object_to(desk, text="太低")

    assert set(refused.value.fields) == {"grounds", "text"}
    assert not reads.list_of_assignment(desk.assignment().id)


def test_the_grounds_decide_which_way_it_goes(desk: Desk) -> None:
    """Art. 23(2): with (1) or (2) all goes to the agency, with (3) or (4) the court is first."""
    published(desk)

    assert object_to(desk, G.SCOPE).kind is ObjectionKind.COURT
    assert object_to(desk, G.METHOD, G.SCOPE).kind is ObjectionKind.AGENCY
    assert object_to(desk, G.METHOD, G.PROCEDURE).kind is ObjectionKind.MIXED


def test_the_higher_instance_is_due_by_the_law(desk: Desk) -> None:
    published(desk)

    ruled = object_to(desk, G.SCOPE)
    handed = object_to(desk, G.METHOD)

    # Thursday 5 March and fifteen days is Friday the 20th; and three days is Sunday, so Monday.
    assert ruled.due_at == end_of_day(date(2026, 3, 20))
    assert handed.due_at == end_of_day(date(2026, 3, 9))


def test_a_correction_answers_the_objection_and_is_not_open_to_another(desk: Desk) -> None:
    """Art. 24 and P19: whoever was served before keeps the days of the first receipt."""
    ends_at = published(desk)
    filed = object_to(desk, G.BASIC_FACTS)
    rule(desk, filed, G.BASIC_FACTS)
    assert desk.assignment().state is AssignmentState.CORRECTING

    publish_again(desk, ends_at + HOUR)

    after = reads.get_objection(filed.no)
    report = queries.get_report(desk.assignment())
    assert (after.outcome, after.corrected_report_id) == (ObjectionOutcome.CORRECTION, report.id)
    assert standing_after(after) is ResultStanding.CORRECTED
    with pytest.raises(Refusal, match="objection_to_correction"):
        object_to(desk, G.RESULT, at=ends_at + 3 * HOUR)
    assert fix_due_prices(ends_at + 3 * HOUR) == 1
    told = [entry.name for entry in entries_of(f"appraisal:{desk.no}")]
    assert "appraisal.objection.corrected" in told


def test_a_correction_needs_words_the_agency_can_act_on(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.BASIC_FACTS)

    with pytest.raises(Refusal, match="correction_missing"):
        rule(desk, filed, G.BASIC_FACTS, correction=" ")

    assert reads.find_ruling(filed.id) is None


def test_the_days_left_survive_a_correction_for_somebody_else(desk: Desk) -> None:
    """The report is corrected for the debtor; the applicant's fifth day is still to come."""
    ends_at = published(desk)
    rule(desk, object_to(desk, G.BASIC_FACTS), G.BASIC_FACTS)

    taken = objections.file_objection(
        desk.no, statement=said(G.SCOPE), actor=desk.applicant, at=THU + 2 * HOUR
    )
    publish_again(desk, THU + 3 * HOUR)

    assert taken.state is ObjectionState.UNDER_RULING
    assert desk.assignment().state is AssignmentState.OBJECTED
    assert desk.assignment().window_ends_at == ends_at
    assert fix_due_prices(ends_at) == 0


def test_an_unqualified_agency_loses_the_work_to_the_next(desk: Desk) -> None:
    published(desk)
    other = object_to(desk, G.RESULT)
    filed = object_to(desk, G.QUALIFICATION)

    rule(desk, filed, G.QUALIFICATION)

    assignment = desk.assignment()
    assert assignment.state is AssignmentState.COMMISSIONED
    assert assignment.agency_code == desk.agencies[1].agency_code
    assert reads.get_objection(filed.no).outcome is ObjectionOutcome.REPLACED
    assert reads.get_objection(other.no).state is ObjectionState.LAPSED
    assert papers.find(papers.PaperKind.RETURN_NOTICE, f"{desk.no}/1") is not None
    causes = [row.cause for row in registry_queries.evidence_of(desk.agency.agency_code or "")]
    assert "objection_upheld" in causes


def test_the_next_agency_reports_without_a_reason_for_a_correction(desk: Desk) -> None:
    published(desk)
    rule(desk, object_to(desk, G.PROCEDURE), G.PROCEDURE)
    desk.agencies = desk.agencies[1:]

    survey(desk, THU + 4 * HOUR)
    lay_files(desk, THU + 5 * HOUR)
    hand_in(desk, THU + 5 * HOUR)

    assert desk.assignment().state is AssignmentState.REPORTED


def test_nobody_is_left_when_the_last_agency_is_unqualified(desk: Desk) -> None:
    published(desk)
    for agency in desk.agencies[1:]:
        registry.mark_fallen(
            asset_no=desk.asset_no, agency_code=agency.agency_code or "", reason="回避",
            actor=desk.clerk, at=THU,
        )  # fmt: skip

    rule(desk, object_to(desk, G.PROCEDURE), G.PROCEDURE)

    assert desk.assignment().state is AssignmentState.EXHAUSTED
