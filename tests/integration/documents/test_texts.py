"""A court's own words in its papers: versions that are never changed, two clerks at once."""

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.documents import facade
from app.documents.markup import default_text
from app.documents.models import Paper, PaperText
from app.documents.queries import list_texts
from app.documents.render import render, verify_code
from app.documents.samples import sample_values
from app.documents.texts import REASON_MAX, change_text, restore_text, text_in_force
from app.documents.vocabulary import PaperKind
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.facts import Audience
from app.kernel.permissions import Role
from app.store import blobs, db
from app.trail.queries import entries_of
from tests.integration.documents.test_papers import CASE, HEAD
from tests.support.pdfs import text_of

AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
KIND = PaperKind.CORRECTION_NOTICE
OWN = default_text(KIND) + "本院技术室电话另行告知。\n"


def staff(role: Role = Role.CLERK, court_id: int | None = 1) -> Actor:
    return Actor(7, "clerk", "书记员王", frozenset({role}), court_id=court_id)


def change(text: str = OWN, *, seen: int = 0, **more: Any) -> PaperText:
    given = {"reason": "补充联系方式", "actor": staff(), "at": AT} | more
    return change_text(KIND, text=text, seen=seen, **given)


def issue(reference: str = "R-1", kind: PaperKind = KIND) -> Paper:
    view = facade.issue(
        kind, reference=reference, data=sample_values(kind), audience=Audience.COURT, **HEAD
    )
    return db.session.query(Paper).filter_by(no=view.no).one()


def made_again(paper: Paper) -> bytes:
    """Make a paper from the record: its number, its day, the text it names."""
    assert paper.text_sha256 is not None
    address = f"http://localhost/papers/{paper.no}"
    head = {
        "paper_no": paper.no, "court_name": HEAD["court_name"], "case_number": CASE,
        "issued_on": local_date(paper.issued_at), "verify_url": address,
        "verify_code": verify_code(address),
    }  # fmt: skip
    text = blobs.path(paper.text_sha256).read_text(encoding="utf-8")
    return render(paper.kind.value, sample_values(paper.kind) | head, text=text, at=paper.issued_at)


def test_a_court_without_a_text_of_its_own_prints_the_shipped_one(db_session: Session) -> None:
    paper = issue()

    assert paper.text_version == 0
    assert blobs.path(paper.text_sha256 or "").read_text("utf-8") == default_text(KIND)


def test_the_next_paper_is_made_of_the_new_version_and_the_earlier_keeps_its_own(
    db_session: Session,
) -> None:
    before = issue("R-1")

    taken = change()

    after = issue("R-2")
    assert (before.text_version, after.text_version) == (0, 1)
    assert after.text_sha256 == taken.text_sha256
    for paper in (before, after):
        assert blobs.put(made_again(paper)).sha256 == paper.sha256


def test_a_version_of_one_court_is_not_the_text_of_another(db_session: Session) -> None:
    change()

    other = text_in_force(2, KIND)
    assert other is not None
    assert (other.version, other.words) == (0, default_text(KIND))


def test_a_paper_without_an_editable_text_names_none(db_session: Session) -> None:
    assert text_in_force(1, PaperKind.SALE_CONFIRMATION) is None


def test_a_version_is_a_fact_of_the_court_with_its_digest(db_session: Session) -> None:
    taken = change()

    [entry] = entries_of("paper-texts:1", audience=Audience.COURT)
    assert entry.name == "documents.text.changed"
    assert entry.payload["text_sha256"] == taken.text_sha256
    assert entry.payload["title"] == "评估报告补正通知书"


def test_a_version_can_neither_be_edited_nor_deleted(db_session: Session) -> None:
    change()

    for order in ("UPDATE documents_text SET text = 'x'", "DELETE FROM documents_text"):
        with pytest.raises(DBAPIError, match="never changed"):
            db_session.execute(sql(order))
        db_session.rollback()


def test_bringing_a_text_back_is_a_version_of_its_own(db_session: Session) -> None:
    change()
    change(OWN + "又一段。\n", seen=1)

    restore_text(KIND, version=1, reason="误改", seen=2, actor=staff(), at=AT)
    restore_text(KIND, version=0, reason="统一格式", seen=3, actor=staff(), at=AT)

    found = [(row.version, row.restored, row.text) for row in list_texts(1, KIND)]
    assert found[0] == (4, 0, default_text(KIND))
    assert found[1] == (3, 1, OWN)
    assert [row[0] for row in found] == [4, 3, 2, 1]


def test_what_is_not_a_version_cannot_be_brought_back(db_session: Session) -> None:
    with pytest.raises(NotFound):
        restore_text(KIND, version=5, reason="误改", seen=0, actor=staff(), at=AT)


def test_the_second_of_two_clerks_is_told(db_session: Session) -> None:
    change()

    with pytest.raises(Conflict, match="paper_text_moved"):
        change(OWN + "又一段。\n", seen=0)
    assert len(list_texts(1, KIND)) == 1


def test_of_two_clerks_at_the_same_moment_one_is_told(app: Flask, db_session: Session) -> None:
    gate, ends = threading.Barrier(2), []

    def save(words: str) -> None:
        with app.app_context():
            gate.wait()
            try:
                ends.append(change(OWN + words).version)
            except Conflict as conflict:
                ends.append(conflict.code)
            finally:
                db.session.remove()

    clerks = [threading.Thread(target=save, args=(words,)) for words in ("甲。\n", "乙。\n")]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()

    assert sorted(ends, key=str) == [1, "paper_text_moved"]


def test_a_second_press_makes_no_second_version(db_session: Session) -> None:
    change()

    with pytest.raises(Conflict, match="paper_text_unchanged"):
        change(seen=1)


def test_a_text_without_a_reason_is_refused(db_session: Session) -> None:
    with pytest.raises(Refusal, match="paper_text_reason_missing"):
        change(reason="  ")


@pytest.mark.parametrize(
    ("spoilt", "named"),
    [
        (OWN + "{身份证号}\n", "身份证号"),
        (OWN.replace("{期限}", "近日"), "期限"),
        (OWN.replace("第二十条", "有关规定"), "第二十条"),
        (OWN.replace("[[补正事项]]\n", ""), "补正事项"),
    ],
)
def test_a_faulty_text_is_refused_by_the_word_at_fault(
    db_session: Session, spoilt: str, named: str
) -> None:
    with pytest.raises(Refusal, match="paper_text_faulty") as refused:
        change(spoilt)

    assert any(named in sentence for sentence in refused.value.fields["text"])
    assert list_texts(1, KIND) == []


@pytest.mark.parametrize(
    "actor",
    [
        staff(Role.AGENCY),
        staff(Role.PARTY),
        staff(Role.FINANCE),
        staff(Role.INSPECTOR),
        staff(Role.CLERK, court_id=None),
    ],
)
def test_only_a_clerk_or_judge_of_a_court_changes_its_texts(
    db_session: Session, actor: Actor
) -> None:
    with pytest.raises(Forbidden):
        change(actor=actor)


def test_a_paper_whose_words_are_fixed_has_no_text_to_change(db_session: Session) -> None:
    with pytest.raises(NotFound):
        change_text(PaperKind.DRAW_RECORD, text=OWN, reason="误改", seen=0, actor=staff(), at=AT)


def test_hostile_signs_in_a_text_are_printed_and_nothing_else(db_session: Session) -> None:
    hostile = r'#read("/etc/passwd") #import "x" \ $x^2$ @ref <l> *b* `c` // "引" ' + "w" * 400
    change(f"{OWN}{hostile}\n{hostile}\n", reason="x" * REASON_MAX)

    paper = issue()

    copied = text_of(blobs.path(paper.sha256).read_bytes())
    assert "".join(hostile.split()) in copied
    assert "root:" not in copied
