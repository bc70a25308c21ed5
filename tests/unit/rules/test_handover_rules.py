"""The plan to vacate, the papers for the register, and the doors of those who object."""

from datetime import date, timedelta

import pytest

from app.kernel.errors import Refusal
from auction.messages.handover import PAPERS, REGISTERS, STEPS
from auction.rules.doors import Door, doors_of
from auction.rules.handover import judge_day, judge_done
from auction.rules.registration import (
    REGISTER_OF,
    Register,
    Source,
    registration_papers,
)
from auction.vocabulary import LotState
from auction.vocabulary.handover import HandoverStep
from registry.vocabulary import AssetNature

RULED = date(2026, 4, 25)
DAY = timedelta(days=1)
#: Fifteen days after the service of the ruling.
BY = RULED + 15 * DAY


def day_fault(due_on: date, reason: str = "") -> str | None:
    try:
        judge_day(due_on, today=RULED + DAY, hand_over_by=BY, late_reason=reason)
    except Refusal as refusal:
        return refusal.code
    return None


def test_a_day_after_the_fifteenth_wants_a_reason() -> None:
    assert day_fault(BY) is None
    assert day_fault(BY + DAY) == "plan_day_late"
    assert day_fault(BY + DAY, "占有人提出异议，尚在审查。") is None


def test_nothing_is_planned_for_a_day_that_has_passed() -> None:
    assert day_fault(RULED) == "plan_day_past"
    assert day_fault(RULED + DAY) is None


@pytest.mark.parametrize(
    ("step", "day", "leave", "noticed", "code"),
    [
        (HandoverStep.INSPECTION, 0, None, None, None),
        (HandoverStep.INSPECTION, -1, None, None, "plan_done_wrong"),
        (HandoverStep.INSPECTION, 11, None, None, "plan_done_wrong"),
        (HandoverStep.PRESIDENT_NOTICE, 2, None, None, "leave_until_missing"),
        (HandoverStep.PRESIDENT_NOTICE, 2, 1, None, "leave_until_missing"),
        (HandoverStep.PRESIDENT_NOTICE, 2, 9, None, None),
        (HandoverStep.CLEARANCE, 9, None, None, "eviction_notice_missing"),
        (HandoverStep.CLEARANCE, 9, None, 9, "eviction_too_early"),
        (HandoverStep.CLEARANCE, 10, None, 9, None),
    ],
)
def test_nobody_is_made_to_leave_before_the_time_of_a_notice_has_passed(
    step: HandoverStep, day: int, leave: int | None, noticed: int | None, code: str | None
) -> None:
    found = None
    try:
        judge_done(
            step,
            RULED + day * DAY,
            today=RULED + 10 * DAY,
            ruled_on=RULED,
            leave_until=None if leave is None else RULED + leave * DAY,
            noticed_until=None if noticed is None else RULED + noticed * DAY,
        )
    except Refusal as refusal:
        found = refusal
    assert (found.code if found else None) == code
    if code and code.startswith("eviction"):
        assert found is not None
        assert [str(one) for one in found.citations] == ["民事诉讼法 第261条"]


@pytest.mark.parametrize("nature", list(AssetNature))
@pytest.mark.parametrize("is_in_kind", [True, False])
def test_every_kind_of_asset_has_its_papers_in_words(
    nature: AssetNature, *, is_in_kind: bool
) -> None:
    papers = registration_papers(
        nature, needs_approval=True, is_limited=True, is_in_kind=is_in_kind
    )
    keys = [paper.key for paper in papers]

    assert len(keys) == len(set(keys))
    assert set(keys) <= set(PAPERS)
    assert ("confirmation" in keys) is not is_in_kind
    has_register = REGISTER_OF[nature] is not Register.NONE
    assert any(paper.source is Source.SERVED_ON_OFFICE for paper in papers) is has_register
    assert set(REGISTERS) == set(Register)
    assert set(STEPS) == set(HandoverStep)


def test_a_home_wants_the_deed_tax_and_under_limits_the_proof() -> None:
    def keys(*, is_limited: bool) -> set[str]:
        papers = registration_papers(
            AssetNature.HOUSING, needs_approval=False, is_limited=is_limited, is_in_kind=False
        )
        return {paper.key for paper in papers}

    assert "deed_tax" in keys(is_limited=False)
    assert keys(is_limited=True) - keys(is_limited=False) == {"purchase_proof"}


@pytest.mark.parametrize("state", list(LotState))
def test_the_doors_open_and_close_with_the_sale(state: LotState) -> None:
    found = {one.door: one for one in doors_of(state, on=RULED)}

    is_public = state not in (LotState.DRAFT, LotState.APPROVED)
    assert (Door.ACT in found) is is_public
    assert (Door.THIRD_PARTY in found) is is_public
    sold = {"sold", "awaiting_approval", "paid", "qualified", "ruled", "handed_over"}
    assert (Door.ANNULMENT in found) is (state in sold)
    assert (Door.PLAN in found) is (state in sold | {"settled"})


def test_each_door_says_its_days() -> None:
    found = {one.door: one for one in doors_of(LotState.RULED, on=RULED)}

    def days(door: Door) -> tuple[int | None, int | None, int | None]:
        one = found[door]
        return one.within_days, one.decided_in_days, one.next_within_days

    assert days(Door.REPORT) == (5, None, None)
    assert days(Door.ACT) == (None, 15, 10)
    assert days(Door.ANNULMENT) == (None, 15, 10)
    assert days(Door.THIRD_PARTY) == (None, 15, 15)
    assert days(Door.PLAN) == (15, None, 15)
