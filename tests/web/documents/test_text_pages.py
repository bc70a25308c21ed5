"""The pages on which a court edits the texts of its papers."""

import html
import re

import pytest
from flask import Flask

from app.documents import facade
from app.documents.markup import default_text
from app.documents.queries import list_texts
from app.documents.samples import sample_values
from app.documents.vocabulary import PaperKind
from app.kernel.actors import SYSTEM
from app.kernel.facts import Audience
from app.kernel.permissions import Role
from tests.integration.documents.test_papers import HEAD
from tests.support.people import make_person, sign_in
from tests.support.web import Client

KIND = PaperKind.CORRECTION_NOTICE
PAGE = f"/desk/paper-texts/{KIND.value}"
OWN = default_text(KIND) + "本院技术室电话另行告知。\n"


def desk(app: Flask, account: str = "clerk", role: Role = Role.CLERK, court_id: int = 1) -> Client:
    with app.app_context():
        make_person(account, role, court_id=court_id)
    return sign_in(app, account)


def form(text: str = OWN, seen: int = 0, reason: str = "补充联系方式") -> dict[str, str]:
    return {"text": text, "seen": str(seen), "reason": reason}


def typed_in(page: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found is not None
    return html.unescape(found.group(1)).removeprefix("\n")


def test_a_clerk_sees_every_text_and_what_counts(app: Flask) -> None:
    clerk = desk(app)
    clerk.post(PAGE, data=form())

    page = clerk.get("/desk/paper-texts")

    assert page.status_code == 200
    assert "评估报告补正通知书" in page.text
    assert "本院第 1 版" in page.text


def test_the_editor_shows_a_sample_that_is_no_paper(app: Flask) -> None:
    clerk = desk(app)

    page = clerk.get(PAGE)
    sample = clerk.get(f"{PAGE}/sample.pdf")

    assert typed_in(page.text) == default_text(KIND)
    assert 'src="data:image/png;base64,' in page.text
    assert sample.data.startswith(b"%PDF")
    assert sample.headers["Cache-Control"] == "private, no-store"
    with app.app_context():
        assert facade.list_of_case("（2026）某0000执000号", SYSTEM) == []


def test_a_saved_text_is_a_version_with_its_changes(app: Flask) -> None:
    clerk = desk(app)

    saved = clerk.post(PAGE, data=form())

    assert saved.status_code == 303
    page = clerk.get(PAGE)
    assert "<ins>本院技术室电话另行告知。</ins>" in page.text
    assert "补充联系方式" in page.text


def test_a_preview_keeps_what_was_typed_and_saves_nothing(app: Flask) -> None:
    clerk = desk(app)

    page = clerk.post(f"{PAGE}/preview", data=form())

    assert page.status_code == 200
    assert typed_in(page.text) == OWN
    assert 'src="data:image/png;base64,' in page.text
    with app.app_context():
        assert list_texts(1, KIND) == []


def test_a_fault_is_told_beside_the_text_that_stays(app: Flask) -> None:
    clerk = desk(app)
    spoilt = OWN + "{身份证号}\n"

    for address in (PAGE, f"{PAGE}/preview"):
        page = clerk.post(address, data=form(spoilt))

        assert page.status_code == 422
        assert "本文书没有占位符 {身份证号}。" in page.text
        assert typed_in(page.text) == spoilt
        assert "data:image/png" not in page.text


def test_the_second_clerk_is_told_and_nothing_typed_is_lost(app: Flask) -> None:
    first, second = desk(app), desk(app, "other")
    first.post(PAGE, data=form())
    mine = default_text(KIND) + "另一种写法。\n"

    # A look at the sample in between must not pass for having seen the newer version.
    looked = second.post(f"{PAGE}/preview", data=form(mine))
    refused = second.post(PAGE, data=form(mine))

    assert 'name="seen" value="0"' in looked.text
    assert refused.status_code == 409
    assert typed_in(refused.text) == mine
    assert 'name="seen" value="1"' in refused.text
    assert second.post(PAGE, data=form(mine, seen=1)).status_code == 303


def test_an_earlier_text_is_brought_back_on_the_page(app: Flask) -> None:
    clerk = desk(app)
    clerk.post(PAGE, data=form())

    answer = clerk.post(f"{PAGE}/restore", data={"version": "0", "seen": "1", "reason": "统一格式"})

    assert answer.status_code == 303
    assert "恢复平台默认正文" in clerk.get(PAGE).text
    assert typed_in(clerk.get(PAGE).text) == default_text(KIND)


def test_a_judge_of_another_court_edits_their_own_texts_only(app: Flask) -> None:
    desk(app).post(PAGE, data=form())
    judge = desk(app, "judge", Role.JUDGE, court_id=2)

    page = judge.get(PAGE)

    assert typed_in(page.text) == default_text(KIND)
    assert "补充联系方式" not in page.text


@pytest.mark.parametrize("role", [Role.AGENCY, Role.PARTY, Role.FINANCE, Role.INSPECTOR])
def test_nobody_else_gets_in(app: Flask, role: Role) -> None:
    person = desk(app, "other", role)

    assert person.get(PAGE).status_code == 403
    assert person.post(PAGE, data=form()).status_code == 403
    assert person.post(f"{PAGE}/restore", data={}).status_code == 403
    assert person.post(f"{PAGE}/preview", data=form()).status_code == 403


@pytest.mark.parametrize("name", ["draw_record", "nothing", "sale_confirmation"])
def test_a_paper_without_a_text_has_no_editor(app: Flask, name: str) -> None:
    assert desk(app).get(f"/desk/paper-texts/{name}").status_code == 404


def test_signs_of_markup_in_a_text_are_shown_as_signs(app: Flask) -> None:
    clerk = desk(app)
    clerk.post(PAGE, data=form(OWN + "<script>alert(1)</script></textarea>\n"))

    page = clerk.get(PAGE)

    assert "<script>alert(1)</script>" not in page.text


def test_the_page_of_a_paper_says_which_text_it_was_made_of(app: Flask) -> None:
    clerk = desk(app)
    clerk.post(PAGE, data=form())
    with app.app_context():
        paper = facade.issue(
            KIND, reference="R-1", data=sample_values(KIND), audience=Audience.COURT, **HEAD
        )

    page = clerk.get(paper.url)

    assert "本院第 1 版" in page.text
    assert paper.file_url in page.text
