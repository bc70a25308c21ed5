"""The lists of arts. 12, 13 and 14, the phrases of 2024, and the days of a sale in order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from auction.rules.checklists import Published, checklists
from auction.rules.legal_days import legal_days
from auction.rules.notice_text import misleading_words
from auction.rules.notices import NoticePlan
from auction.vocabulary import NoticeItem, Round, SpecialPrompt

ALL = Published(
    items={item.value: "有" for item in NoticeItem if item is not NoticeItem.OTHER},
    prompts={prompt.value: "有" for prompt in SpecialPrompt},
    has_price=True,
    has_deposit=True,
    has_times=True,
    has_venue=True,
    has_report=True,
    has_media=True,
)
NOTHING = Published({}, {}, *[False] * 6)


def missing(held: Published) -> list[str]:
    return [
        point.key
        for one in checklists(held)
        for point in one.points
        if not point.is_done and not point.is_optional
    ]


def test_the_lists_have_ten_eleven_and_seven_points_each_with_its_article() -> None:
    notice, published, prompts = checklists(NOTHING)

    assert [len(one.points) for one in (notice, published, prompts)] == [10, 11, 7]
    assert {point.citation.article for point in notice.points} == {"第12条第2款"}
    assert [point.citation.article for point in published.points][8:] == [
        "第13条第9项",
        "第13条第10项",
        "第13条第11项",
    ]
    assert prompts.points[6].citation.article == "第14条第7项"
    assert len(missing(NOTHING)) == 27


def test_a_full_notice_misses_nothing_and_needs_no_other_matters() -> None:
    assert missing(ALL) == []
    assert all(one.is_complete for one in checklists(ALL))


@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({"has_price": False}, ["price", "notice", "rules"]),
        ({"has_venue": False}, ["platform", "notice"]),
        ({"has_report": False}, ["report"]),
        ({"has_media": False}, ["title_and_occupation"]),
        ({"has_times": False}, ["time", "notice", "rules"]),
        ({"has_deposit": False}, ["deposit", "notice"]),
    ],
)
def test_what_is_no_text_is_asked_for_too(change: dict[str, bool], points: list[str]) -> None:
    assert missing(replace(ALL, **change)) == points


def test_viewing_belongs_to_the_warning_that_a_thing_is_sold_as_it_stands() -> None:
    held = replace(ALL, items={**ALL.items, NoticeItem.VIEWING.value: " "})

    assert missing(held) == [SpecialPrompt.AS_IS.value]


@pytest.mark.parametrize(
    ("words", "on", "article"),
    [
        ("该房屋占有不明", date(2026, 3, 16), "第1条"),
        ("现有人占用，自行处理", date(2026, 3, 16), "第1条"),
        ("法院不负责清场", date(2026, 3, 16), "第1条"),
        ("一切税费由买受人承担", date(2026, 3, 16), "第30条"),
        ("一切税费由买受人承担", date(2017, 1, 1), "第30条"),
    ],
)
def test_a_phrase_is_found_in_any_field_with_its_rule(words: str, on: date, article: str) -> None:
    (fault,) = misleading_words({"defects": words, "other": "由承租人占有使用至2027年"}, on=on)

    assert (fault.key, fault.citation.article, fault.is_warning) == ("defects", article, True)
    assert fault.phrase in words


def test_a_phrase_of_2024_was_no_fault_before() -> None:
    assert misleading_words({"defects": "占有不明"}, on=date(2024, 10, 28)) == []


#: Published on March 20, bidding opens on April 20, ends on the 21st at ten.
PLAN = NoticePlan(
    round=Round.FIRST,
    kind="immovable",
    published_on=date(2026, 3, 20),
    opens_at=datetime(2026, 4, 20, 2, tzinfo=UTC),
    closes_at=datetime(2026, 4, 21, 2, tzinfo=UTC),
    notified_on=date(2026, 3, 17),
)


def on_of(plan: NoticePlan, balance_days: int = 10) -> dict[str, date]:
    return {day.key: day.on for day in legal_days(plan, balance_days=balance_days)}


def test_the_line_runs_from_the_notification_to_the_handover() -> None:
    days = legal_days(PLAN, balance_days=9)

    assert [day.key for day in days] == [
        *("told", "notice", "earliest", "opens", "closes"),
        *("deposits_back", "winner_deposit", "balance", "ruling", "handover"),
    ]
    assert not any(day.is_broken for day in days)
    assert on_of(PLAN, 9) == {
        "told": date(2026, 3, 17),
        "notice": date(2026, 3, 20),
        "earliest": date(2026, 4, 19),
        "opens": date(2026, 4, 20),
        "closes": date(2026, 4, 21),
        "deposits_back": date(2026, 4, 22),
        "winner_deposit": date(2026, 4, 22),
        "balance": date(2026, 4, 30),
        "ruling": date(2026, 5, 10),
        "handover": date(2026, 5, 25),
    }


def test_a_balance_that_ends_on_a_holiday_moves_and_says_which_one() -> None:
    balance = next(d for d in legal_days(PLAN, balance_days=10) if d.key == "balance")

    assert balance.end is not None
    assert (balance.end.nominal_on, balance.end.holiday) == (date(2026, 5, 1), "劳动节")
    assert balance.on == date(2026, 5, 6)


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"opens_at": datetime(2026, 4, 18, 2, tzinfo=UTC)}, "opens"),
        ({"closes_at": PLAN.opens_at + timedelta(hours=23, minutes=59)}, "closes"),
        ({"notified_on": date(2026, 3, 18)}, "told"),
    ],
)
def test_what_breaks_the_law_is_marked_on_the_line(change: dict[str, object], broken: str) -> None:
    days = legal_days(replace(PLAN, **change), balance_days=10)  # type: ignore[arg-type]

    assert [day.key for day in days if day.is_broken] == [broken]


def test_a_second_auction_shows_its_last_lawful_day() -> None:
    plan = replace(PLAN, round=Round.SECOND, previous_failed_on=date(2026, 3, 25))

    days = {day.key: day for day in legal_days(plan, balance_days=10)}

    assert (days["latest"].on, days["latest"].is_bound) == (date(2026, 4, 24), True)
    assert days["earliest"].on == date(2026, 4, 4)
