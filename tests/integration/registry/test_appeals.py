"""Appeals of agencies: in time, once, and judged by somebody else of the same court."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.documents import facade as papers
from app.kernel.errors import Conflict, Forbidden, IllegalMove, NotFound, Refusal
from registry.queries import decisions
from registry.services import appeals, standing
from registry.vocabulary import (
    DecisionAction,
    DecisionState,
    Standing,
)
from tests.support.books import NINE, Books, write_books
from tests.support.standing import (
    CODE,
    REASONS,
    agency,
    agency_actor,
    day,
    decide,
    judge_elsewhere,
    second_judge,
)

UPHOLD, OVERTURN = DecisionAction.UPHOLD, DecisionAction.OVERTURN
APPEAL = "逾期是法院移交材料迟延所致，请求撤销。"


@pytest.fixture
def books(db_session: Session) -> Books:
    return write_books()


def test_an_appeal_on_the_last_day_is_taken(books: Books) -> None:
    decision = decide(books)

    appeals.appeal(
        no=decision.no, text=APPEAL, actor=agency_actor(), at=day(date(2026, 3, 16), hour=23)
    )

    assert decisions.get_decision(decision.no).state is DecisionState.APPEALED
    assert agency().standing is Standing.PAUSED


def test_an_appeal_one_day_late_is_refused(books: Books) -> None:
    decision = decide(books)

    with pytest.raises(Refusal) as refused:
        appeals.appeal(
            no=decision.no, text=APPEAL, actor=agency_actor(), at=day(date(2026, 3, 17), hour=0)
        )

    assert refused.value.code == "appeal_late"
    assert refused.value.params == {"until": "2026-03-16"}
    assert decisions.get_decision(decision.no).state is DecisionState.IN_FORCE


def test_an_agency_appeals_once_and_only_for_itself(books: Books) -> None:
    decision = decide(books)
    with pytest.raises(NotFound):
        appeals.appeal(no=decision.no, text=APPEAL, actor=agency_actor("X"), at=NINE)
    appeals.appeal(no=decision.no, text=APPEAL, actor=agency_actor(), at=NINE)

    with pytest.raises(Conflict) as refused:
        appeals.appeal(no=decision.no, text=APPEAL, actor=agency_actor(), at=NINE)

    assert refused.value.code == "appeal_exists"


def test_the_judge_who_decided_does_not_judge_the_appeal(books: Books) -> None:
    decision = decide(books)
    appeals.appeal(no=decision.no, text=APPEAL, actor=agency_actor(), at=NINE)

    with pytest.raises(Forbidden) as refused:
        appeals.decide_appeal(
            no=decision.no, outcome=UPHOLD, reasons=REASONS, actor=books.judge, at=NINE
        )

    assert refused.value.code == "decided_before"


def test_a_judge_of_another_court_does_not_judge_the_appeal(books: Books) -> None:
    decision = decide(books)
    appeals.appeal(no=decision.no, text=APPEAL, actor=agency_actor(), at=NINE)

    with pytest.raises(Forbidden) as refused:
        appeals.decide_appeal(
            no=decision.no, outcome=UPHOLD, reasons=REASONS, actor=judge_elsewhere(books), at=NINE
        )

    assert refused.value.code == "other_court"


@pytest.mark.parametrize(
    ("outcome", "state", "after"),
    [
        (UPHOLD, DecisionState.UPHELD, Standing.PAUSED),
        (OVERTURN, DecisionState.OVERTURNED, Standing.ELIGIBLE),
    ],
)
def test_another_judge_upholds_or_overturns_with_a_paper_of_its_own(
    books: Books, outcome: DecisionAction, state: DecisionState, after: Standing
) -> None:
    decision = decide(books)
    appeals.appeal(no=decision.no, text=APPEAL, actor=agency_actor(), at=NINE)

    decided = appeals.decide_appeal(
        no=decision.no, outcome=outcome, reasons=REASONS, actor=second_judge(books), at=NINE
    )

    assert (decided.state, agency().standing) == (state, after)
    paper = papers.find(papers.PaperKind.APPEAL_DECISION, decision.no)
    assert paper
    assert paper.no == decided.appeal_paper_no
    with pytest.raises(IllegalMove):
        appeals.decide_appeal(
            no=decision.no, outcome=outcome, reasons=REASONS, actor=second_judge(books), at=NINE
        )


def test_an_appeal_still_waits_for_its_answer_when_the_pause_is_over(books: Books) -> None:
    decision = decide(books)
    appeals.appeal(no=decision.no, text=APPEAL, actor=agency_actor(), at=NINE)
    over = day(date(2026, 6, 3))
    standing.end_due_decisions(over)
    assert agency().standing is Standing.ELIGIBLE
    assert decisions.get_decision(decision.no).state is DecisionState.APPEALED

    decided = appeals.decide_appeal(
        no=decision.no, outcome=UPHOLD, reasons=REASONS, actor=second_judge(books), at=over
    )

    assert decided.state is DecisionState.ENDED
    assert agency().standing is Standing.ELIGIBLE


def test_a_rule_puts_on_probation_with_its_numbers_and_any_judge_there_hears_the_appeal(
    books: Books,
) -> None:
    numbers = {"n": 100, "late": 40, "limit": "0.75", "tail": 0.99512345, "threshold": "0.90"}

    decision = standing.place_on_probation_by_rule(code=CODE, numbers=numbers, at=NINE)

    assert decision is not None
    assert decision.numbers["tail"] == "0.9951"
    assert (decision.decided_by, decision.court_id) == (None, books.court_id)
    assert agency().standing is Standing.PROBATION
    assert papers.find(papers.PaperKind.STANDING_DECISION, decision.no)
    assert standing.place_on_probation_by_rule(code=CODE, numbers=numbers, at=NINE) is None
    appeals.appeal(no=decision.no, text=APPEAL, actor=agency_actor(), at=NINE)
    appeals.decide_appeal(
        no=decision.no, outcome=OVERTURN, reasons=REASONS, actor=books.judge, at=NINE
    )
    assert agency().standing is Standing.ELIGIBLE
