"""For how long a buyer of a home under purchase limits is shown to be qualified."""

from datetime import date, timedelta

import pytest

from auction.rules.purchase_limit import (
    NOTICE_SENTENCES,
    first_day_unproven,
    items_without_limit,
)

ENROLLED = date(2026, 4, 18)
RULED = date(2026, 5, 10)
DAY = timedelta(days=1)
#: The last day that has to be shown for a ruling on RULED (P80).
LAST = RULED - 10 * DAY


@pytest.mark.parametrize(
    ("periods", "open_day"),
    [
        ([], ENROLLED),
        ([(ENROLLED, LAST)], None),
        ([(ENROLLED - 300 * DAY, RULED)], None),
        ([(ENROLLED + DAY, LAST)], ENROLLED),
        ([(ENROLLED, LAST - DAY)], LAST),
        ([(ENROLLED, ENROLLED + 3 * DAY), (ENROLLED + 4 * DAY, LAST)], None),
        ([(ENROLLED + 4 * DAY, LAST), (ENROLLED, ENROLLED + 3 * DAY)], None),
        ([(ENROLLED, ENROLLED + 3 * DAY), (ENROLLED + 5 * DAY, LAST)], ENROLLED + 4 * DAY),
        ([(ENROLLED, LAST), (ENROLLED, ENROLLED)], None),
    ],
)
def test_the_first_day_no_proof_speaks_for_stands_open(
    periods: list[tuple[date, date]], open_day: date | None
) -> None:
    found = first_day_unproven(periods, since=ENROLLED, ruled_on=RULED, fresh_days=10)

    assert found == open_day


def test_a_ruling_soon_after_the_enrollment_still_wants_the_day_of_the_enrollment() -> None:
    ruled_on = ENROLLED + 2 * DAY

    assert first_day_unproven([], since=ENROLLED, ruled_on=ruled_on, fresh_days=10) == ENROLLED
    assert (
        first_day_unproven([(ENROLLED, ENROLLED)], since=ENROLLED, ruled_on=ruled_on, fresh_days=10)
        is None
    )


def test_a_notice_speaks_of_the_qualification_in_both_items() -> None:
    said = {item.value: sentence for item, sentence in NOTICE_SENTENCES.items()}

    assert items_without_limit(said) == []
    assert items_without_limit({**said, "legal_liability": "略"}) == ["legal_liability"]
    assert items_without_limit({}) == [item.value for item in NOTICE_SENTENCES]
