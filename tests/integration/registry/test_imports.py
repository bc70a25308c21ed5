"""The list comes in by file: staged beside the list, applied whole, marked who left."""

from datetime import date, timedelta

import pytest

from app.kernel.errors import Conflict, Forbidden, IllegalMove, Refusal
from app.kernel.facts import Audience
from app.store import db
from app.trail.queries import entries_of
from registry import queries, seeds
from registry.models import Agency
from registry.queries import imports as listed
from registry.services import imports
from registry.services.agencies import register_agency
from registry.vocabulary import (
    AgencyField,
    AgencyKind,
    Consent,
    Coverage,
    ImportState,
    RowOutcome,
    Standing,
)
from tests.support.applicants import organization, written
from tests.support.books import NINE, Books, write_books
from tests.support.lists import (
    LIST_DAY,
    as_csv,
    as_xlsx,
    bring_in,
    receive,
    removal,
    row,
    rows,
    stage,
)

pytestmark = pytest.mark.usefixtures("db_session")

MONTH = timedelta(days=30)


@pytest.fixture
def books() -> Books:
    return write_books(with_agencies=False)


def agency(number: int) -> Agency:
    db.session.expire_all()
    return queries.get_agency(seeds.credit_code(number))


def faults_of(no: str) -> list[tuple[int, str | None, str]]:
    found = listed.all_rows(listed.get_import(no).id, outcome=RowOutcome.FAULTY)
    return [(item.line, fault["column"], fault["code"]) for item in found for fault in item.faults]


def test_nothing_is_on_the_list_before_somebody_applies_it(books: Books) -> None:
    entry = stage(as_csv(rows(200, 204)), books.clerk)

    assert entry.state is ImportState.STAGED
    assert entry.counts == {"new": 5, "left": 0}
    assert queries.find_agency(seeds.credit_code(200)) is None


@pytest.mark.parametrize("kind", ["csv", "csv-gb18030", "csv-bom", "xlsx"])
def test_the_same_list_comes_in_from_every_kind_of_file(books: Books, kind: str) -> None:
    content = {
        "csv": lambda: as_csv(rows(200, 202)),
        "csv-gb18030": lambda: as_csv(rows(200, 202), encoding="gb18030"),
        "csv-bom": lambda: as_csv(rows(200, 202), encoding="utf-8-sig"),
        "xlsx": lambda: as_xlsx(rows(200, 202)),
    }[kind]()

    bring_in(content, books.clerk)

    found = agency(201)
    assert found.name == "济南名册第201房地产评估有限公司"
    assert found.fields == ["real_estate", "land"]
    assert found.regions == ["370102", "370202"]
    assert (found.grade, found.licence_expires_on) == (2, date(2028, 12, 31))
    assert found.appraisers == {"real_estate": 6, "land": 2}
    assert found.shareholders == [{"name": "孟令泉", "code": None}]
    assert (found.listed_on, found.standing) == (LIST_DAY, Standing.ELIGIBLE)


def test_a_new_list_updates_and_marks_who_left(books: Books) -> None:
    bring_in(as_csv(rows(200, 204)), books.clerk)
    second = [*rows(201, 203), row(204, grade="一级"), row(205)]

    entry = bring_in(as_csv(second), books.clerk, at=NINE + MONTH)

    assert entry.counts == {"unchanged": 3, "changed": 1, "new": 1, "left": 1}
    assert agency(200).left_on == date(2026, 4, 1)
    assert agency(204).grade == 1
    assert agency(201).left_on is None
    names = [e.name for e in entries_of(f"agency:{seeds.credit_code(200)}")]
    assert names[-1] == "registry.agency.left"


def test_who_comes_back_stands_on_the_list_again(books: Books) -> None:
    bring_in(as_csv(rows(200, 203)), books.clerk)
    bring_in(as_csv(rows(201, 203)), books.clerk, at=NINE + MONTH)

    entry = bring_in(as_csv(rows(200, 203)), books.clerk, at=NINE + 2 * MONTH)

    assert entry.counts == {"unchanged": 3, "returned": 1, "left": 0}
    assert agency(200).left_on is None


def test_a_file_of_additions_lets_nobody_leave(books: Books) -> None:
    bring_in(as_csv(rows(200, 203)), books.clerk)

    bring_in(as_csv(rows(210, 211)), books.clerk, coverage=Coverage.PART)

    assert agency(200).left_on is None
    assert agency(210).left_on is None


def test_the_list_of_a_province_says_nothing_of_another(books: Books) -> None:
    beijing = [row(300, code=seeds.credit_code(300, "110105"), regions="110105")]
    bring_in(as_csv([*rows(200, 203), *beijing]), books.clerk)

    entry = bring_in(as_csv(rows(200, 202)), books.clerk, region="37")

    assert entry.leaving == [seeds.credit_code(203)]


def test_an_agency_whose_row_is_faulty_does_not_leave(books: Books) -> None:
    bring_in(as_csv(rows(200, 203)), books.clerk)
    unreadable = row(202, code="9137")
    expired = row(203, licence_expires_on="2025-01-01")

    entry = stage(as_csv([*rows(200, 201), unreadable, expired]), books.clerk)

    assert entry.counts == {"unchanged": 2, "faulty": 2, "left": 0}


def test_an_agency_of_another_kind_does_not_leave(books: Books) -> None:
    house = row(400, fields="拍卖", appraisers="3")
    bring_in(as_csv([house]), books.clerk, kind=AgencyKind.AUCTION_HOUSE)

    entry = stage(as_csv(rows(200, 203)), books.clerk)

    assert entry.leaving == []
    assert agency(400).kind is AgencyKind.AUCTION_HOUSE


def test_columns_the_file_does_not_have_stay_as_they_are(books: Books) -> None:
    bring_in(as_csv(rows(200, 200)), books.clerk)
    bare = [column for column in row(200) if column not in ("phone", "address", "shareholders")]

    entry = bring_in(as_csv(rows(200, 200), columns=bare), books.clerk)

    assert entry.counts == {"unchanged": 1, "left": 0}
    assert agency(200).phone == "0531-00010000"


def test_faulty_rows_hold_the_import_until_somebody_leaves_them_out(books: Books) -> None:
    entry = stage(as_csv([*rows(200, 202), row(203, grade="四级")]), books.clerk)

    with pytest.raises(Refusal) as refused:
        imports.apply_import(no=entry.no, actor=books.clerk, at=NINE)
    assert refused.value.fields == {"without_faulty": ["without_faulty"]}
    assert queries.find_agency(seeds.credit_code(200)) is None

    imports.apply_import(no=entry.no, consents={Consent.WITHOUT_FAULTY}, actor=books.clerk, at=NINE)
    assert agency(200).grade == 2
    assert queries.find_agency(seeds.credit_code(203)) is None


def test_a_list_that_empties_the_books_must_be_agreed_to_by_name(books: Books) -> None:
    bring_in(as_csv(rows(200, 219)), books.clerk)
    entry = stage(as_csv(rows(200, 210)), books.clerk)

    with pytest.raises(Refusal) as refused:
        imports.apply_import(no=entry.no, actor=books.clerk, at=NINE)

    assert list(refused.value.fields) == ["many_leave"]


def test_an_older_list_than_the_newest_must_be_agreed_to_by_name(books: Books) -> None:
    bring_in(as_csv(rows(200, 203)), books.clerk)
    entry = stage(as_csv(rows(200, 203)), books.clerk, listed_on=LIST_DAY - MONTH)

    with pytest.raises(Refusal) as refused:
        imports.apply_import(no=entry.no, actor=books.clerk, at=NINE)
    assert list(refused.value.fields) == ["older_list"]

    imports.apply_import(no=entry.no, consents={Consent.OLDER_LIST}, actor=books.clerk, at=NINE)
    assert entry.state is ImportState.APPLIED


def test_a_new_name_under_a_known_code_must_be_confirmed(books: Books) -> None:
    bring_in(as_csv(rows(200, 201)), books.clerk)
    renamed = row(201, name="济南改名房地产评估有限公司")
    entry = stage(as_csv([row(200), renamed]), books.clerk)
    assert faults_of(entry.no) == [(3, "name", "name_conflict")]

    imports.confirm_names(no=entry.no, lines=[3], actor=books.clerk, at=NINE)
    imports.apply_import(no=entry.no, actor=books.clerk, at=NINE)

    assert agency(201).name == "济南改名房地产评估有限公司"
    told = entries_of(f"list:{entry.no}", audience=Audience.COURT)
    named = next(e for e in told if e.name == "registry.list.name_confirmed")
    assert named.payload["listed_name"] == "济南名册第201房地产评估有限公司"


def test_confirming_a_name_excuses_no_other_fault(books: Books) -> None:
    bring_in(as_csv(rows(200, 201)), books.clerk)
    entry = stage(as_csv([row(200), row(201, name="改名公司", grade="九级")]), books.clerk)

    imports.confirm_names(no=entry.no, lines=[2, 3], actor=books.clerk, at=NINE)

    assert listed.get_import(entry.no).counts["faulty"] == 1


def test_a_duplicate_agency_under_another_name_is_found_by_its_licence(books: Books) -> None:
    bring_in(as_csv(rows(200, 201)), books.clerk)
    shadow = row(299, name="济南影子房地产评估有限公司", licence_no=row(200)["licence_no"])

    entry = stage(as_csv([*rows(200, 201), shadow]), books.clerk)

    (found,) = listed.all_rows(entry.id, outcome=RowOutcome.FAULTY)
    assert found.faults[0]["code"] == "licence_taken"
    assert found.faults[0]["other_code"] == seeds.credit_code(200)


def test_an_import_against_a_list_that_moved_is_compared_again(books: Books) -> None:
    mine = stage(as_csv(rows(200, 203)), books.clerk)
    bring_in(as_csv(rows(200, 204)), books.clerk)

    with pytest.raises(Conflict, match="list_moved"):
        imports.apply_import(no=mine.no, actor=books.clerk, at=NINE)
    imports.compare_again(no=mine.no, actor=books.clerk, at=NINE)
    imports.stage_due_imports(NINE)

    again = listed.get_import(mine.no)
    assert again.counts == {"unchanged": 4, "left": 1}
    assert agency(204).left_on is None


def test_an_agency_that_entered_by_another_door_meanwhile_stops_the_import(books: Books) -> None:
    entry = stage(as_csv(rows(200, 201)), books.clerk)
    register_agency(
        code=seeds.credit_code(200),
        name="济南名册第200房地产评估有限公司",
        fields=[AgencyField.REAL_ESTATE],
        regions=["370102"],
        grade=2,
        licence_no="鲁另字第1号",
        licence_expires_on=date(2028, 1, 1),
        appraisers={AgencyField.REAL_ESTATE: 5},
        legal_representative="孟令泉",
        listed_on=LIST_DAY,
        actor=books.clerk,
        at=NINE,
    )

    with pytest.raises(Conflict, match="list_moved"):
        imports.apply_import(no=entry.no, actor=books.clerk, at=NINE)

    assert queries.find_agency(seeds.credit_code(201)) is None


def test_whom_the_supreme_court_removed_is_out_for_five_years(books: Books) -> None:
    bring_in(as_csv(rows(200, 203)), books.clerk)

    entry = bring_in(as_csv([*rows(200, 202), removal(203)]), books.clerk)

    removed = agency(203)
    assert entry.counts == {"unchanged": 3, "removed": 1, "left": 0}
    assert removed.standing is Standing.DELISTED
    assert removed.standing_until == date(2031, 2, 1)


def test_a_removal_holds_for_an_agency_that_enters_later(books: Books) -> None:
    bring_in(as_csv([row(200), removal(203)]), books.clerk)

    bring_in(as_csv([row(200), row(203)]), books.clerk, at=NINE + MONTH)

    assert agency(203).standing is Standing.DELISTED
    assert agency(203).standing_until == date(2031, 2, 1)


def test_whom_a_list_removed_does_not_apply_for_entry(books: Books) -> None:
    bring_in(as_csv([row(200), removal(901)]), books.clerk)

    with pytest.raises(Refusal, match="agency_delisted"):
        written(organization(), books.court_id)


def test_the_same_removal_twice_is_one_decision(books: Books) -> None:
    bring_in(as_csv(rows(200, 203)), books.clerk)
    bring_in(as_csv([*rows(200, 202), removal(203)]), books.clerk)

    entry = stage(as_csv([*rows(200, 202), removal(203)]), books.clerk)

    assert entry.counts == {"unchanged": 4, "left": 0}


def test_an_import_put_aside_leaves_the_list_alone(books: Books) -> None:
    entry = stage(as_csv(rows(200, 201)), books.clerk)

    imports.discard_import(no=entry.no, actor=books.clerk, at=NINE)

    with pytest.raises(IllegalMove):
        imports.apply_import(no=entry.no, actor=books.clerk, at=NINE)
    assert queries.find_agency(seeds.credit_code(200)) is None


def test_an_import_belongs_to_the_court_that_took_it_in(books: Books) -> None:
    entry = stage(as_csv(rows(200, 201)), books.clerk)
    stranger = type(books.clerk)(999, "elsewhere", "外院", books.clerk.roles, books.court_id + 1)

    with pytest.raises(Forbidden):
        imports.apply_import(no=entry.no, actor=stranger, at=NINE)


def test_the_applied_import_tells_its_figures_to_everybody(books: Books) -> None:
    entry = bring_in(as_csv(rows(200, 202)), books.clerk)

    (told,) = [e for e in entries_of(f"list:{entry.no}") if e.name == "registry.list.applied"]
    assert (told.payload["new"], told.payload["sha256"]) == (3, entry.sha256)
    assert told.audience == "public"


def test_a_removed_rows_file_needs_no_other_columns_filled(books: Books) -> None:
    bring_in(as_xlsx(rows(200, 203)), books.clerk)

    entry = bring_in(as_xlsx([removal(203)]), books.clerk, coverage=Coverage.PART)

    assert entry.counts["removed"] == 1


def test_a_file_handed_in_twice_is_one_import(books: Books) -> None:
    content = as_csv(rows(200, 201))

    first = receive(content, books.clerk)
    second = receive(content, books.clerk)

    assert first == second
