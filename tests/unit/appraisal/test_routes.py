"""The order of the four routes, every jump, and the average and fee of an inquiry."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.kernel.money import Money, total
from appraisal.rules.inquiries import (
    AfterPeriod,
    PlatformResult,
    after_period,
    average_price,
    extended_end,
    must_correct,
    report_end,
    share_inquiry_fee,
)
from appraisal.rules.routes import (
    ORDER,
    RouteCase,
    filing_end,
    is_filed_late,
    is_lawful_validity,
    judge_route,
    judge_routes,
    may_open,
)
from appraisal.vocabulary import PriceRoute as R
from appraisal.vocabulary.inquiries import (
    AttemptOutcome,
    Openness,
    ResultStanding,
    RouteBasis,
    RouteReason,
)

FAILED, IMPOSSIBLE = AttemptOutcome.FAILED, AttemptOutcome.IMPOSSIBLE
RUNNING = AttemptOutcome.RUNNING


def case(tried: dict[R, AttemptOutcome] | None = None, *, platforms: int = 3) -> RouteCase:
    return RouteCase(tried or {}, is_choosing=True, platforms=platforms)


def openness(tried: dict[R, AttemptOutcome], *, platforms: int = 3) -> list[str]:
    return [ruling.openness.value for ruling in judge_routes(case(tried, platforms=platforms))]


@pytest.mark.parametrize(
    ("tried", "expected"),
    [
        ({}, ["open", "joint_only", "joint_only", "joint_only"]),
        ({R.NEGOTIATED: RUNNING}, ["running", "joint_only", "joint_only", "joint_only"]),
        ({R.NEGOTIATED: FAILED}, ["closed", "open", "joint_only", "joint_only"]),
        ({R.NEGOTIATED: IMPOSSIBLE}, ["closed", "open", "joint_only", "joint_only"]),
        (
            {R.NEGOTIATED: FAILED, R.DIRECTED_INQUIRY: IMPOSSIBLE},
            ["closed", "closed", "open", "joint_only"],
        ),
        ({R.DIRECTED_INQUIRY: FAILED}, ["closed", "closed", "open", "joint_only"]),
        ({R.NETWORK_INQUIRY: RUNNING}, ["closed", "closed", "running", "closed"]),
        (
            {R.NEGOTIATED: RUNNING, R.DIRECTED_INQUIRY: IMPOSSIBLE},
            ["running", "closed", "joint_only", "joint_only"],
        ),
        ({R.NETWORK_INQUIRY: FAILED}, ["closed", "closed", "closed", "open"]),
    ],
)
def test_the_order_of_the_law_and_its_jumps(
    tried: dict[R, AttemptOutcome], expected: list[str]
) -> None:
    assert openness(tried) == expected


def test_no_route_is_open_before_the_facts_are_found() -> None:
    closed = RouteCase({}, is_choosing=False, platforms=3)

    assert {ruling.openness for ruling in judge_routes(closed)} == {Openness.CLOSED}
    assert {str(ruling.citation) for ruling in judge_routes(closed)} == {"法释〔2018〕15号 第3条"}


def test_an_empty_list_closes_the_network_inquiry_even_to_a_joint_request() -> None:
    ruling = judge_route(R.NETWORK_INQUIRY, case(platforms=0))

    assert ruling.reason is RouteReason.NO_PLATFORM
    assert not may_open(ruling, RouteBasis.JOINT_REQUEST)


def test_only_an_appraisal_is_opened_by_a_law_that_demands_it() -> None:
    opened = [r for r in ORDER if may_open(judge_route(r, case()), RouteBasis.LAW_REQUIRES)]

    assert opened == [R.NEGOTIATED, R.COMMISSIONED_APPRAISAL]


def test_nothing_is_opened_in_order_before_its_turn() -> None:
    opened = [r for r in ORDER if may_open(judge_route(r, case()), RouteBasis.IN_ORDER)]

    assert opened == [R.NEGOTIATED]


def test_an_appraisal_follows_a_failed_inquiry_and_nothing_earlier() -> None:
    """Art. 14(3): network inquiry impossible or without a result."""
    for tried in ({R.NEGOTIATED: FAILED}, {R.DIRECTED_INQUIRY: FAILED}):
        ruling = judge_route(R.COMMISSIONED_APPRAISAL, case(tried))
        assert not may_open(ruling, RouteBasis.IN_ORDER)


@pytest.mark.parametrize(("state", "route"), list(product([*AttemptOutcome], [*ORDER])), ids=str)
def test_a_route_is_never_taken_twice(state: AttemptOutcome, route: R) -> None:
    ruling = judge_route(route, case({route: state}))

    assert ruling.openness in {Openness.RUNNING, Openness.CLOSED}


def test_the_thirty_days_of_filing_roll_over_a_holiday() -> None:
    """Seized on 2 September: the thirtieth day lies in the National Day week."""
    assert filing_end(date(2026, 2, 2)) == date(2026, 3, 4)
    assert filing_end(date(2026, 9, 2)) > date(2026, 10, 2)


def test_a_filing_on_the_last_day_is_in_time() -> None:
    end = datetime(2026, 3, 4, 15, 59, 59, tzinfo=UTC)

    assert not is_filed_late(date(2026, 2, 2), end)
    assert is_filed_late(date(2026, 2, 2), end + timedelta(seconds=1))


def test_a_price_holds_one_year_at_most() -> None:
    assert is_lawful_validity(date(2027, 3, 4), on=date(2026, 3, 4))
    assert not is_lawful_validity(date(2027, 3, 5), on=date(2026, 3, 4))
    assert not is_lawful_validity(date(2026, 3, 4), on=date(2026, 3, 4))


@pytest.mark.parametrize(
    ("reports", "has_request", "was_extended", "follows"),
    [
        (1, True, False, AfterPeriod.RESULTS_IN),
        (3, False, True, AfterPeriod.RESULTS_IN),
        (0, True, False, AfterPeriod.EXTEND),
        (0, True, True, AfterPeriod.FAIL),
        (0, False, False, AfterPeriod.FAIL),
    ],
)
def test_more_days_are_given_once_and_only_when_all_are_late(
    reports: int, *, has_request: bool, was_extended: bool, follows: AfterPeriod
) -> None:
    found = after_period(reports=reports, has_request=has_request, was_extended=was_extended)

    assert found is follows


def test_three_days_and_three_more() -> None:
    """From Wednesday 4 March to the end of Monday 9 (Saturday rolls), then to Thursday 12."""
    first = report_end(datetime(2026, 3, 4, 3, tzinfo=UTC))

    assert first == datetime(2026, 3, 9, 16, tzinfo=UTC)
    assert extended_end(first) == datetime(2026, 3, 12, 16, tzinfo=UTC)


def test_platforms_correct_only_when_every_report_is_faulty() -> None:
    assert must_correct({1, 2}, {1, 2})
    assert not must_correct({1}, {1, 2})
    assert not must_correct(set(), set())


def result(
    name: str, fen: int, standing: ResultStanding = ResultStanding.COUNTED
) -> PlatformResult:
    return PlatformResult(name, Money(fen), standing)


def test_the_average_is_rounded_once_half_up() -> None:
    assert average_price([result("A", 100), result("B", 101)]) == Money(101)
    assert average_price([result("A", 1), result("B", 1), result("C", 2)]) == Money(1)


def test_an_upheld_or_open_objection_leaves_the_result_out() -> None:
    """Art. 13: rejected and corrected ones stay in."""
    found = [
        result("A", 100, ResultStanding.UPHELD),
        result("B", 200, ResultStanding.REJECTED),
        result("C", 400, ResultStanding.CORRECTED),
        result("D", 900, ResultStanding.PENDING),
    ]

    assert average_price(found) == Money(300)
    assert average_price(found[:1]) is None


def test_nobody_asks_jointly_to_be_made_to_negotiate() -> None:
    """A negotiation is itself an agreement: a joint request opens every other route alone."""
    for route in R:
        asked = replace(judge_route(route, RouteCase({}, True, 3)), openness=Openness.JOINT_ONLY)

        assert may_open(asked, RouteBasis.JOINT_REQUEST) is (route is not R.NEGOTIATED)


def test_two_equally_close_platforms_share_the_fee_and_the_first_gets_the_odd_fen() -> None:
    found = [result("B", 90), result("A", 110), result("C", 300)]

    assert share_inquiry_fee(found, Money(100), Money(101)) == {"B": Money(51), "A": Money(50)}
    assert share_inquiry_fee([], Money(100), Money(101)) == {}


@given(
    some.lists(some.integers(1, 10**12), min_size=1, max_size=9),
    some.integers(0, 10**9),
    some.integers(1, 10**12),
)
def test_no_fen_of_the_fee_is_lost(prices: list[int], fee: int, price: int) -> None:
    found = [result(str(place), value) for place, value in enumerate(prices)]

    shares = share_inquiry_fee(found, Money(price), Money(fee))

    assert total(shares.values()) == Money(fee)
    assert max(s.fen for s in shares.values()) - min(s.fen for s in shares.values()) <= 1
