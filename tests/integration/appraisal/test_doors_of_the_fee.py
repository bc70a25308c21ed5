"""What is refused about the basic fee, the letter in its place and the agency's expense."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.kernel.errors import Conflict, Forbidden, IllegalMove, NotFound, Refusal
from app.kernel.money import Money
from app.media.models import MediaItem
from app.store import db, unit_of_work
from appraisal.models.fee import ExpenseClaim, FeeGuarantee
from appraisal.rules.basic_fee import BasicFeeRule
from appraisal.rules.fees import Regime
from appraisal.services import expenses, fee_accounts, guarantees, settlement
from appraisal.services.fee_lines import Ending, require_complete
from appraisal.services.fee_settings import adopt_fee_setting
from appraisal.services.routing import choose_route
from appraisal.vocabulary import (
    AppraisalGround,
    AssignmentState,
    PriceRoute,
    SettledOutcome,
)
from appraisal.vocabulary.fees import FeeBasis, FeeSecurity, FeeState, GuaranteeState
from registry import facade as registry
from registry.models import Party
from registry.vocabulary import AssetNature
from tests.support.appraisals import BASIC_FEE, WED, Desk, commission, small_pdf
from tests.support.fees import (
    DAY,
    INSURER,
    INSURER_CODE,
    LATER,
    account,
    ask,
    earned,
    judge_of,
    opened,
    priced,
    settle,
)
from tests.support.objections import force


def letter(desk: Desk, **changes: Any) -> FeeGuarantee:
    given: dict[str, Any] = {
        "insurer": INSURER, "insurer_code": INSURER_CODE, "number": "BH-1", "amount": BASIC_FEE,
        "valid_until": date(2027, 3, 4), "source": small_pdf("保函"), "filename": "保函.pdf",
        "actor": desk.applicant, "at": WED,
    }  # fmt: skip
    return guarantees.hand_in_guarantee(desk.no, **{**given, **changes})


def claim(desk: Desk, **changes: Any) -> ExpenseClaim:
    given: dict[str, Any] = {
        "travel": Money(100), "survey": Money.ZERO, "data": Money.ZERO, "printing": Money.ZERO,
        "note": "", "source": small_pdf("票据"), "filename": "票据.pdf", "actor": desk.agency,
        "at": WED + DAY,
    }  # fmt: skip
    return expenses.claim_expense(desk.no, **{**given, **changes})


def put_fee(desk: Desk, **values: Any) -> None:
    with unit_of_work():
        for name, value in values.items():
            setattr(account(desk), name, value)


def test_a_letter_stands_in_for_a_fee_that_is_asked_for_and_not_paid(desk: Desk) -> None:
    desk.no = choose_route(
        desk.asset_no, route=PriceRoute.COMMISSIONED_APPRAISAL, ground=AppraisalGround.BOTH_ASK,
        note="", actor=desk.clerk, at=WED,
    ).no  # fmt: skip
    with pytest.raises(Conflict, match="guarantee_not_now"):
        letter(desk)
    ask(desk, due_at=WED + 7 * DAY)
    given: dict[str, Any] = {"actor": desk.clerk, "at": WED + DAY}
    with pytest.raises(NotFound):
        guarantees.accept_guarantee(desk.no, 1, **given)
    found = letter(desk)

    with pytest.raises(Conflict, match="guarantee_waits"):
        letter(desk, number="BH-2")
    with pytest.raises(NotFound):
        letter(desk, actor=desk.debtor)
    with pytest.raises(NotFound):
        letter(desk, actor=replace(desk.applicant, person_id=None))
    with pytest.raises(NotFound):
        guarantees.accept_guarantee(desk.no, found.id + 1, **given)
    put_fee(desk, basic_fee=BASIC_FEE + Money(1))
    with pytest.raises(Refusal, match="guarantee_too_small"):
        guarantees.accept_guarantee(desk.no, found.id, **given)
    put_fee(desk, basic_fee=BASIC_FEE, state=FeeState.BASIC_PAID)
    with pytest.raises(Conflict, match="fee_already_secured"):
        guarantees.accept_guarantee(desk.no, found.id, **given)
    force(desk, state=AssignmentState.STALLED)
    with pytest.raises(Conflict, match="fee_already_secured"):
        ask(desk, due_at=WED + 9 * DAY)
    assert desk.assignment().state is AssignmentState.STALLED


def accepted_letter(desk: Desk) -> FeeGuarantee:
    opened(desk)
    found = letter(desk)
    return guarantees.accept_guarantee(desk.no, found.id, actor=desk.clerk, at=WED + DAY)


def test_a_letter_is_accepted_once(desk: Desk) -> None:
    found = accepted_letter(desk)

    with pytest.raises(IllegalMove):
        guarantees.accept_guarantee(desk.no, found.id, actor=desk.clerk, at=LATER)

    kept = db.session.get_one(FeeGuarantee, found.id, populate_existing=True)
    assert (kept.state, kept.decided_at) == (GuaranteeState.ACCEPTED, WED + DAY)


def test_a_letter_a_commission_went_out_on_is_not_returned(desk: Desk) -> None:
    found = accepted_letter(desk)

    with pytest.raises(IllegalMove):
        guarantees.return_guarantee(
            desk.no, found.id, reason="印章不清", actor=desk.clerk, at=LATER
        )

    kept = db.session.get_one(FeeGuarantee, found.id, populate_existing=True)
    assert (kept.state, kept.decided_at) == (GuaranteeState.ACCEPTED, WED + DAY)


def test_a_fee_is_secured_once(desk: Desk) -> None:
    commission(desk)
    row = account(desk)
    assert row.state is FeeState.BASIC_PAID

    with pytest.raises(IllegalMove):
        fee_accounts.secure(row, FeeSecurity.GUARANTEE, at=LATER)

    assert row.security is FeeSecurity.PAYMENT


def test_an_account_is_not_closed_before_the_fee_is_settled(desk: Desk) -> None:
    commission(desk)
    row = account(desk)

    with pytest.raises(IllegalMove):
        fee_accounts.close_if_paid(row, at=LATER)

    assert (row.state, row.settled_at) == (FeeState.BASIC_PAID, None)


@pytest.mark.parametrize("state", [FeeState.BALANCE_DUE, FeeState.REFUND_DUE])
@pytest.mark.parametrize("expense", [180_000, 260_000], ids=["give_back", "charge"])
def test_no_money_moves_twice_over_an_account_that_was_settled(
    desk: Desk, state: FeeState, expense: int
) -> None:
    """Whatever became of the settlement: the account alone keeps a second one from being made."""
    priced(desk)
    put_fee(desk, state=state)

    with pytest.raises(IllegalMove) as refused:
        settle(desk, "FAILED", actual_expense=Money(expense))

    assert refused.value.params["machine"] == "fee_account"
    assert earned(desk) == Money.ZERO
    assert desk.assignment().state is AssignmentState.PRICE_FIXED


def file_read_while(desk: Desk, **changes: Any) -> Path:
    """Return a file that is opened at the very moment at which the appraisal changes."""

    class Meanwhile(type(desk.folder)):  # type: ignore[misc]
        def open(self, *args: Any, **kwargs: Any) -> Any:
            if args[:1] != ("wb",):
                force(desk, **changes)
            return super().open(*args, **kwargs)

    path: Path = Meanwhile(desk.folder / "paper.pdf")
    path.write_bytes(small_pdf("保函"))
    return path


def test_no_letter_is_taken_that_came_while_the_money_did(desk: Desk) -> None:
    """The letter is read outside of the lock; the state is looked at again under it."""
    opened(desk)
    path = file_read_while(desk, state=AssignmentState.COMMISSIONED)
    force(desk, state=AssignmentState.FEE_PENDING)

    with pytest.raises(Conflict, match="guarantee_not_now"):
        letter(desk, source=path)


def test_no_claim_is_taken_from_an_agency_replaced_while_its_receipts_were_read(
    desk: Desk,
) -> None:
    commission(desk)
    path = file_read_while(desk, agency_code=desk.agencies[1].agency_code)
    force(desk, agency_code=desk.agency.agency_code)
    with pytest.raises(NotFound):
        claim(desk, source=path)

    force(desk, agency_code=desk.agency.agency_code)
    path = file_read_while(desk, state=AssignmentState.SETTLED)
    force(desk, state=AssignmentState.COMMISSIONED)
    with pytest.raises(Conflict, match="fee_already_settled"):
        claim(desk, source=path)


def test_only_an_applicant_with_an_account_is_asked_to_pay(desk: Desk) -> None:
    opened(desk)
    party = replace(registry.parties_of(desk.assignment().case_number)[0], person_id=None)

    with pytest.raises(Refusal, match="no_applicant_account"):
        fee_accounts.payer_of(
            desk.assignment(), party, purpose="basic_fee", actor=desk.clerk, at=WED
        )
    with pytest.raises(Refusal, match="no_applicant_account"):
        settlement._bearer(desk.assignment(), 999)
    with unit_of_work():
        for row in db.session.scalars(select(Party)):
            row.person_id = None
    with pytest.raises(Refusal, match="no_applicant_account"):
        fee_accounts.applicant_of(desk.assignment())
    with pytest.raises(NotFound):
        letter(desk, actor=replace(desk.applicant, person_id=None))
    with pytest.raises(Refusal, match="no_applicant_account"):
        settlement._bearer(desk.assignment(), party.id)


def test_an_expense_is_claimed_for_work_that_was_commissioned_and_not_settled(desk: Desk) -> None:
    opened(desk)
    count = select(func.count()).select_from(MediaItem)
    before = db.session.scalar(count)
    with pytest.raises(NotFound):
        claim(desk)
    assert db.session.scalar(count) == before
    commissioned = account(desk)
    assert commissioned.state is FeeState.BASIC_DUE
    desk.pay(desk.assignment().fee_order_no or "")
    with pytest.raises(Refusal, match="claim_empty"):
        claim(desk, travel=Money.ZERO)
    found = claim(desk)
    given: dict[str, Any] = {
        "accepted": Money(100), "reason": "合理。", "actor": desk.clerk, "at": LATER,
    }  # fmt: skip

    with pytest.raises(NotFound):
        expenses.confirm_expense(desk.no, found.id + 1, **given)
    expenses.confirm_expense(desk.no, found.id, **given)
    with pytest.raises(Conflict, match="claim_decided"):
        expenses.confirm_expense(desk.no, found.id, **given)
    force(desk, state=AssignmentState.SETTLED)
    with pytest.raises(Conflict, match="fee_already_settled"):
        claim(desk)


def test_a_settlement_is_of_an_appraisal_and_of_an_end_that_is_complete(desk: Desk) -> None:
    commission(desk)
    force(desk, state=AssignmentState.WITHDRAWN)
    unknown = replace(desk, asset_no="ZC-0")

    with pytest.raises(Refusal, match="no_appraisal"):
        settle(unknown, "WITHDRAWN")
    with pytest.raises(Refusal, match="disposal_price_needed"):
        require_complete(Ending(SettledOutcome.SOLD), Regime.SD54_WITH_FS15, None)
    with pytest.raises(Refusal, match="expense_needed"):
        require_complete(Ending(SettledOutcome.WITHDRAWN), Regime.SD54_WITH_FS15, None)


def test_a_setting_says_why_and_can_be_computed(desk: Desk) -> None:
    judge = judge_of(desk)
    given: dict[str, Any] = {
        "regime": Regime.SD54_PURE, "rates": {}, "pay_days": 7,
        "reasons": "本院审判委员会讨论决定。", "actor": judge, "at": WED,
    }  # fmt: skip
    upside_down = BasicFeeRule(FeeBasis.SHARE, share_bp=3000, cap=Money(100), minimum=Money(101))

    for stranger in (desk.clerk, replace(judge, court_id=None)):
        with pytest.raises(Forbidden, match="other_court"):
            adopt_fee_setting(**{**given, "actor": stranger})
    with pytest.raises(Refusal, match="fee_setting_reasons"):
        adopt_fee_setting(**{**given, "reasons": " "})
    for days in (0, 10_000):
        with pytest.raises(Refusal, match="invalid_input"):
            adopt_fee_setting(**{**given, "pay_days": days})
    with pytest.raises(Refusal, match="fee_cap_below_minimum"):
        adopt_fee_setting(**{**given, "rates": {AssetNature.HOUSING: upside_down}})
