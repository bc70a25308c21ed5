"""One draw holds for an asset; its list stands before the seed exists; anybody can redo it."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.errors import Conflict, Forbidden, IllegalMove, NotFound, Refusal
from app.kernel.permissions import Permission, Role
from app.store import blobs, db
from app.trail.queries import entries_of
from registry import facade, queries, seeds
from registry.models import Draw
from registry.services import draws, entropy, pools
from registry.vocabulary import DrawState, ExclusionCode
from tests.support.books import (
    DEBTOR,
    INSPECTOR,
    LATER,
    NINE,
    add_asset,
    clerk_of,
    closed_draw,
    finished_draw,
    frozen_draw,
    write_books,
)

pytestmark = pytest.mark.usefixtures("db_session")
CHECKER = Path(__file__).parents[3] / "static" / "verify" / "mingchui_verify.py"


def check(transcript: str) -> list[tuple[str, str, str]]:
    names: dict[str, Any] = {"__name__": "checker"}
    exec(compile(CHECKER.read_text("utf-8"), str(CHECKER), "exec"), names)  # noqa: S102
    failures: list[tuple[str, str, str]] = names["check_draw"](json.loads(transcript))
    return failures


def test_a_draw_goes_from_list_to_order_and_the_checker_agrees() -> None:
    books = write_books()

    draw = finished_draw(books)

    assert draw.state is DrawState.DRAWN
    assert [drawn.position for drawn in draw.drawn] == [1, 2, 3]
    assert draw.transcript is not None
    assert check(draw.transcript) == []
    result = facade.draw_result(books.asset.no)
    assert [agency.code for agency in result.order] == [d.agency_code for d in draw.drawn]
    assert result.next_agency == result.order[0]


def test_what_was_published_at_the_freeze_is_what_the_transcript_carries() -> None:
    books = write_books()
    draw = finished_draw(books)

    names = [entry.name for entry in entries_of(f"draw:{draw.no}")]
    (frozen,) = [e for e in entries_of(f"draw:{draw.no}") if e.name == "registry.draw.frozen"]

    assert names == [
        "registry.draw.frozen",
        "registry.draw.string_handed_in",
        "registry.draw.string_handed_in",
        "registry.draw.entropy_closed",
        "registry.draw.performed",
    ]
    result = json.loads(draw.transcript or "")["result"]
    assert frozen.payload["commitment"] == result["commit"]
    assert frozen.payload["list_digest"] == result["list_digest"]


def test_the_nonce_is_nowhere_in_clear_before_the_draw() -> None:
    books = write_books()
    draw = closed_draw(books)
    assert (draw.nonce, draw.seed) == (None, None)
    sealed = draw.nonce_sealed or b""

    nonce = draws.perform_draw(no=draw.no, actor=books.clerk, at=LATER).nonce or ""

    assert nonce.encode() not in sealed
    assert bytes.fromhex(nonce) not in sealed


def test_a_draw_is_refused_before_the_five_findings_are_written() -> None:
    books = write_books()
    asset = add_asset(books.case, books.clerk, found={"title": "王某"})

    with pytest.raises(Refusal, match="facts_missing") as refused:
        draws.prepare_draw(asset_no=asset.no, actor=books.clerk, at=NINE)

    assert str(refused.value.citations[0]) == "法释〔2018〕15号 第3条"


def test_a_second_draw_is_refused_while_the_first_holds() -> None:
    books = write_books()
    finished_draw(books)

    with pytest.raises(Conflict, match="draw_exists"):
        draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=LATER)


def test_the_database_itself_refuses_a_second_draw() -> None:
    books = write_books()
    first = frozen_draw(books)
    row = {"asset": first.asset_id, "at": NINE}
    insert = (
        "INSERT INTO registry_draw (no, asset_id, round, state, field, is_exhausted, prepared_at) "
        "VALUES (:no, :asset, :round, 'draft', 'real_estate', false, :at)"
    )

    for no, number in (("X-1", first.round), ("X-2", first.round + 1)):
        with pytest.raises(IntegrityError):
            db.session.execute(text(insert), {**row, "no": no, "round": number})
        db.session.rollback()


def test_after_a_void_draw_the_round_is_used_up() -> None:
    books = write_books()
    first = frozen_draw(books)
    draws.void_draw(no=first.no, reason="名单录入错误", actor=books.judge, at=NINE)

    second = draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=NINE)

    assert second.round == first.round + 1
    assert queries.get_draw(first.no).state is DrawState.VOID


def test_a_second_void_draw_needs_the_supervisor() -> None:
    books = write_books()
    draws.void_draw(no=frozen_draw(books).no, reason="第一次作废", actor=books.judge, at=NINE)
    second = frozen_draw(books)

    with pytest.raises(Forbidden, match="second_void"):
        draws.void_draw(no=second.no, reason="第二次作废", actor=books.judge, at=NINE)

    voided = draws.void_draw(no=second.no, reason="监督决定", actor=INSPECTOR, at=NINE)
    assert voided.void_reason == "监督决定"


def test_a_void_draw_needs_a_reason() -> None:
    books = write_books()
    draw = frozen_draw(books)

    with pytest.raises(Refusal, match="reason_missing"):
        draws.void_draw(no=draw.no, reason="  ", actor=books.judge, at=NINE)


def test_when_the_order_is_used_up_another_round_is_drawn_without_those_who_failed() -> None:
    books = write_books()
    first = finished_draw(books)
    codes = [drawn.agency_code for drawn in first.drawn]
    for code in codes:
        assert facade.draw_result(books.asset.no).next_agency is not None
        draws.mark_fallen(
            asset_no=books.asset.no,
            agency_code=code,
            reason="逾期未出具报告",
            actor=books.clerk,
            at=LATER,
        )

    pool = pools.preview_pool(books.asset, LATER)
    second = draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=LATER)

    out = {
        s.agency.code
        for s in pool.standees
        if any(e.code is ExclusionCode.ALREADY_FAILED for e in s.exclusions)
    }
    assert out == set(codes)
    assert second.round == 2


def test_an_agency_that_was_not_drawn_cannot_fall() -> None:
    books = write_books()
    finished_draw(books)

    with pytest.raises(Refusal, match="not_drawn"):
        draws.mark_fallen(
            asset_no=books.asset.no,
            agency_code=seeds.AGENCIES[14].code,
            reason="x",
            actor=books.clerk,
            at=LATER,
        )


def test_a_frozen_list_that_somebody_changed_in_the_database_is_not_drawn() -> None:
    books = write_books()
    draw = closed_draw(books)
    db.session.execute(
        text("UPDATE registry_draw_candidate SET agency_name = '别家' WHERE ticket IS NOT NULL")
    )
    db.session.commit()

    with pytest.raises(Conflict, match="list_changed"):
        draws.perform_draw(no=draw.no, actor=books.clerk, at=LATER)

    assert queries.get_draw(draw.no).state is DrawState.ENTROPY_CLOSED


def test_a_clerk_of_another_court_cannot_touch_the_draw() -> None:
    books = write_books()
    draw = frozen_draw(books)
    other = clerk_of(seeds.seed_courts()[2].id)

    with pytest.raises(Forbidden, match="other_court"):
        entropy.close_entropy(no=draw.no, actor=other, at=LATER)


def test_a_draw_is_not_public_before_it_is_frozen() -> None:
    books = write_books()
    draw = draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=NINE)

    with pytest.raises(NotFound):
        queries.get_public_draw(draw.no)
    assert queries.list_public_draws().items == []
    assert entries_of(f"draw:{draw.no}") == []


def test_notifying_is_the_last_step() -> None:
    books = write_books()
    draw = finished_draw(books)

    draws.notify_draw(no=draw.no, actor=books.clerk, at=LATER)

    assert facade.draw_result(books.asset.no).state is DrawState.NOTIFIED
    paper = papers.find(papers.PaperKind.DRAW_RECORD, draw.no)
    assert paper is not None
    assert blobs.path(paper.sha256).read_bytes().startswith(b"%PDF")
    with pytest.raises(IllegalMove):
        draws.void_draw(no=draw.no, reason="太晚了吧", actor=books.judge, at=LATER)


def test_an_agency_role_reaches_no_order_of_a_draw() -> None:
    agency = Actor(9, "agency", "机构", frozenset({Role.AGENCY}), agency_code="x")

    assert not any(
        agency.may(permission)
        for permission in (
            Permission.MANAGE_DRAWS,
            Permission.VOID_DRAWS,
            Permission.HAND_IN_STRING,
        )
    )


def test_a_drawn_row_without_its_record_is_refused_by_the_database() -> None:
    books = write_books()
    draw = closed_draw(books)

    with pytest.raises(IntegrityError):
        db.session.execute(
            text("UPDATE registry_draw SET state = 'drawn' WHERE no = :no"), {"no": draw.no}
        )
    db.session.rollback()
    assert isinstance(queries.get_draw(draw.no), Draw)
    assert DEBTOR.person_id
