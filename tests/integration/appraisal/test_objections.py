"""Objections from the door to their end: who, until when, which way, and what comes of it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.documents import facade as papers
from app.identity.facade import actor_named
from app.kernel.actors import Actor
from app.kernel.calendar import end_of_day
from app.kernel.errors import Conflict, Forbidden, IllegalMove, NotFound, Refusal
from app.kernel.permissions import Role
from app.store import unit_of_work
from app.trail.queries import entries_of
from appraisal import queries
from appraisal.models.objection import Objection
from appraisal.queries import objections as reads
from appraisal.services import objection_course as course
from appraisal.services import objection_rulings as rulings
from appraisal.services import objections, pricing, reports
from appraisal.services.objection_ends import standing_after
from appraisal.services.objections import GivenFile, Statement
from appraisal.services.serving import serve_party
from appraisal.timers import (
    DOOR_DRAIN,
    close_undisputed_answers,
    fix_drained_prices,
    fix_due_prices,
    let_agencies_fall_silent,
)
from appraisal.vocabulary import AssignmentState, PriceRoute, ReviewCheck, ServiceMethod
from appraisal.vocabulary.objections import (
    ObjectionGround,
    ObjectionKind,
    ObjectionOutcome,
    ObjectionState,
    ResultStanding,
    ReviewFinding,
)
from registry import facade as registry
from registry import queries as registry_queries
from registry.queries.pools import pending_reviews
from registry.vocabulary import EvidenceKind
from tests.support.appraisals import (
    HOUR,
    WED,
    Desk,
    hand_in,
    lay_files,
    published,
    reported,
    small_pdf,
    survey,
)
from tests.support.people import make_person

G = ObjectionGround
SECOND = timedelta(seconds=1)
ALL_HOLD = dict.fromkeys(ReviewCheck, True)
THU = WED + timedelta(days=1)
WORDS = "报告记载的建筑面积与不动产登记簿不一致。"


def said(*grounds: ObjectionGround, text: str = WORDS, **changes: Any) -> Statement:
    return Statement(frozenset(grounds), text, **changes)


def debtor() -> Actor:
    return actor_named("debtor")


def judge(desk: Desk) -> Actor:
    try:
        return actor_named("judge")
    except NotFound:
        return make_person("judge", Role.JUDGE, court_id=desk.clerk.court_id)


def object_to(
    desk: Desk, *grounds: ObjectionGround, at: datetime = THU, **changes: Any
) -> Objection:
    """Let the debtor object."""
    return objections.file_objection(
        desk.no, statement=said(*grounds, **changes), actor=debtor(), at=at
    )


def in_review(desk: Desk) -> Objection:
    """Walk an objection to the method until the association has it."""
    filed = object_to(desk, G.METHOD)
    course.hand_to_agency(filed.no, actor=desk.clerk, at=THU)
    course.answer_objection(filed.no, text="采用比较法依据充分。", actor=desk.agency, at=THU + HOUR)
    course.dispute_answer(filed.no, reason="可比实例不可比。", actor=debtor(), at=THU + 2 * HOUR)
    course.commission_review(
        filed.no, association="山东省房地产估价协会", questions="可比实例是否恰当？",
        due_on=date(2026, 3, 20), actor=desk.clerk, at=THU + 3 * HOUR,
    )  # fmt: skip
    return reads.get_objection(filed.no)


def conclude(desk: Desk, objection: Objection, finding: ReviewFinding, **changes: Any) -> None:
    given: dict[str, Any] = {
        "finding": finding, "summary": "经评审，意见如下。", "concluded_on": date(2026, 3, 5),
        "paper": GivenFile(small_pdf("评审意见"), "评审意见.pdf"), "actor": desk.clerk,
        "at": THU + 4 * HOUR,
    }  # fmt: skip
    course.conclude_review(objection.no, **{**given, **changes})


def rule(desk: Desk, objection: Objection, *upheld: ObjectionGround, **changes: Any) -> None:
    given: dict[str, Any] = {
        "reasons": "经审查，理由如下。", "correction": "更正建筑面积", "actor": judge(desk),
        "at": THU + HOUR,
    }  # fmt: skip
    rulings.rule_on_objection(objection.no, upheld=upheld, **{**given, **changes})


def publish_again(desk: Desk, at: datetime) -> None:
    """Hand a correction in and serve it at once on everybody."""
    lay_files(desk, at, words="补正后的评估报告")
    hand_in(desk, at, reason="按裁定补正")
    serve_all(desk, at + HOUR)


def force(desk: Desk, **values: Any) -> None:
    """Put an appraisal where no order leads yet."""
    with unit_of_work():
        for name, value in values.items():
            setattr(desk.assignment(), name, value)


def serve_all(desk: Desk, at: datetime) -> None:
    entry = reports.ServiceEntry(ServiceMethod.ELECTRONIC, at)
    reports.publish_report(
        desk.no, checks=ALL_HOLD, note="", actor=desk.clerk, at=at,
        service={party.id: entry for party in registry.parties_of(desk.assignment().case_number)},
    )  # fmt: skip


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


def serve_debtor_later(desk: Desk, at: datetime) -> datetime:
    """Serve the applicant first and the debtor at another moment; return the debtor's end."""
    reported(desk)
    first, second = registry.parties_of(desk.assignment().case_number)
    reports.publish_report(
        desk.no, checks=ALL_HOLD, note="", later=[second.id], actor=desk.clerk, at=WED + 5 * HOUR,
        service={first.id: reports.ServiceEntry(ServiceMethod.DIRECT, WED + 5 * HOUR)},
    )  # fmt: skip
    entry = reports.ServiceEntry(ServiceMethod.POST, at)
    return serve_party(desk.no, second.id, entry=entry, actor=desk.clerk, at=at).window_ends_at


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


def test_a_mixed_objection_goes_on_to_the_agency_when_the_court_rejects(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.METHOD, G.PROCEDURE)

    rule(desk, filed)

    after = reads.get_objection(filed.no)
    assert after.state is ObjectionState.FILED
    assert desk.assignment().state is AssignmentState.OBJECTED
    course.hand_to_agency(filed.no, actor=desk.clerk, at=THU + 2 * HOUR)
    assert reads.get_objection(filed.no).state is ObjectionState.WITH_AGENCY


def test_the_court_rules_only_on_what_is_its_own(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.METHOD, G.PROCEDURE)

    with pytest.raises(Refusal, match="ground_not_judged"):
        rule(desk, filed, G.METHOD)


def test_the_court_cannot_hand_on_what_it_has_to_rule_on(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.METHOD, G.PROCEDURE)

    with pytest.raises(IllegalMove):
        course.hand_to_agency(filed.no, actor=desk.clerk, at=THU)


def test_a_clerk_does_not_rule(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.SCOPE)

    with pytest.raises(Forbidden):
        rule(desk, filed, actor=desk.clerk)


def test_a_judge_of_another_court_does_not_rule(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.SCOPE)

    with pytest.raises(Forbidden, match="other_court"):
        rule(desk, filed, actor=make_person("far", Role.JUDGE, court_id=99))


def test_the_second_ruling_is_told_that_it_is_ruled(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.SCOPE)
    rule(desk, filed)

    with pytest.raises(Conflict, match="objection_ruled"):
        rule(desk, filed, G.SCOPE)


def test_the_agency_explains_and_the_objector_is_content(desk: Desk) -> None:
    ends_at = published(desk)
    filed = object_to(desk, G.METHOD)
    course.hand_to_agency(filed.no, actor=desk.clerk, at=THU)
    course.answer_objection(filed.no, text="采用比较法依据充分。", actor=desk.agency, at=THU + HOUR)

    course.accept_answer(filed.no, actor=debtor(), at=THU + 2 * HOUR)

    assert reads.get_objection(filed.no).outcome is ObjectionOutcome.EXPLAINED
    assert desk.assignment().state is AssignmentState.PUBLISHED
    assert fix_due_prices(ends_at) == 1
    assert papers.find(papers.PaperKind.OBJECTION_TRANSFER, filed.no) is not None


def test_an_explanation_sent_twice_is_one(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.METHOD)
    course.hand_to_agency(filed.no, actor=desk.clerk, at=THU)
    given = {"text": "采用比较法依据充分。", "actor": desk.agency}

    first = course.answer_objection(filed.no, at=THU + HOUR, **given)
    again = course.answer_objection(filed.no, at=THU + 2 * HOUR, **given)

    assert again.id == first.id


def test_an_agency_does_not_know_of_what_was_not_handed_to_it(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.METHOD)

    with pytest.raises(NotFound):
        course.answer_objection(filed.no, text="说明如下。", actor=desk.agency, at=THU)


def test_another_agency_does_not_explain(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.METHOD)
    course.hand_to_agency(filed.no, actor=desk.clerk, at=THU)

    with pytest.raises(NotFound):
        course.answer_objection(filed.no, text="说明如下。", actor=desk.agencies[1], at=THU)


def test_a_silent_agency_sends_the_objection_to_the_association(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.METHOD)
    due_at = course.hand_to_agency(filed.no, actor=desk.clerk, at=THU).due_at
    assert due_at is not None

    assert let_agencies_fall_silent(due_at + DOOR_DRAIN - SECOND) == 0
    assert let_agencies_fall_silent(due_at + DOOR_DRAIN) == 1
    assert let_agencies_fall_silent(due_at + 2 * DOOR_DRAIN) == 0

    assert reads.get_objection(filed.no).state is ObjectionState.DISPUTED


def test_an_explanation_after_five_days_is_late(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.METHOD)
    due_at = course.hand_to_agency(filed.no, actor=desk.clerk, at=THU).due_at
    assert due_at is not None

    with pytest.raises(Refusal, match="answer_late"):
        course.answer_objection(filed.no, text="说明如下。", actor=desk.agency, at=due_at)


def test_silence_of_the_objector_ends_the_objection(desk: Desk) -> None:
    """P17: five days to contradict the explanation."""
    published(desk)
    filed = object_to(desk, G.METHOD)
    course.hand_to_agency(filed.no, actor=desk.clerk, at=THU)
    course.answer_objection(filed.no, text="采用比较法依据充分。", actor=desk.agency, at=THU + HOUR)
    due_at = reads.get_objection(filed.no).due_at
    assert due_at is not None

    with pytest.raises(Refusal, match="dispute_late"):
        course.dispute_answer(filed.no, reason="仍不同意", actor=debtor(), at=due_at)
    assert close_undisputed_answers(due_at) == 0
    assert close_undisputed_answers(due_at + DOOR_DRAIN) == 1

    assert reads.get_objection(filed.no).outcome is ObjectionOutcome.EXPLAINED


def test_only_the_objector_contradicts(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.METHOD)
    course.hand_to_agency(filed.no, actor=desk.clerk, at=THU)
    course.answer_objection(filed.no, text="采用比较法依据充分。", actor=desk.agency, at=THU + HOUR)

    with pytest.raises(NotFound):
        course.dispute_answer(
            filed.no, reason="我仍不同意", actor=desk.applicant, at=THU + 2 * HOUR
        )
    with pytest.raises(Forbidden, match="not_your_objection"):
        course.accept_answer(filed.no, actor=desk.clerk, at=THU + 2 * HOUR)


def test_the_price_follows_a_review_that_does_not_negate(desk: Desk) -> None:
    """Arts. 23, 26."""
    ends_at = published(desk)
    objection = in_review(desk)
    assert papers.find(papers.PaperKind.REVIEW_COMMISSION, objection.no) is not None
    assert objection.due_at == end_of_day(date(2026, 3, 20))

    conclude(desk, objection, ReviewFinding.NOT_NEGATED)

    assert reads.get_objection(objection.no).outcome is ObjectionOutcome.NOT_NEGATED
    assert desk.assignment().state is AssignmentState.PUBLISHED
    assert fix_due_prices(ends_at) == 1


def test_a_review_that_negates_sends_the_report_back_and_counts(desk: Desk) -> None:
    published(desk)
    objection = in_review(desk)

    conclude(desk, objection, ReviewFinding.TO_CORRECT, correction="更换可比实例")

    assert desk.assignment().state is AssignmentState.CORRECTING
    (row,) = [
        row
        for row in registry_queries.evidence_of(desk.agency.agency_code or "")
        if row.kind is EvidenceKind.REVIEW
    ]
    assert row.is_good is False
    assert desk.agency.agency_code in pending_reviews()


def test_the_association_gets_a_day_to_come(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.METHOD)

    with pytest.raises(Refusal, match="review_due_past"):
        course.commission_review(
            filed.no, association="协会", questions="是否恰当？", due_on=date(2026, 3, 5),
            actor=desk.clerk, at=THU,
        )  # fmt: skip


def test_an_objection_that_is_taken_back_frees_the_report(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.RESULT)
    with pytest.raises(NotFound):
        objections.withdraw_objection(filed.no, actor=desk.applicant, at=THU + HOUR)

    objections.withdraw_objection(filed.no, actor=debtor(), at=THU + HOUR)

    assert desk.assignment().state is AssignmentState.PUBLISHED
    assert object_to(desk, G.RESULT, at=THU + 2 * HOUR).id != filed.id


def test_the_report_stays_objected_while_one_of_two_is_open(desk: Desk) -> None:
    published(desk)
    first, second = object_to(desk, G.RESULT), object_to(desk, G.SCOPE)

    objections.withdraw_objection(first.no, actor=debtor(), at=THU + HOUR)
    assert desk.assignment().state is AssignmentState.OBJECTED
    objections.refuse_objection(second.no, reason="非异议事项", actor=desk.clerk, at=THU + HOUR)

    assert desk.assignment().state is AssignmentState.PUBLISHED


def test_a_price_waits_for_an_open_objection_even_in_the_wrong_state(desk: Desk) -> None:
    ends_at = published(desk)
    object_to(desk, G.RESULT)
    force(desk, state=AssignmentState.PUBLISHED)

    assert not pricing.fix_price(desk.no, at=ends_at)


def test_an_objection_stamped_in_time_is_not_overtaken_by_the_clock(desk: Desk) -> None:
    """The timer runs while the files of an objection stamped a second before are being read."""
    ends_at = published(desk)

    assert fix_drained_prices(ends_at + SECOND) == 0
    taken = object_to(desk, G.RESULT, at=ends_at - SECOND)

    assert taken.state is ObjectionState.FILED
    assert fix_drained_prices(ends_at + DOOR_DRAIN) == 0


def test_a_paper_entered_after_the_price_is_kept_and_shown_the_way(desk: Desk) -> None:
    ends_at = published(desk)
    fix_due_prices(ends_at)
    party = registry.parties_of(desk.assignment().case_number)[1]

    with pytest.raises(Refusal, match="objection_after_price"):
        objections.enter_objection(
            desk.no, statement=said(G.RESULT), handed_in_at=ends_at - HOUR, party_id=party.id,
            actor=desk.clerk, at=ends_at + HOUR,
        )  # fmt: skip

    (kept,) = reads.list_of_assignment(desk.assignment().id)
    assert kept.refusal == "objection_after_price"


def test_a_rejection_can_be_reviewed_within_ten_days_once(desk: Desk) -> None:
    ends_at = published(desk)
    filed = object_to(desk, G.PROCEDURE)
    rule(desk, filed)
    ruling = reads.find_ruling(filed.id)
    assert ruling is not None
    # Thursday 5 March and ten days is Sunday, so Monday the 16th.
    assert ruling.review_until == end_of_day(date(2026, 3, 16))

    with pytest.raises(Refusal, match="ruling_review_late"):
        rulings.ask_review(filed.no, reasons="不服裁定", actor=debtor(), at=ruling.review_until)
    rulings.ask_review(
        filed.no, reasons="不服裁定", actor=debtor(), at=ruling.review_until - SECOND
    )
    with pytest.raises(IllegalMove):
        rulings.ask_review(filed.no, reasons="不服裁定", actor=desk.applicant, at=THU + 2 * HOUR)

    assert fix_due_prices(ends_at) == 1


def decide(desk: Desk, objection: Objection, at: datetime, **changes: Any) -> None:
    given: dict[str, Any] = {
        "is_reversed": True, "upheld": [G.PROCEDURE], "court_name": "济南市中级人民法院",
        "decision_no": "（2026）鲁01执复12号", "reasons": "撤销异议裁定。", "actor": desk.clerk,
    }  # fmt: skip
    rulings.decide_review(objection.no, at=at, **{**given, **changes})


def test_a_rejection_reversed_before_the_price_replaces_the_agency(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.PROCEDURE)
    rule(desk, filed)
    with pytest.raises(IllegalMove):
        decide(desk, filed, THU + 2 * HOUR)
    rulings.ask_review(filed.no, reasons="不服裁定", actor=debtor(), at=THU + 2 * HOUR)

    decide(desk, filed, THU + 3 * HOUR)

    assert desk.assignment().agency_code == desk.agencies[1].agency_code
    assert reads.get_objection(filed.no).outcome is ObjectionOutcome.REPLACED


def test_a_rejection_reversed_after_the_price_opens_it_again(desk: Desk) -> None:
    """P20: the review did not stop the price; the reversal before the first notice undoes it."""
    ends_at = published(desk)
    filed = object_to(desk, G.PROCEDURE)
    rule(desk, filed)
    rulings.ask_review(filed.no, reasons="不服裁定", actor=debtor(), at=THU + 2 * HOUR)
    assert fix_due_prices(ends_at) == 1

    decide(desk, filed, ends_at + HOUR)

    assignment = desk.assignment()
    assert (assignment.state, assignment.reference_price) == (AssignmentState.CHOOSING, None)


def test_an_upheld_ruling_that_is_reversed_no_longer_counts(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.PROCEDURE)
    rule(desk, filed, G.PROCEDURE)
    rulings.ask_review(filed.no, reasons="不服裁定", actor=desk.applicant, at=THU + 2 * HOUR)

    decide(desk, filed, THU + 3 * HOUR, upheld=[])

    counted = registry_queries.evidence_of(desk.agency.agency_code or "")
    assert "objection_upheld" not in [row.cause for row in counted]
    assert reads.get_objection(filed.no).outcome is ObjectionOutcome.REJECTED


def test_the_public_record_of_an_objection_names_nobody(desk: Desk) -> None:
    published(desk)
    objections.withdraw_objection(object_to(desk, G.RESULT).no, actor=debtor(), at=THU + HOUR)

    (closed,) = [
        entry
        for entry in entries_of(f"appraisal:{desk.no}")
        if entry.name == "appraisal.objection.closed"
    ]
    assert "李强" not in str(closed.payload)
    assert closed.actor == "system"
