"""The clerk's pages of the import: hand in, watch, look at every fault, decide."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from flask import Flask

from app.kernel.permissions import Role
from registry import queries, seeds
from registry.services import imports
from tests.support.books import NINE, Books
from tests.support.desk import enter
from tests.support.lists import as_csv, as_xlsx, removal, row, rows
from tests.support.web import Client

FORM = {"kind": "appraisal", "coverage": "part", "listed_on": "2026-03-01", "region": ""}


def hand_in(client: Client, content: bytes, name: str = "名册.csv", **changes: str) -> Any:
    return client.post(
        "/desk/imports",
        data={**FORM, **changes, "file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def read_it(app: Flask) -> None:
    with app.app_context():
        while imports.stage_due_imports(NINE):
            pass


def staged(app: Flask, client: Client, content: bytes, **changes: str) -> str:
    """Hand a file in, let the clock read it, return the address of its page."""
    answer = hand_in(client, content, **changes)
    assert answer.status_code == 303, answer.text
    read_it(app)
    return str(answer.location)


def test_a_clerk_brings_a_list_in_by_pages_alone(app: Flask, clerk: Client) -> None:
    page = staged(app, clerk, as_xlsx(rows(200, 202)), name="名册.xlsx")

    shown = clerk.get(page)
    applied = clerk.post(f"{page}/apply", data={})
    after = clerk.get(page).text

    assert "等待决定" in shown.text
    assert applied.status_code == 303
    assert "已生效" in after
    with app.app_context():
        assert queries.get_agency(seeds.credit_code(202)).grade == 2


def test_the_page_shows_how_far_the_clock_has_read(app: Flask, clerk: Client) -> None:
    page = hand_in(clerk, as_csv(rows(200, 202))).location

    waiting = clerk.get(page).text
    before = clerk.get(f"{page}/progress").json
    read_it(app)
    after = clerk.get(f"{page}/progress").json

    assert "data-import-progress" in waiting
    assert f'href="{page}">刷新状态' in waiting
    assert (before["is_reading"], before["read"]) == (True, 0)
    assert after == {
        "state": "staged", "is_reading": False, "read": 3, "expected": 3, "percent": 100,
    }  # fmt: skip
    assert "data-import-progress" not in clerk.get(page).text


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ("等级应为一级、二级或三级", "资质等级")), ("en", ("The grade is", "Grade of qual"))],
)
def test_each_fault_is_told_by_line_and_column_in_both_languages(
    app: Flask, clerk: Client, language: str, words: tuple[str, ...]
) -> None:
    page = staged(app, clerk, as_csv([row(200), row(201, grade="九")]))

    clerk.set_cookie("lang", language)
    shown = clerk.get(page).text

    assert all(word in shown for word in words)
    assert "bad_grade" in shown
    assert ">3</td>" in shown


@pytest.mark.parametrize("path", ["", "/new"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_open_in_both_languages(clerk: Client, path: str, language: str) -> None:
    clerk.set_cookie("lang", language)

    answer = clerk.get(f"/desk/imports{path}")

    assert answer.status_code == 200
    assert ("名册导入" if language == "zh" else "Imports of the list") in answer.text


def test_the_faults_can_be_saved_as_a_file_without_formulas(app: Flask, clerk: Client) -> None:
    page = staged(app, clerk, as_csv([row(200, name='=cmd|"/c calc"!A1')]))

    answer = clerk.get(f"{page}/faults.csv")

    head, first = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head[0] == "行"
    assert (first[0], first[3]) == ("2", "formula")
    assert first[4] == '\'=cmd|"/c calc"!A1'
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_template_can_be_saved_filled_and_brought_in(app: Flask, clerk: Client) -> None:
    saved = clerk.get("/desk/imports/template.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(saved.data))
    sheet = book.worksheets[0]
    for place, heading in enumerate(cell.value for cell in sheet[1]):
        keys = dict(zip((c.value for c in sheet[1]), row(200), strict=False))
        sheet.cell(row=2, column=place + 1).value = row(200).get(keys.get(heading, ""), "")
    filled = io.BytesIO()
    book.save(filled)

    page = staged(app, clerk, filled.getvalue(), name="agencies.xlsx")

    assert book.worksheets[1].title == "填写说明"
    assert "有误" in clerk.get(page).text


def test_a_form_with_faults_comes_back_with_what_was_typed(clerk: Client) -> None:
    answer = hand_in(clerk, b"%PDF\x00", region="9x")

    assert answer.status_code == 422
    assert 'value="9x"' in answer.text
    assert "行政区划代码的开头" in answer.text


def test_a_file_of_two_encodings_is_refused_with_its_lines(clerk: Client) -> None:
    content = as_csv(rows(1, 2)) + as_csv(rows(3, 4), encoding="gb18030")

    answer = hand_in(clerk, content)

    assert answer.status_code == 422
    assert 'data-code="mixed_encodings"' in answer.text
    assert "第 4 行" in answer.text


def test_no_file_and_a_future_day_are_marked_at_their_fields(clerk: Client) -> None:
    bare = clerk.post("/desk/imports", data=FORM)
    early = hand_in(clerk, as_csv(rows(200, 200)), listed_on="2026-03-03")

    assert (bare.status_code, early.status_code) == (422, 422)
    assert 'href="#f-file"' in bare.text
    assert 'href="#f-listed_on"' in early.text


def test_faulty_rows_are_left_out_only_by_name(app: Flask, clerk: Client) -> None:
    page = staged(app, clerk, as_csv([row(200), row(201, grade="九")]))

    refused = clerk.post(f"{page}/apply", data={})
    agreed = clerk.post(f"{page}/apply", data={"consents": "without_faulty"})

    assert refused.status_code == 422
    assert 'id="f-without_faulty"' in refused.text
    assert agreed.status_code == 303


def test_a_double_press_of_apply_is_no_fault(app: Flask, clerk: Client) -> None:
    page = staged(app, clerk, as_csv(rows(200, 201)))

    answers = [clerk.post(f"{page}/apply", data={}).status_code for _ in range(2)]

    assert answers == [303, 303]


def test_a_new_name_is_confirmed_on_the_page(app: Flask, clerk: Client) -> None:
    first = staged(app, clerk, as_csv(rows(200, 201)))
    clerk.post(f"{first}/apply", data={})
    page = staged(app, clerk, as_csv([row(201, name="济南改名房地产评估有限公司")]))
    assert "济南名册第201房地产评估有限公司 → 济南改名房地产评估有限公司" in clerk.get(page).text

    confirmed = clerk.post(f"{page}/names", data={"line": ["2"]})
    applied = clerk.post(f"{page}/apply", data={})

    assert (confirmed.status_code, applied.status_code) == (303, 303)
    with app.app_context():
        assert queries.get_agency(seeds.credit_code(201)).name == "济南改名房地产评估有限公司"


def test_a_list_that_moved_offers_to_compare_again(app: Flask, clerk: Client) -> None:
    mine = staged(app, clerk, as_csv(rows(200, 201)))
    other = staged(app, clerk, as_csv(rows(201, 202)))
    clerk.post(f"{other}/apply", data={})

    refused = clerk.post(f"{mine}/apply", data={})
    again = clerk.post(f"{mine}/compare")
    read_it(app)

    assert refused.status_code == 409
    assert f'action="{mine}/compare"' in refused.text
    assert again.status_code == 303
    assert clerk.post(f"{mine}/apply", data={}).status_code == 303


def test_who_leaves_is_named_before_the_list_is_applied(app: Flask, clerk: Client) -> None:
    first = staged(app, clerk, as_csv(rows(200, 202)))
    clerk.post(f"{first}/apply", data={})

    page = staged(app, clerk, as_csv(rows(200, 201)), coverage="whole")

    assert 'id="leaving"' in clerk.get(page).text
    assert "济南名册第202房地产评估有限公司" in clerk.get(page).text


def test_a_removal_shows_on_the_public_page_of_the_agency(app: Flask, clerk: Client) -> None:
    first = staged(app, clerk, as_csv(rows(200, 201)))
    clerk.post(f"{first}/apply", data={})

    page = staged(app, clerk, as_csv([removal(201)]))
    shown = clerk.get(f"{page}?show=removed").text
    clerk.post(f"{page}/apply", data={})

    assert "2031-02-01" in shown
    assert "除名" in Client(app).get(f"/agencies/{seeds.credit_code(201)}").text


def test_the_desk_asks_for_a_decision(app: Flask, clerk: Client) -> None:
    page = staged(app, clerk, as_csv(rows(200, 201)))

    assert f'href="{page}"' in clerk.get("/desk").text


def test_the_history_tells_who_when_and_the_digest(app: Flask, clerk: Client) -> None:
    page = staged(app, clerk, as_csv(rows(200, 201)))
    clerk.post(f"{page}/discard")

    shown = clerk.get("/desk/imports").text

    assert "已放弃" in shown
    assert "clerk" in shown
    assert "data-copy=" in shown


@pytest.mark.parametrize("role", [Role.PARTY, Role.AGENCY, Role.FINANCE, Role.INSPECTOR])
def test_nobody_but_clerks_and_judges_touches_the_list(
    app: Flask, books: Books, role: Role
) -> None:
    other = enter(app, role, court_id=books.court_id if role is Role.FINANCE else None)

    for path in ("", "/new", "/template.csv", "/template.xlsx", "/N-1", "/N-1/faults.csv"):
        assert other.get(f"/desk/imports{path}").status_code == 403
    for path in ("", "/N-1/apply", "/N-1/names", "/N-1/discard", "/N-1/compare"):
        assert other.post(f"/desk/imports{path}").status_code == 403


def test_a_visitor_is_sent_to_sign_in(app: Flask) -> None:
    assert Client(app).get("/desk/imports").status_code == 302


def test_another_court_sees_an_import_but_does_not_decide(app: Flask, clerk: Client) -> None:
    page = staged(app, clerk, as_csv(rows(200, 201)))
    with app.app_context():
        elsewhere = next(c.id for c in queries.list_courts() if c.code == "0202")
    judge = enter(app, Role.JUDGE, account="qingdao", court_id=elsewhere)

    assert f'action="{page}/apply"' not in judge.get(page).text
    assert judge.post(f"{page}/apply", data={}).status_code == 403


def test_an_unknown_import_is_not_found(clerk: Client) -> None:
    assert clerk.get("/desk/imports/N-0102-2026-9999").status_code == 404
