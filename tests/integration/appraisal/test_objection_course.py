"""What comes of an objection: rulings, explanations, reviews, and their reversal."""

from datetime import date

import pytest

from app.documents import facade as papers
from app.kernel.calendar import end_of_day
from app.kernel.errors import Conflict, Forbidden, IllegalMove, NotFound, Refusal
from app.kernel.permissions import Role
from app.trail.queries import entries_of
from appraisal.queries import objections as reads
from appraisal.services import objection_course as course
from appraisal.services import objection_rulings as rulings
from appraisal.services import objections, pricing
from appraisal.timers import (
    DOOR_DRAIN,
    close_undisputed_answers,
    fix_drained_prices,
    fix_due_prices,
    let_agencies_fall_silent,
)
from appraisal.vocabulary import AssignmentState
from appraisal.vocabulary.objections import (
    ObjectionOutcome,
    ObjectionState,
    ReviewFinding,
)
from registry import facade as registry
from registry import queries as registry_queries
from registry.queries.pools import pending_reviews
from registry.vocabulary import EvidenceKind
from tests.support.appraisals import (
    HOUR,
    Desk,
    published,
)
from tests.support.objections import (
    SECOND,
    THU,
    G,
    conclude,
    debtor,
    decide,
    force,
    in_review,
    object_to,
    rule,
    said,
)
from tests.support.people import make_person


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
