"""How long a reference price holds (法释〔2018〕15号 art. 27)."""

from datetime import date

from appraisal.rules.validity import is_price_used_up, last_day_of_sale

UNTIL = date(2026, 6, 30)


def test_the_first_notice_lies_inside_the_validity() -> None:
    assert not is_price_used_up(UNTIL, on=date(2026, 6, 30), is_disposing=False)
    assert is_price_used_up(UNTIL, on=date(2026, 7, 1), is_disposing=False)


def test_a_sale_that_began_in_time_has_six_months_more() -> None:
    assert not is_price_used_up(UNTIL, on=date(2026, 12, 30), is_disposing=True)
    assert is_price_used_up(UNTIL, on=date(2026, 12, 31), is_disposing=True)


def test_a_month_without_that_day_ends_on_its_last() -> None:
    assert last_day_of_sale(date(2026, 8, 31)) == date(2027, 2, 28)
