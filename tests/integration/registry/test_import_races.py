"""Two hands on one list, a clock that dies in the middle, a list as long as the country's."""

import threading
import time
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from app.kernel.facts import Audience
from app.store import blobs, db
from app.trail.queries import entries_of
from registry import queries, seeds
from registry.models import Agency, ListImportRow
from registry.queries import imports as listed
from registry.services import imports
from registry.services.imports import staging
from registry.vocabulary import Consent, Coverage, ImportState, RowOutcome
from tests.integration.registry.test_races import in_parallel
from tests.support.books import NINE, Books, write_books
from tests.support.lists import as_csv, as_xlsx, bring_in, receive, row, rows, stage

pytestmark = pytest.mark.usefixtures("db_session")

LONG = 5_000
SECONDS_MAX = 60.0


@pytest.fixture
def books() -> Books:
    return write_books(with_agencies=False)


def count_agencies() -> int:
    return db.session.scalar(select(func.count()).select_from(Agency)) or 0


def applied_facts(no: str) -> int:
    told = entries_of(f"list:{no}", audience=Audience.COURT)
    return sum(entry.name == "registry.list.applied" for entry in told)


def test_a_double_press_of_apply_writes_the_list_once(app: Flask, books: Books) -> None:
    no, clerk = stage(as_csv(rows(200, 260)), books.clerk).no, books.clerk

    def apply() -> str:
        return imports.apply_import(no=no, actor=clerk, at=NINE).state

    ends = in_parallel(app, apply, apply, apply)

    # The others found it applied already, or saw it being applied; none wrote again.
    assert set(ends) <= {"applied", "import_running"}
    assert "applied" in ends
    assert applied_facts(no) == 1
    assert count_agencies() == 61


def test_a_second_press_after_the_first_finds_it_applied(books: Books) -> None:
    entry = bring_in(as_csv(rows(200, 202)), books.clerk)

    again = imports.apply_import(no=entry.no, actor=books.judge, at=NINE + timedelta(minutes=1))

    assert (again.applied_at, again.decided_by) == (NINE, "clerk")
    assert applied_facts(entry.no) == 1


def test_two_clerks_who_apply_at_once_never_mix_their_lists(app: Flask, books: Books) -> None:
    clerk = books.clerk
    first = stage(as_csv(rows(200, 240)), clerk).no
    second = stage(as_csv(rows(220, 260)), clerk).no

    def apply(no: str) -> str:
        return imports.apply_import(no=no, actor=clerk, at=NINE).no

    ends = in_parallel(app, lambda: apply(first), lambda: apply(second))

    applied = [end for end in ends if end in (first, second)]
    assert len(applied) == 1
    assert set(ends) - set(applied) <= {"list_moved", "import_running"}
    assert count_agencies() == 41
    kept = queries.find_agency(seeds.credit_code(200))
    assert (kept is not None) is (applied == [first])


def test_the_same_file_from_two_presses_is_one_import(app: Flask, books: Books) -> None:
    content, clerk = as_csv(rows(200, 203)), books.clerk

    ends = in_parallel(app, *[lambda: receive(content, clerk)] * 3)

    assert len(set(ends)) == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_clock_that_dies_in_the_middle_goes_on_where_it_stopped(books: Books, kind: str) -> None:
    given = rows(1_000, 1_000 + 2 * staging.CHUNK + 10)
    no = receive(as_csv(given) if kind == "csv" else as_xlsx(given), books.clerk)
    assert staging.stage_chunk(no, now=NINE) == staging.CHUNK
    half = listed.get_import(no)
    assert (half.state, half.rows_read) == (ImportState.READING, staging.CHUNK)

    # A new process knows nothing of the open file, only what the rows say.
    staging._OPEN.clear()
    while listed.list_unread_imports():
        imports.stage_due_imports(NINE)

    db.session.expire_all()
    done = listed.get_import(no)
    assert done.counts["new"] == len(given)
    assert [item.line for item in listed.all_rows(done.id)] == list(range(2, len(given) + 2))


def test_a_chunk_that_fails_is_read_again_whole(books: Books) -> None:
    no = receive(as_csv(rows(200, 205)), books.clerk)
    key = {"import_id": listed.get_import(no).id, "line": 4}
    stone = ListImportRow(**key, outcome="new", checked={}, faults=[], changes={})
    db.session.add(stone)
    db.session.commit()

    with pytest.raises(IntegrityError):
        imports.stage_due_imports(NINE)
    assert listed.get_import(no).rows_read == 0
    db.session.execute(delete(ListImportRow))
    db.session.commit()
    imports.stage_due_imports(NINE)

    assert listed.get_import(no).counts == {"new": 6, "left": 0}


def test_two_clock_processes_read_no_row_twice(app: Flask, books: Books) -> None:
    no = receive(as_csv(rows(1_000, 1_000 + 3 * staging.CHUNK)), books.clerk)
    failures: list[BaseException] = []

    def beat() -> None:
        with app.app_context():
            try:
                while listed.list_unread_imports():
                    imports.stage_due_imports(NINE)
                    db.session.rollback()
            except BaseException as fault:  # noqa: BLE001 - told by the assertion below
                failures.append(fault)
            finally:
                db.session.remove()

    beats = [threading.Thread(target=beat) for _ in range(2)]
    for thread in beats:
        thread.start()
    for thread in beats:
        thread.join()

    assert failures == []
    assert listed.get_import(no).counts["new"] == 3 * staging.CHUNK + 1


def test_a_file_that_vanished_fails_the_import_alone(books: Books) -> None:
    lost = receive(as_csv(rows(200, 203)), books.clerk)
    kept = receive(as_csv(rows(300, 303)), books.clerk, coverage=Coverage.PART)
    blobs.path(listed.get_import(lost).sha256).unlink()

    imports.stage_due_imports(NINE)
    imports.stage_due_imports(NINE)

    db.session.expire_all()
    assert listed.get_import(lost).state is ImportState.FAILED
    assert listed.get_import(kept).state is ImportState.STAGED


def test_five_thousand_agencies_come_in_under_a_minute(
    books: Books, capsys: pytest.CaptureFixture[str]
) -> None:
    given = rows(1, LONG)
    bad = range(17, LONG, LONG // 20)
    for place in bad:
        given[place] = row(place + 1, grade="四级")
    content = as_xlsx(given)

    began = time.monotonic()
    entry = stage(content, books.clerk)
    staged = time.monotonic() - began
    began = time.monotonic()
    imports.apply_import(no=entry.no, consents={Consent.WITHOUT_FAULTY}, actor=books.clerk, at=NINE)
    applied = time.monotonic() - began

    with capsys.disabled():
        print(f"\n{LONG} rows of XLSX: staged {staged:.1f} s, applied {applied:.1f} s")  # noqa: T201
    faulty = listed.all_rows(entry.id, outcome=RowOutcome.FAULTY)
    assert [item.line for item in faulty] == [place + 2 for place in bad]
    assert len(faulty) == 20
    assert count_agencies() == LONG - 20
    assert staged + applied < SECONDS_MAX
