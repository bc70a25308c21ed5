"""The periods of the appraisal end on the day the law says."""

from datetime import UTC, date, datetime, timedelta

from appraisal.rules.periods import objection_end, report_due, window_end


def test_five_days_to_object_do_not_count_the_day_of_receipt() -> None:
    last_day, ends_at = objection_end(datetime(2026, 3, 4, 6, tzinfo=UTC))

    assert last_day == date(2026, 3, 9)
    assert ends_at == datetime(2026, 3, 9, 16, tzinfo=UTC)


def test_a_last_day_on_a_sunday_moves_to_monday() -> None:
    last_day, _ = objection_end(datetime(2026, 3, 10, 6, tzinfo=UTC))

    assert last_day == date(2026, 3, 16)


def test_a_receipt_late_in_the_evening_counts_by_the_day_in_shanghai() -> None:
    last_day, _ = objection_end(datetime(2026, 3, 3, 17, tzinfo=UTC))

    assert last_day == date(2026, 3, 9)


def test_thirty_days_to_report_run_from_the_commission() -> None:
    assert report_due(datetime(2026, 3, 4, 1, tzinfo=UTC)) == datetime(2026, 4, 3, 16, tzinfo=UTC)


def test_one_partys_end_never_shortens_anothers() -> None:
    early = datetime(2026, 3, 9, 16, tzinfo=UTC)
    late = early + timedelta(days=3)

    assert window_end([late, early]) == late
