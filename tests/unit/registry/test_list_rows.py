"""One row of the list: what is read of it, what is wrong with it, what it would change."""

from datetime import date
from typing import Any

import pytest

from registry.rules.list_cells import Cell
from registry.rules.list_columns import HEADINGS, REQUIRED, read_header
from registry.rules.list_rows import CheckedRow, Frame, Known, check_row, compare
from registry.seeds import credit_code
from registry.vocabulary import AgencyKind, ListColumn, RowOutcome, Standing

C = ListColumn
TODAY = date(2026, 3, 2)
FRAME = Frame(AgencyKind.APPRAISAL, "", TODAY)
GOOD = {
    C.CODE: credit_code(200),
    C.NAME: "济南名册房地产评估有限公司",
    C.FIELDS: "房地产、土地",
    C.REGIONS: "370102、370202",
    C.GRADE: "二级",
    C.LICENCE_NO: "鲁名册评字第00200号",
    C.LICENCE_EXPIRES_ON: "2028-12-31",
    C.APPRAISERS: "房地产:6、土地:2",
    C.LEGAL_REPRESENTATIVE: "孟令泉",
}


def judged(frame: Frame = FRAME, **changes: str | Cell) -> CheckedRow:
    given = {**GOOD, **{C(name): value for name, value in changes.items()}}
    cells = {
        column: value if isinstance(value, Cell) else Cell(value) for column, value in given.items()
    }
    return check_row(2, cells, frame)


def faults(row: CheckedRow) -> list[tuple[str, str]]:
    return [(str(fault.column), str(fault.code)) for fault in row.faults]


def known(**changes: Any) -> Known:
    values = {
        **judged().values,
        "address": "",
        "phone": "",
        "controller_name": "",
        "controller_code": None,
        "shareholders": [],
        **changes.pop("values", {}),
    }
    given = {
        "code": values["code"],
        "name": values["name"],
        "kind": AgencyKind.APPRAISAL,
        "standing": Standing.ELIGIBLE,
        "standing_until": None,
        "left_on": None,
    }
    return Known(**{**given, **changes}, values=values)


def test_a_good_row_is_read_into_the_values_of_an_agency() -> None:
    row = judged()

    assert row.faults == ()
    assert row.values["fields"] == ["real_estate", "land"]
    assert row.values["appraisers"] == {"real_estate": 6, "land": 2}
    assert row.values["grade"] == 2
    assert row.values["licence_expires_on"] == "2028-12-31"


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("code", f" {credit_code(200).lower()} ", credit_code(200)),
        ("grade", "一级", 1),
        ("grade", "３", 3),
        ("fields", "房地产估价;land", ["real_estate", "land"]),
        ("fields", "房地产，房地产评估、土地", ["real_estate", "land"]),
        ("regions", "３７０１０２", ["370102"]),
        ("licence_expires_on", "2028年1月5日", "2028-01-05"),
        ("licence_expires_on", "2028/1/5", "2028-01-05"),
        ("licence_expires_on", "20280105", "2028-01-05"),
        ("appraisers", "7", {"real_estate": 7, "land": 7}),
        ("appraisers", "房地产：6", {"real_estate": 6}),
        ("name", "\u3000济南公司 ", "济南公司"),
    ],
)
def test_the_usual_ways_of_writing_are_understood(column: str, text: str, value: object) -> None:
    row = judged(**{column: text})

    assert row.faults == ()
    assert row.values[column] == value


@pytest.mark.parametrize(
    ("column", "text", "fault"),
    [
        ("code", "", "missing"),
        ("code", credit_code(200)[:-1] + "*", "bad_code"),
        ("code", "91370102MA3X002000", "bad_code"),
        ("name", " ", "missing"),
        ("name", "长" * 121, "too_long"),
        ("name", "暗\u202e号", "bad_text"),
        ("name", "一行\n二行", "bad_text"),
        ("fields", "厨艺", "unknown_field"),
        ("fields", "拍卖", "unknown_field"),
        ("regions", "370199", "unknown_region"),
        ("regions", "济南", "unknown_region"),
        ("regions", "379999", "unknown_region"),
        ("grade", "甲", "bad_grade"),
        ("grade", "4", "bad_grade"),
        ("licence_expires_on", "2028-02-30", "bad_date"),
        ("licence_expires_on", "明年", "bad_date"),
        ("licence_expires_on", "2026-03-01", "licence_expired"),
        ("appraisers", "六", "bad_count"),
        ("appraisers", "矿业权:3", "bad_count"),
        ("appraisers", "房地产:6、房地产:7", "bad_count"),
        ("appraisers", "99999", "bad_count"),
        ("controller_code", "123", "bad_code"),
        ("shareholders", "甲公司（123）", "bad_code"),
        ("shareholders", "甲（乙）丙（", "bad_holder"),
        ("status", "也许", "bad_status"),
    ],
)
def test_a_bad_cell_is_named_by_its_column(column: str, text: str, fault: str) -> None:
    assert faults(judged(**{column: text})) == [(column, fault)]


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", " =1+1", "＝1+1", "＠甲", "\r=1"]
)
@pytest.mark.parametrize("column", ["name", "licence_no", "legal_representative", "phone"])
def test_nothing_that_looks_like_a_formula_comes_in(column: str, text: str) -> None:
    assert faults(judged(**{column: text})) == [(column, "formula")]


def test_a_formula_of_the_sheet_is_refused_whatever_it_shows() -> None:
    assert faults(judged(name=Cell("济南公司", is_formula=True))) == [("name", "formula")]


def test_a_code_kept_as_a_number_is_told_apart_from_a_wrong_one() -> None:
    cell = Cell("913701020000000000", is_number=True)

    assert faults(judged(code=cell)) == [("code", "code_as_number")]


def test_the_last_day_of_a_licence_still_counts() -> None:
    assert judged(licence_expires_on="2026-03-02").faults == ()


def test_every_bad_cell_of_a_row_is_named() -> None:
    row = judged(grade="九", regions="1", licence_expires_on="x")

    assert sorted(faults(row)) == [
        ("grade", "bad_grade"),
        ("licence_expires_on", "bad_date"),
        ("regions", "unknown_region"),
    ]


def test_a_row_with_faults_keeps_its_code_but_no_values() -> None:
    row = judged(grade="九")

    assert (row.code, row.values) == (credit_code(200), {})


def test_the_home_must_lie_in_the_places_of_the_list() -> None:
    beijing = Frame(AgencyKind.APPRAISAL, "11", TODAY)

    assert faults(judged(beijing)) == [("regions", "outside_region")]


def test_auction_houses_have_fields_of_their_own() -> None:
    houses = Frame(AgencyKind.AUCTION_HOUSE, "", TODAY)

    row = judged(houses, fields="拍卖、文物拍卖", appraisers="3")

    assert row.values["fields"] == ["auction_general", "auction_relics"]


def test_a_removal_needs_only_who_when_and_whence() -> None:
    given = {C.STATUS: "除名", C.CODE: credit_code(9), C.NAME: "甲", C.BASIS: "法办〔2026〕1号"}
    whole = {**given, C.REMOVED_ON: "2026-02-01"}

    good = check_row(2, {key: Cell(text) for key, text in whole.items()}, FRAME)
    bad = check_row(3, {key: Cell(text) for key, text in given.items()}, FRAME)

    assert good.faults == ()
    assert good.is_removal
    assert faults(bad) == [("removed_on", "missing")]


def test_a_removal_lies_never_in_the_future() -> None:
    row = judged(status="除名", removed_on="2026-03-03", basis="法办〔2026〕1号")

    assert faults(row) == [("removed_on", "removed_in_future")]


def test_an_unknown_agency_is_new() -> None:
    assert compare(judged(), None, frame=FRAME).outcome is RowOutcome.NEW


def test_the_same_particulars_are_unchanged() -> None:
    assert compare(judged(), known(), frame=FRAME).outcome is RowOutcome.UNCHANGED


def test_a_change_tells_before_and_after() -> None:
    verdict = compare(judged(grade="一级"), known(), frame=FRAME)

    assert verdict.outcome is RowOutcome.CHANGED
    assert verdict.changes == {"grade": [2, 1]}


def test_who_had_left_returns() -> None:
    verdict = compare(judged(), known(left_on=date(2026, 1, 1)), frame=FRAME)

    assert verdict.outcome is RowOutcome.RETURNED
    assert verdict.changes == {"left_on": ["2026-01-01", None]}


def test_another_name_under_the_code_is_a_fault_until_confirmed() -> None:
    row = judged(name="济南新名房地产评估有限公司")

    refused = compare(row, known(), frame=FRAME)
    confirmed = compare(row, known(), frame=FRAME, is_confirmed=True)

    assert [fault.code for fault in refused.faults] == ["name_conflict"]
    assert confirmed.outcome is RowOutcome.CHANGED


def test_a_licence_in_other_hands_cannot_be_confirmed_away() -> None:
    verdict = compare(judged(), None, frame=FRAME, holder=("9137", "甲公司"), is_confirmed=True)

    assert [fault.code for fault in verdict.faults] == ["licence_taken"]


def test_a_code_of_another_kind_of_agency_is_refused() -> None:
    verdict = compare(judged(), known(kind=AgencyKind.AUXILIARY), frame=FRAME)

    assert [fault.code for fault in verdict.faults] == ["other_kind"]


@pytest.mark.parametrize(
    ("removed_on", "outcome"),
    [("2021-03-01", "unchanged"), ("2021-03-02", "removed"), ("2017-01-01", "unchanged")],
)
def test_a_removal_works_for_five_years(removed_on: str, outcome: str) -> None:
    row = judged(status="除名", removed_on=removed_on, basis="法办〔2021〕1号")

    assert compare(row, known(), frame=FRAME).outcome == outcome


def test_a_removal_that_stands_already_changes_nothing() -> None:
    row = judged(status="除名", removed_on="2026-02-01", basis="法办〔2026〕1号")
    removed = known(standing=Standing.DELISTED, standing_until=date(2031, 2, 1))

    assert compare(row, removed, frame=FRAME).outcome is RowOutcome.UNCHANGED


def test_headings_are_found_in_any_order_and_form() -> None:
    header = read_header(["备注", "＊机构名称", " CODE ", "Fields", "资质 等级"])

    assert header.places == {C.NAME: 1, C.CODE: 2, C.FIELDS: 3, C.GRADE: 4}
    assert header.unused == ("备注",)
    assert C.REGIONS in header.missing


def test_the_template_misses_nothing() -> None:
    header = read_header([HEADINGS[column][0] for column in ListColumn])

    assert (header.missing, header.double, header.unused) == ((), (), ())
    assert len(header.places) == len(ListColumn)
    assert set(REQUIRED) <= set(header.places)


def test_two_headings_for_one_column_are_told() -> None:
    assert read_header(["机构名称", "名称"]).double == (C.NAME,)
