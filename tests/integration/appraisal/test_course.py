"""What a court does with an appraisal beside its main steps: rest, take back, issue again."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image

from app.documents import facade as papers
from app.kernel.calendar import end_of_day
from app.kernel.clock import clock
from app.kernel.errors import Conflict, Forbidden, IllegalMove, Refusal
from app.kernel.facts import Audience
from app.lawbook.calculations import calculate
from app.ledger import facade as ledger
from app.store import blobs
from app.trail.models import TrailEntry
from app.trail.queries import entries_of
from app.web.modules import calculators
from appraisal import facade, seeds
from appraisal.queries import (
    find_withdrawal,
    list_appointments,
    list_handovers,
    list_surveys,
    list_suspensions,
)
from appraisal.queries.deadlines import list_open_of_court
from appraisal.rules.periods import last_day, report_due_on, report_end
from appraisal.services import (
    commissioning,
    disposal,
    materials,
    reports,
    respites,
    routing,
    surveys,
    suspension,
    withdrawal,
)
from appraisal.timers import expire_due_prices, fix_due_prices, pass_on_due_work
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
    hand_in,
    lay_files,
    published,
    reported,
    small_picture,
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
    assert names.count("appraisal.suspended") == 1
    assert names[-1] == "appraisal.resumed"
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


def priced(desk: Desk) -> datetime:
    """Walk until the price is fixed; return the last moment of its validity."""
    ends_at = published(desk)
    assert fix_due_prices(ends_at) == 1
    until = desk.assignment().price_valid_until
    assert until is not None
    return end_of_day(until)


def test_a_price_without_a_notice_ends_with_its_validity(desk: Desk) -> None:
    over = priced(desk)

    assert expire_due_prices(over - timedelta(seconds=1)) == 0
    assert expire_due_prices(over) == 1
    assert expire_due_prices(over + DAY) == 0

    assert desk.assignment().state is AssignmentState.EXPIRED
    assert facade.reference_price(desk.asset_no) is None


def test_a_notice_in_time_keeps_the_price_for_the_sale(desk: Desk) -> None:
    over = priced(desk)
    facade.start_disposal(desk.asset_no, actor=desk.clerk, at=over - HOUR)
    facade.start_disposal(desk.asset_no, actor=desk.clerk, at=over - HOUR)

    assert expire_due_prices(over + 60 * DAY) == 0

    assert desk.assignment().state is AssignmentState.DISPOSING
    assert facade.reference_price(desk.asset_no) is not None
    started = [e for e in entries_of(f"appraisal:{desk.no}") if "disposal" in e.name]
    assert len(started) == 1


def test_no_first_notice_goes_out_after_the_validity(desk: Desk) -> None:
    over = priced(desk)

    with pytest.raises(Refusal, match="price_expired"):
        facade.start_disposal(desk.asset_no, actor=desk.clerk, at=over)


def test_the_court_ends_a_sale_price_only_after_six_months_more(desk: Desk) -> None:
    over = priced(desk)
    facade.start_disposal(desk.asset_no, actor=desk.clerk, at=over - HOUR)

    with pytest.raises(Conflict, match="price_still_valid"):
        disposal.end_price(desk.no, actor=desk.clerk, at=over + 180 * DAY)
    disposal.end_price(desk.no, actor=desk.clerk, at=over + 190 * DAY)

    assert desk.assignment().state is AssignmentState.EXPIRED


def test_the_same_agency_issues_its_report_again_in_fifteen_days(desk: Desk) -> None:
    """法释〔2018〕15号 art. 19(4)."""
    over = priced(desk)
    expire_due_prices(over)

    disposal.ask_reissue(desk.no, actor=desk.clerk, at=over + HOUR)

    assignment = desk.assignment()
    assert assignment.state is AssignmentState.DRAFTING
    assert assignment.agency_code == desk.agency.agency_code
    assert assignment.reissues == 1
    assert assignment.reference_price is None
    assert list_appointments(assignment.id)[-1].is_reissue
    assert due_on(desk) == report_end(date(2027, 3, 4), is_reissue=True).due_on
    assert papers.find(papers.PaperKind.REISSUE_NOTICE, f"{desk.no}/1") is not None


def test_a_report_issued_again_is_served_and_fixes_a_price(desk: Desk) -> None:
    over = priced(desk)
    expire_due_prices(over)
    disposal.ask_reissue(desk.no, actor=desk.clerk, at=over + HOUR)
    later = over + DAY
    lay_files(desk, later, words="重新出具")
    hand_in(
        desk, later, reason="重新出具", valuation_on=date(2027, 3, 5),
        reported_on=date(2027, 3, 5), valid_until=date(2028, 3, 4),
    )  # fmt: skip
    ends_at = seeds.seed_publication(desk.no, clerk=desk.clerk, at=later + HOUR)

    assert fix_due_prices(ends_at) == 1

    assert desk.assignment().price_valid_until == date(2028, 3, 4)


def test_the_ways_are_open_again_after_an_expiry(desk: Desk) -> None:
    over = priced(desk)
    expire_due_prices(over)

    with pytest.raises(Forbidden):
        disposal.reopen_routes(desk.no, reason="双方愿意议价", actor=desk.clerk, at=over + HOUR)
    disposal.reopen_routes(desk.no, reason="双方愿意议价", actor=desk.judge, at=over + HOUR)

    assert desk.assignment().state is AssignmentState.CHOOSING
    assert desk.assignment().reference_price is None


def test_the_commission_comes_with_a_list_of_the_material(desk: Desk) -> None:
    commission(desk)

    (row,) = list_handovers(desk.assignment().id)
    assert row.turn == 1
    assert any("评估委托书" in item for item in row.items)
    assert papers.find(papers.PaperKind.TRANSFER_LIST, f"{desk.no}/1") is not None


def test_more_material_is_listed_on_a_paper_of_its_own(desk: Desk) -> None:
    commission(desk)

    materials.hand_over(desk.no, items=["租赁合同", " "], actor=desk.clerk, at=WED + HOUR)

    assert list_handovers(desk.assignment().id)[-1].items == ["租赁合同"]
    with pytest.raises(Refusal, match="no_materials"):
        materials.hand_over(desk.no, items=[" "], actor=desk.clerk, at=WED + HOUR)


def test_the_parties_are_called_to_a_moment_that_is_still_to_come(desk: Desk) -> None:
    commission(desk)

    call = surveys.call_survey(
        desk.no, held_at=WED + 2 * DAY, place="解放路100号", actor=desk.clerk, at=WED + HOUR
    )

    assert papers.find(papers.PaperKind.SURVEY_NOTICE, f"{desk.no}/1") is not None
    assert call.paper_no
    with pytest.raises(Refusal, match="survey_call_in_past"):
        surveys.call_survey(desk.no, held_at=WED, place="解放路", actor=desk.clerk, at=WED + HOUR)


def test_a_drawn_signature_is_sealed_with_the_record(desk: Desk) -> None:
    commission(desk)
    commissioning.accept_assignment(desk.no, actor=desk.agency, at=WED + HOUR)

    surveys.record_survey(
        desk.no, held_at=WED + HOUR, place="解放路100号", attendees=seeds.SURVEY_PEOPLE,
        notes="空置", signatures={0: png()}, actor=desk.agency, at=WED + 2 * HOUR,
    )  # fmt: skip

    (row,) = list_surveys(desk.assignment().id)
    assert row.attendees[0]["signature_id"] is not None
    assert row.attendees[1]["signature_id"] is None
    assert row.witness == "社区工作人员"
    assert papers.find(papers.PaperKind.SURVEY_RECORD, f"{desk.no}/1") is not None


def png() -> bytes:
    """Return a small drawing as a browser would send it."""
    target = io.BytesIO()
    Image.open(io.BytesIO(small_picture())).save(target, "PNG")
    return target.getvalue()
