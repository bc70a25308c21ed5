"""The basic fee: set by the court, paid or guaranteed, reminded, stalled, and spent."""

from datetime import date, datetime

import pytest

from app.documents import facade as papers
from app.kernel.clock import clock
from app.kernel.errors import Conflict, IllegalMove, NotFound, Refusal
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import facade as ledger
from app.trail.reader import run_readers
from appraisal import facade
from appraisal.models.fee import ExpenseClaim, FeeGuarantee
from appraisal.readers import READERS
from appraisal.rules.basic_fee import BasicFeeRule
from appraisal.rules.fees import Regime
from appraisal.services import expenses, guarantees
from appraisal.services.fee_settings import adopt_fee_setting, propose
from appraisal.services.routing import choose_route
from appraisal.timers import remind_due_fees, stall_due_fees
from appraisal.vocabulary import AppraisalGround, AssignmentState, PriceRoute
from appraisal.vocabulary.fees import FeeBasis, FeeState
from registry.vocabulary import AssetNature
from tests.support.appraisals import (
    APPLICANT_ID,
    BASIC_FEE,
    HOUR,
    WED,
    Desk,
    commission,
    small_pdf,
)
from tests.support.fees import (
    DAY,
    INSURER,
    INSURER_CODE,
    LATER,
    account,
    ask,
    assert_adds_up,
    judge_of,
    opened,
    priced,
    put,
    set_regime,
    settle,
)
from tests.support.people import make_person

# -- The basic fee by the court's setting


def test_the_setting_of_the_court_proposes_the_fee_and_says_how(desk: Desk) -> None:
    opened_no = choose_route(
        desk.asset_no, route=PriceRoute.COMMISSIONED_APPRAISAL, ground=AppraisalGround.BOTH_ASK,
        note="", actor=desk.clerk, at=WED,
    ).no  # fmt: skip
    desk.no = opened_no
    by_hand = propose(desk.assignment(), on=WED.date())
    adopt_fee_setting(
        regime=Regime.SD54_PURE,
        rates={
            AssetNature.HOUSING: BasicFeeRule(
                FeeBasis.SHARE, share_bp=3000, cap=Money(240_000), minimum=Money(50_000)
            )
        },
        pay_days=10, reasons="按标准收费额的三成预收，设最高限额。", actor=judge_of(desk), at=WED,
    )  # fmt: skip

    proposed = propose(desk.assignment(), on=WED.date())

    assert by_hand.calculation is None
    assert by_hand.regime is Regime.SD54_WITH_FS15
    assert proposed.calculation is not None
    # 825,000 by the schedule on 2,300,000 yuan, 30 % of it 247,500, cut to the ceiling.
    assert proposed.calculation.result == {"basic_fee_fen": 240_000}
    assert "P21" in proposed.calculation.policies
    assert (proposed.regime, proposed.pay_days) == (Regime.SD54_PURE, 10)
    with pytest.raises(Refusal, match="fee_departs_needs_reason"):
        ask(desk, amount=Money(100_000), due_at=WED + 7 * DAY)
    ask(desk, amount=Money(100_000), due_at=WED + 7 * DAY, reason="标的面积小，工作量少。")
    assert account(desk).regime is Regime.SD54_PURE


def test_a_setting_is_adopted_by_a_judge_and_never_twice_the_same(desk: Desk) -> None:
    set_regime(desk, Regime.SD54_PURE)
    judge = make_person("judge2", Role.JUDGE, court_id=desk.clerk.court_id)
    same = {"regime": Regime.SD54_PURE, "rates": {}, "pay_days": 7, "at": WED}

    with pytest.raises(Refusal):
        adopt_fee_setting(**same, reasons="书记员不能决定此事项。", actor=desk.clerk)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="fee_setting_unchanged"):
        adopt_fee_setting(**same, reasons="与现行版本完全相同。", actor=judge)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="fee_setting_moved"):
        adopt_fee_setting(
            **{**same, "pay_days": 9},
            reasons="看到的是已经过时的版本。",
            seen=0,
            actor=judge,  # type: ignore[arg-type]
        )
    with pytest.raises(Refusal, match="fee_rate_incomplete"):
        adopt_fee_setting(
            **{**same, "rates": {AssetNature.HOUSING: BasicFeeRule(FeeBasis.SHARE, share_bp=1)}},  # type: ignore[arg-type]
            reasons="比例收费没有最高限额。", actor=judge,
        )  # fmt: skip


# -- Unpaid: reminder, stall, late payment


def test_an_unpaid_fee_is_reminded_stalls_and_is_paid_late(desk: Desk) -> None:
    opened(desk)
    due = WED + 7 * DAY

    assert remind_due_fees(due - 3 * DAY) == 0
    assert remind_due_fees(due - 2 * DAY) == 1
    assert remind_due_fees(due - DAY) == 0
    assert papers.find("fee_reminder", f"{desk.no}/1/before") is not None
    assert stall_due_fees(due - HOUR) == 0
    assert stall_due_fees(due) == 1
    assert stall_due_fees(due + HOUR) == 0
    assert desk.assignment().state is AssignmentState.STALLED

    pay_at(desk, due + 5 * DAY)

    assert desk.assignment().state is AssignmentState.COMMISSIONED
    assert account(desk).state is FeeState.BASIC_PAID
    assert account(desk).basic_paid == BASIC_FEE


def pay_at(desk: Desk, paid_at: datetime) -> None:
    """Let the applicant pay at a moment that the law's clock has reached."""
    clock.advance(paid_at - clock.now())
    desk.pay(desk.assignment().fee_order_no or "")


def test_after_a_stall_the_fee_is_asked_again_with_a_new_day(desk: Desk) -> None:
    opened(desk)
    first = desk.assignment().fee_order_no
    stall_due_fees(WED + 7 * DAY)

    ask(desk, due_at=WED + 20 * DAY, at=WED + 8 * DAY)

    assert desk.assignment().state is AssignmentState.FEE_PENDING
    assert desk.assignment().fee_order_no == first
    assert ledger.get_order(first or "").due_at == WED + 20 * DAY
    assert papers.find("fee_reminder", f"{desk.no}/2") is not None
    assert stall_due_fees(WED + 19 * DAY) == 0
    desk.pay(first or "")
    assert desk.assignment().state is AssignmentState.COMMISSIONED


def test_another_sum_after_a_stall_voids_the_old_order(desk: Desk) -> None:
    opened(desk)
    first = desk.assignment().fee_order_no or ""
    stall_due_fees(WED + 7 * DAY)

    ask(desk, amount=Money(150_000), due_at=WED + 20 * DAY, at=WED + 8 * DAY)

    assert ledger.get_order(first).state == "canceled"
    assert desk.assignment().fee_order_no != first
    desk.pay(first)
    assert desk.assignment().state is AssignmentState.FEE_PENDING


# -- A letter of guarantee


def letter(desk: Desk, **changes: object) -> FeeGuarantee:
    given: dict[str, object] = {
        "insurer": INSURER, "insurer_code": INSURER_CODE, "number": "BH2026-001",
        "amount": BASIC_FEE, "valid_until": date(2026, 12, 31),
        "source": small_pdf("保函"), "filename": "保函.pdf", "actor": desk.applicant,
        "at": WED + DAY,
    }  # fmt: skip
    return guarantees.hand_in_guarantee(desk.no, **{**given, **changes})  # type: ignore[arg-type]


def test_an_accepted_letter_sends_the_commission_and_is_called_at_the_end(desk: Desk) -> None:
    opened(desk)
    found = letter(desk)

    guarantees.accept_guarantee(desk.no, found.id, actor=desk.clerk, at=WED + 2 * DAY)

    assert desk.assignment().state is AssignmentState.COMMISSIONED
    assert account(desk).basic_paid == Money.ZERO
    assert ledger.find_order(desk.no) is None
    put(desk, state=AssignmentState.WITHDRAWN)
    settled = settle(desk, "WITHDRAWN", actual_expense=Money(120_000))
    assert (settled.total, settled.refund) == (Money(120_000), Money.ZERO)
    order = ledger.find_order(f"{desk.no}/called")
    assert order is not None
    assert order.amount == Money(120_000)
    pay_as_insurer(desk, order)
    assert_adds_up(desk)


def pay_as_insurer(desk: Desk, order: ledger.PaymentOrderView) -> None:
    answer = desk.bank.pays(order, ledger.Payer(INSURER, INSURER_CODE))
    assert answer.status_code < 300
    run_readers(READERS)


def test_a_letter_with_the_court_keeps_the_appraisal_from_stalling(desk: Desk) -> None:
    opened(desk)
    found = letter(desk)

    assert stall_due_fees(WED + 8 * DAY) == 0
    with pytest.raises(Conflict, match="guarantee_waits"):
        letter(desk, number="BH2026-002")
    guarantees.return_guarantee(
        desk.no, found.id, reason="保函未加盖印章。", actor=desk.clerk, at=WED + 8 * DAY
    )
    assert stall_due_fees(WED + 8 * DAY) == 1
    assert desk.assignment().state is AssignmentState.STALLED
    again = letter(desk, number="BH2026-002", at=WED + 9 * DAY)
    with pytest.raises(NotFound):
        guarantees.accept_guarantee(desk.no, found.id, actor=desk.clerk, at=WED + 9 * DAY)
    guarantees.accept_guarantee(desk.no, again.id, actor=desk.clerk, at=WED + 9 * DAY)
    assert desk.assignment().state is AssignmentState.COMMISSIONED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Money(BASIC_FEE.fen - 1)}, "guarantee_too_small"),
        ({"valid_until": date(2026, 8, 31)}, "guarantee_too_short"),
    ],
)
def test_a_letter_that_does_not_cover_the_fee_is_refused(
    desk: Desk, changes: dict[str, object], code: str
) -> None:
    opened(desk)

    with pytest.raises(Refusal, match=code):
        letter(desk, **changes)


def test_nobody_but_the_applicant_and_the_court_hands_a_letter_in(desk: Desk) -> None:
    opened(desk)

    with pytest.raises(NotFound):
        letter(desk, actor=desk.agency)


def test_money_that_came_first_wins_over_the_letter(desk: Desk) -> None:
    opened(desk)
    found = letter(desk)
    order = ledger.get_order(desk.assignment().fee_order_no or "")
    desk.bank.tell(
        desk.bank.receipt(
            order.no, payer=ledger.Payer("王芳", APPLICANT_ID), amount=order.amount, paid_at=WED
        )
    )

    with pytest.raises(IllegalMove):
        guarantees.accept_guarantee(desk.no, found.id, actor=desk.clerk, at=WED + DAY)

    assert account(desk).state is FeeState.BASIC_DUE


# -- What the agency really spent


def claim(desk: Desk, **changes: object) -> ExpenseClaim:
    given: dict[str, object] = {
        "travel": Money(30_000), "survey": Money(80_000), "data": Money(20_000),
        "printing": Money(5_000), "note": "两次现场勘验。", "source": small_pdf("票据"),
        "filename": "票据.pdf", "actor": desk.agency, "at": WED + DAY,
    }  # fmt: skip
    return expenses.claim_expense(desk.no, **{**given, **changes})  # type: ignore[arg-type]


def test_the_court_confirms_a_claim_and_the_settlement_follows_it(desk: Desk) -> None:
    commission(desk)
    claim(desk, travel=Money(1))
    found = claim(desk)
    put(desk, state=AssignmentState.WITHDRAWN)

    with pytest.raises(Conflict, match="claim_undecided"):
        settle(desk, "WITHDRAWN")
    with pytest.raises(Refusal, match="claim_above"):
        expenses.confirm_expense(
            desk.no, found.id, accepted=Money(135_001), reason="多认", actor=desk.clerk, at=LATER
        )
    expenses.confirm_expense(
        desk.no, found.id, accepted=Money(110_000), reason="交通费用超出标准。",
        actor=desk.clerk, at=LATER,
    )  # fmt: skip
    with pytest.raises(Conflict, match="claim_decided"):
        claim(desk)
    settled = settle(desk, "WITHDRAWN")

    assert (settled.total, settled.refund) == (Money(110_000), Money(90_000))
    assert_adds_up(desk)


def test_without_a_claim_the_settlement_asks_for_the_expense(desk: Desk) -> None:
    commission(desk)
    put(desk, state=AssignmentState.WITHDRAWN)

    with pytest.raises(Refusal, match="expense_needed"):
        settle(desk, "WITHDRAWN")


def test_withdrawn_before_anything_was_paid_leaves_nothing_due(desk: Desk) -> None:
    opened(desk)
    put(desk, state=AssignmentState.WITHDRAWN)

    settled = settle(desk, "WITHDRAWN")

    assert (settled.total, settled.refund) == (Money.ZERO, Money.ZERO)
    assert ledger.find_order(desk.no) is None
    assert account(desk).state is FeeState.SETTLED


def test_a_failed_round_is_stated_once_and_settles_nothing(desk: Desk) -> None:
    """D4."""
    priced(desk)
    course = facade.SaleCourse(ended_on=LATER.date(), failed_rounds=1)

    first = facade.note_failed_round(desk.asset_no, course=course, actor=desk.clerk, at=LATER)
    again = facade.note_failed_round(desk.asset_no, course=course, actor=desk.clerk, at=LATER)

    assert first is not None
    assert again == first
    assert facade.find_settlement(desk.asset_no) is None
    assert account(desk).state is FeeState.BASIC_PAID
