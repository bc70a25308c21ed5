"""What a court does with an appraisal beside its main steps: let it rest, take it back."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from app.documents import facade as papers
from app.kernel.calendar import end_of_day
from app.kernel.clock import clock
from app.kernel.errors import Forbidden, IllegalMove, Refusal
from app.kernel.facts import Audience
from app.lawbook.calculations import calculate
from app.ledger import facade as ledger
from app.store import blobs
from app.trail.models import TrailEntry
from app.trail.queries import entries_of
from app.web.modules import calculators
from appraisal import facade
from appraisal.queries import (
    find_withdrawal,
    list_suspensions,
)
from appraisal.queries.deadlines import list_open_of_court
from appraisal.rules.periods import last_day, report_due_on
from appraisal.services import (
    commissioning,
    reports,
    respites,
    routing,
    suspension,
    withdrawal,
)
from appraisal.timers import fix_due_prices, pass_on_due_work
from appraisal.vocabulary import (
    AppraisalGround,
    AssignmentState,
    PriceRoute,
    RespiteGround,
    ReviewCheck,
    SuspensionGround,
    WithdrawalGround,
)
from appraisal.vocabulary.deadlines import DeadlineStep
from registry import facade as registry
from tests.support.appraisals import (
    BASIC_FEE,
    HOUR,
    WED,
    Desk,
    commission,
    published,
    reported,
    survey,
)
from tests.support.pdfs import text_of

DAY = timedelta(days=1)


def suspend(desk: Desk, at: datetime) -> None:
    suspension.suspend_appraisal(
        desk.no, ground=SuspensionGround.MATERIALS_WRONG, reason="面积需重新核实",
        actor=desk.judge, at=at,
    )  # fmt: skip


def resume(desk: Desk, at: datetime) -> None:
    suspension.resume_appraisal(desk.no, reason="已核实", actor=desk.judge, at=at)


def withdraw(desk: Desk, at: datetime) -> None:
    withdrawal.withdraw_appraisal(
        desk.no, ground=WithdrawalGround.OBLIGATION_MET, reason="已履行完毕",
        actor=desk.judge, at=at,
    )  # fmt: skip


def told_to_parties(desk: Desk) -> Sequence[TrailEntry]:
    return entries_of(f"appraisal:{desk.no}:court", audience=Audience.PARTIES)


def due_on(desk: Desk) -> date:
    due_at = desk.assignment().due_at
    assert due_at is not None
    return last_day(due_at)


@pytest.mark.parametrize("progress", ["commissioned", "surveying", "drafting"])
def test_the_work_goes_on_where_it_was_stopped(desk: Desk, progress: str) -> None:
    commission(desk)
    if progress == "surveying":
        commissioning.accept_assignment(desk.no, actor=desk.agency, at=WED + HOUR)
    if progress == "drafting":
        survey(desk)

    suspend(desk, WED + DAY)
    stopped = desk.assignment().state
    resume(desk, WED + 2 * DAY)

    assert stopped is AssignmentState.SUSPENDED
    assert desk.assignment().state.value == progress
    assert desk.assignment().suspended_from is None


def test_the_days_of_rest_are_nobodys(desk: Desk) -> None:
    """法释〔2018〕15号 art. 19(1): the time of a suspension is not counted."""
    commission(desk)
    before = due_on(desk)

    suspend(desk, WED + DAY)
    resume(desk, WED + 7 * DAY)

    began = date(2026, 3, 4)
    assert due_on(desk) == report_due_on(began, suspended_days=6)
    assert due_on(desk) >= before + 6 * DAY


def test_nothing_is_late_while_the_work_rests(desk: Desk) -> None:
    commission(desk)
    due_at = desk.assignment().due_at
    assert due_at is not None
    suspend(desk, due_at - DAY)

    assert pass_on_due_work(due_at + 30 * DAY) == 0

    resume(desk, due_at + 30 * DAY)
    assert pass_on_due_work(due_at + 30 * DAY + HOUR) == 0


def test_thirty_and_fifteen_and_fifteen_days_with_a_rest_end_after_national_day(
    desk: Desk,
) -> None:
    """Must show 6: calculator, row, board and paper name the same day."""
    began = datetime(2026, 7, 28, 2, tzinfo=UTC)
    clock.advance(began - clock.now())
    commission(desk, began)
    for _ in range(2):
        respites.grant_respite(
            desk.no, ground=RespiteGround.EXTENSION, days=15, asked_on=date(2026, 8, 10),
            reason="资料多", actor=desk.clerk, at=began + 13 * DAY,
        )  # fmt: skip
    suspend(desk, began + 20 * DAY)
    resume(desk, began + 26 * DAY)

    calculated = calculate(
        "deadline",
        {"commission_received": "2026-07-28", "suspended_days": 6, "extensions_days": [15, 15]},
        calculators(),
    )
    row = next(row for row in list_open_of_court(desk.assignment().court_id) if row.dues)
    due = next(due for due in row.dues if due.step is DeadlineStep.REPORT)
    paper = papers.find(papers.PaperKind.RESUMPTION_NOTICE, f"{desk.no}/1")
    assert paper is not None

    # 28 July and 66 days come to 2 October, inside the holiday that ends on the seventh.
    assert calculated.result["due_date"] == "2026-10-08"
    assert due_on(desk) == date(2026, 10, 8)
    assert desk.assignment().due_at == end_of_day(date(2026, 10, 8))
    assert (due.end.nominal_on, due.end.due_on) == (date(2026, 10, 2), date(2026, 10, 8))
    assert due.end.holiday == "国庆节"
    assert "2026年10月8日" in text_of(blobs.path(paper.sha256).read_bytes())


def test_a_correction_gets_its_days_of_rest_back(desk: Desk) -> None:
    reported(desk)
    checks = {check: check is not ReviewCheck.SCOPE for check in ReviewCheck}
    reports.return_report(desk.no, checks=checks, note="漏项", actor=desk.clerk, at=WED + DAY)
    assert due_on(desk) == date(2026, 3, 9)

    suspend(desk, WED + DAY + HOUR)
    resume(desk, WED + 4 * DAY + HOUR)

    # Thursday and six days; the Sunday on the way does not count twice.
    assert due_on(desk) == date(2026, 3, 11)


def test_no_price_is_fixed_while_the_appraisal_rests(desk: Desk) -> None:
    ends_at = published(desk)
    suspend(desk, ends_at - HOUR)

    assert fix_due_prices(ends_at + HOUR) == 0

    resume(desk, ends_at + 2 * HOUR)
    assert fix_due_prices(ends_at + 3 * HOUR) == 1


def test_a_suspension_is_a_paper_and_a_fact(desk: Desk) -> None:
    commission(desk)
    suspend(desk, WED + DAY)
    resume(desk, WED + 2 * DAY)

    names = [entry.name for entry in told_to_parties(desk)]
    assert names.count("appraisal.work.suspended") == 1
    assert names[-1] == "appraisal.work.resumed"
    assert papers.find(papers.PaperKind.SUSPENSION_DECISION, f"{desk.no}/1") is not None
    assert papers.find(papers.PaperKind.RESUMPTION_NOTICE, f"{desk.no}/1") is not None


def test_a_clerk_does_not_suspend(desk: Desk) -> None:
    commission(desk)

    with pytest.raises(Forbidden):
        suspension.suspend_appraisal(
            desk.no, ground=SuspensionGround.COURT_DECIDES, reason="x", actor=desk.clerk, at=WED
        )
    assert not list_suspensions(desk.assignment().id)


def test_what_rests_cannot_be_stopped_again(desk: Desk) -> None:
    commission(desk)
    suspend(desk, WED + DAY)

    with pytest.raises(IllegalMove):
        suspend(desk, WED + DAY + HOUR)
    assert len(list_suspensions(desk.assignment().id)) == 1


def test_a_suspension_without_a_reason_is_refused(desk: Desk) -> None:
    commission(desk)

    with pytest.raises(Refusal, match="reason_needed"):
        suspension.suspend_appraisal(
            desk.no, ground=SuspensionGround.COURT_DECIDES, reason=" ", actor=desk.judge, at=WED
        )


def test_an_unpaid_fee_need_not_be_paid_after_a_withdrawal(desk: Desk) -> None:
    opened = routing.choose_route(
        desk.asset_no, route=PriceRoute.COMMISSIONED_APPRAISAL,
        ground=AppraisalGround.BOTH_ASK, note="", actor=desk.clerk, at=WED,
    )  # fmt: skip
    desk.no = opened.no
    commissioning.ask_basic_fee(
        desk.no, amount=BASIC_FEE, schedule="RE_1995_971", due_at=WED + 7 * DAY,
        actor=desk.clerk, at=WED,
    )  # fmt: skip

    withdraw(desk, WED + HOUR)

    assert desk.assignment().state is AssignmentState.WITHDRAWN
    assert ledger.find_order(desk.no) is None


def test_a_withdrawal_frees_the_agency(desk: Desk) -> None:
    commission(desk)
    code = desk.agency.agency_code or ""
    loaded = registry.count_commission(code=code, opened=0)

    withdraw(desk, WED + HOUR)

    assert registry.count_commission(code=code, opened=0) == loaded - 1
    row = find_withdrawal(desk.assignment().id)
    assert row is not None
    assert papers.find(papers.PaperKind.WITHDRAWAL_NOTICE, desk.no) is not None


def test_an_asset_that_was_taken_back_may_be_filed_again(desk: Desk) -> None:
    commission(desk)
    withdraw(desk, WED + HOUR)

    again = routing.choose_route(
        desk.asset_no, route=PriceRoute.COMMISSIONED_APPRAISAL,
        ground=AppraisalGround.BOTH_ASK, note="", actor=desk.clerk, at=WED + 2 * HOUR,
    )  # fmt: skip

    assert again.no != desk.no
    found = facade.find_appraisal(desk.asset_no)
    assert found is not None
    assert found.no == again.no


def test_a_suspended_appraisal_can_be_taken_back(desk: Desk) -> None:
    commission(desk)
    suspend(desk, WED + HOUR)

    withdraw(desk, WED + 2 * HOUR)

    assert desk.assignment().state is AssignmentState.WITHDRAWN
    assert list_suspensions(desk.assignment().id)[0].ended_at == WED + 2 * HOUR


def test_a_price_that_stands_is_not_taken_back(desk: Desk) -> None:
    ends_at = published(desk)
    fix_due_prices(ends_at)

    with pytest.raises(IllegalMove):
        withdraw(desk, ends_at + HOUR)
