"""Decisions on an agency's standing: who may, on what ground, for how long, and who judges."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.documents import facade as papers
from app.kernel.errors import Conflict, Forbidden, IllegalMove, Refusal
from app.store import db
from app.trail.queries import entries_of
from registry.checks.standing import standings_follow_from_decisions
from registry.queries import decisions
from registry.rules.standing import DECISION, Hearing
from registry.services import appeals, pools, standing
from registry.vocabulary import (
    DecisionAction,
    DecisionState,
    Standing,
    StandingAct,
    StandingGround,
)
from tests.support.books import NINE, Books, write_books
from tests.support.standing import (
    CODE,
    REASONS,
    agency,
    agency_actor,
    day,
    decide,
    heard,
    judge_elsewhere,
    second_judge,
)

ACT, GROUND = StandingAct, StandingGround
UPHOLD, OVERTURN = DecisionAction.UPHOLD, DecisionAction.OVERTURN
APPEAL = "逾期是法院移交材料迟延所致，请求撤销。"


@pytest.fixture
def books(db_session: Session) -> Books:
    return write_books()


def test_a_pause_has_its_ground_hearing_paper_and_end(books: Books) -> None:
    decision = decide(books)

    assert (agency().standing, agency().standing_until) == (Standing.PAUSED, date(2026, 6, 2))
    assert decision.no.startswith("S-0102-2026-")
    assert decision.appeal_until == date(2026, 3, 16)
    paper = papers.find(papers.PaperKind.STANDING_DECISION, decision.no)
    assert paper
    assert paper.no == decision.paper_no
    names = {entry.name for entry in entries_of(f"agency:{CODE}")}
    assert {"registry.standing.decided", "registry.agency.standing_changed"} <= names


def test_a_stop_is_open_ended(books: Books) -> None:
    assert decide(books, ACT.STOP).until_on is None
    assert agency().standing is Standing.STOPPED


def test_the_agency_on_probation_stays_in_the_pool_of_ordinary_assets(books: Books) -> None:
    decide(books, ACT.PROBATION)

    pool = pools.preview_pool(books.asset, NINE)
    assert next(s for s in pool.standees if s.agency.code == CODE).ticket


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("bad_months", {"months": 2}),
    ("bad_months", {"months": 7}),
    ("bad_months", {"months": None}),
    ("wrong_ground", {"ground": GROUND.TAIL_TEST}),
    ("wrong_ground", {"ground": GROUND.NATIONAL_LIST}),
    ("reasons_missing", {"reasons": " 太短 "}),
    ("hearing_missing", {"hearing": None}),
    ("hearing_not_held", {"hearing": heard(NINE + timedelta(hours=2))}),
    ("hearing_too_soon", {"hearing": heard(days=2)}),
    ("statement_missing", {"hearing": Hearing(NINE - timedelta(days=9), NINE, " ")}),
    ("removal_not_here", {"act": ACT.DELIST}),
    ("nothing_to_restore", {"act": ACT.RESTORE, "ground": GROUND.CAUSE_GONE}),
    ("standing_moved", {"seen": "S-0102-2026-9999"}),
]


@pytest.mark.parametrize(("code", "changes"), REFUSED)
def test_what_the_rules_do_not_carry_is_refused_whole(
    books: Books, code: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(Refusal) as refused:
        decide(books, **changes)

    assert refused.value.code == code
    assert agency().standing is Standing.ELIGIBLE
    assert not decisions.list_decisions(CODE)


def test_who_is_no_judge_of_a_court_decides_nothing(books: Books) -> None:
    for actor in (books.clerk, agency_actor()):
        with pytest.raises(Forbidden):
            decide(books, actor=actor)


def test_a_double_click_decides_once(books: Books) -> None:
    decide(books)

    with pytest.raises(Conflict) as refused:
        decide(books)

    assert refused.value.code == "measure_exists"
    assert len(decisions.list_decisions(CODE)) == 1


def test_of_two_judges_at_once_one_decides_and_the_other_is_told(app: Flask, books: Books) -> None:
    """Both looked at the same file; the second is not allowed to decide past the first."""
    told: list[str] = []
    gate = threading.Barrier(2)

    def run(act: StandingAct, actor: Any) -> None:
        with app.app_context():
            gate.wait()
            try:
                decide(books, act, seen="", actor=actor)
                told.append("decided")
            except Refusal as refusal:
                told.append(refusal.code)

    judges = [(ACT.PAUSE, books.judge), (ACT.STOP, second_judge(books))]
    runners = [threading.Thread(target=run, args=pair) for pair in judges]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()

    assert sorted(told) == ["decided", "standing_moved"]
    assert len(decisions.list_decisions(CODE)) == 1


def test_a_milder_measure_beside_a_stricter_one_is_refused(books: Books) -> None:
    decide(books, ACT.STOP)

    with pytest.raises(Conflict) as refused:
        decide(books, ACT.PAUSE)

    assert refused.value.code == "stricter_in_force"


def test_a_pause_goes_on_when_the_stop_above_it_is_overturned(books: Books) -> None:
    decide(books)
    stop = decide(books, ACT.STOP)
    appeals.appeal(no=stop.no, text=APPEAL, actor=agency_actor(), at=NINE)

    appeals.decide_appeal(
        no=stop.no, outcome=OVERTURN, reasons=REASONS, actor=second_judge(books), at=NINE
    )

    assert (agency().standing, agency().standing_until) == (Standing.PAUSED, date(2026, 6, 2))


def test_letting_back_in_ends_every_measure_and_has_its_paper(books: Books) -> None:
    decide(books)
    decide(books, ACT.STOP)

    restored = decide(books, ACT.RESTORE, ground=GROUND.CAUSE_GONE, hearing=None)

    assert agency().standing is Standing.ELIGIBLE
    assert not decisions.in_force(CODE)
    assert all(
        decision.ended_by_no == restored.no
        for decision in decisions.list_decisions(CODE)
        if decision.no != restored.no
    )
    assert papers.find(papers.PaperKind.STANDING_DECISION, restored.no)


def test_a_judge_of_another_court_does_not_undo_the_measure(books: Books) -> None:
    decide(books)

    with pytest.raises(Forbidden) as refused:
        decide(
            books,
            ACT.RESTORE,
            ground=GROUND.CAUSE_GONE,
            hearing=None,
            actor=judge_elsewhere(books),
        )

    assert refused.value.code == "other_court"
    assert agency().standing is Standing.PAUSED


def test_a_pause_ends_by_itself_after_its_last_day(books: Books) -> None:
    decision = decide(books)

    assert standing.end_due_decisions(day(date(2026, 6, 2), hour=23)) == 0
    assert agency().standing is Standing.PAUSED

    assert standing.end_due_decisions(day(date(2026, 6, 3))) == 1
    assert standing.end_due_decisions(day(date(2026, 6, 3))) == 0
    assert (agency().standing, agency().standing_until) == (Standing.ELIGIBLE, None)
    assert decisions.get_decision(decision.no).state is DecisionState.ENDED


def test_the_pool_lets_the_agency_in_on_the_next_day_even_if_the_clock_is_late(
    books: Books,
) -> None:
    decide(books)

    def grounds(on: date) -> list[str]:
        pool = pools.preview_pool(books.asset, day(on))
        standee = next(s for s in pool.standees if s.agency.code == CODE)
        return [str(found.code) for found in standee.exclusions]

    assert grounds(date(2026, 6, 2)) == ["E04"]
    assert grounds(date(2026, 6, 3)) == []


def test_a_removal_follows_the_national_list_for_five_years_and_knows_no_appeal(
    books: Books,
) -> None:
    removed = standing.delist_from_national_list(
        code=CODE, source="最高人民法院名单库 2026-03", actor=books.clerk, at=NINE
    )

    assert (agency().standing, removed.until_on) == (Standing.DELISTED, date(2031, 3, 2))
    again = standing.delist_from_national_list(
        code=CODE, source="最高人民法院名单库 2026-04", actor=books.clerk, at=NINE
    )
    assert again.no == removed.no
    with pytest.raises(Refusal) as refused:
        appeals.appeal(no=removed.no, text=APPEAL, actor=agency_actor(), at=NINE)
    assert refused.value.code == "no_appeal_here"


@pytest.mark.parametrize("act", [ACT.PAUSE, ACT.STOP, ACT.PROBATION, ACT.RESTORE])
def test_about_a_removed_agency_no_court_decides(books: Books, act: StandingAct) -> None:
    standing.delist_from_national_list(
        code=CODE, source="最高人民法院名单库", actor=books.clerk, at=NINE
    )
    ground = GROUND.CAUSE_GONE if act is ACT.RESTORE else GROUND.LATE

    with pytest.raises(Conflict) as refused:
        decide(books, act, ground=ground)

    assert refused.value.code == "agency_removed"


def test_a_removal_without_its_source_is_refused(books: Books) -> None:
    with pytest.raises(Refusal) as refused:
        standing.delist_from_national_list(code=CODE, source=" ", actor=books.clerk, at=NINE)

    assert refused.value.code == "source_missing"


def test_after_the_five_years_only_the_national_list_brings_the_agency_back(
    books: Books,
) -> None:
    standing.delist_from_national_list(
        code=CODE, source="最高人民法院名单库", actor=books.clerk, at=NINE
    )

    standing.end_due_decisions(day(date(2031, 3, 3)))

    assert agency().standing is Standing.ELIGIBLE
    pool = pools.preview_pool(books.asset, day(date(2031, 3, 3)))
    (standee,) = [s for s in pool.standees if s.agency.code == CODE]
    assert "E01" in {str(ground.code) for ground in standee.exclusions}


def test_a_standing_written_past_the_decisions_is_found(books: Books) -> None:
    decide(books)
    assert standings_follow_from_decisions() == []

    agency().standing = Standing.ELIGIBLE
    db.session.commit()

    (breach,) = standings_follow_from_decisions()
    assert (breach.invariant, CODE in breach.detail) == ("R9", True)


@pytest.mark.parametrize("action", DecisionAction)
@pytest.mark.parametrize("state", DecisionState)
def test_only_the_lawful_moves_of_a_decision_are_possible(
    state: DecisionState, action: DecisionAction
) -> None:
    lawful = {
        ("in_force", "appeal"): "appealed",
        ("in_force", "end"): "ended",
        ("appealed", "uphold"): "upheld",
        ("appealed", "overturn"): "overturned",
        ("upheld", "end"): "ended",
    }

    if (state, action) in lawful:
        assert DECISION.after(state, action) == lawful[(state, action)]
    else:
        with pytest.raises(IllegalMove):
            DECISION.after(state, action)
