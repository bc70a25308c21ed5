"""One draw holds for an asset; its list stands before the seed exists; anybody can redo it."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
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
from registry.services import cases, draws, entropy, pools
from registry.services.agencies import set_standing
from registry.vocabulary import DrawState, ExclusionCode, Scope, Standing
from tests.support.books import (
    APPLICANT,
    DEBTOR,
    INSPECTOR,
    LATER,
    NINE,
    STRANGER,
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


def test_the_pool_shows_who_is_left_out_and_why() -> None:
    books = write_books()

    pool = pools.preview_pool(books.asset, NINE)

    by_name = {standee.agency.name[:4]: standee for standee in pool.standees}
    grounds = {name: [str(e.code) for e in s.exclusions] for name, s in by_name.items()}
    assert pool.scope is Scope.CITY
    assert grounds["济南五龙"] == ["E04"]
    assert grounds["山东珍珠"] == ["E05"]
    assert grounds["济南玉函"] == ["E09"]
    assert grounds["济南舜耕"] == ["E09"]
    assert grounds["山东燕子"] == ["E08"]
    assert grounds["山东鲁信"] == ["E01"]
    assert grounds["青岛栈桥"] == ["E03"]
    assert grounds["济南龙洞"] == grounds["济南佛山"] == []
    assert by_name["济南龙洞"].ticket == by_name["济南佛山"].ticket
    assert len(pool.tickets) == 8


def test_a_dear_asset_asks_for_a_higher_grade() -> None:
    books = write_books()
    villa = add_asset(books.case, books.clerk, estimated_value=draws_value(8_000_000))

    pool = pools.preview_pool(villa, NINE)

    low = [
        s.agency.grade
        for s in pool.standees
        if any(e.code is ExclusionCode.GRADE for e in s.exclusions)
    ]
    assert low == [3]


def draws_value(yuan: int) -> Any:
    from app.kernel.money import Money

    return Money(yuan * 100)


def test_a_shareholder_who_is_a_party_keeps_the_agency_out() -> None:
    from app.identity.vocabulary import PersonKind
    from registry.vocabulary import PartyRole

    books = write_books()
    cases.add_party(
        case_id=books.case.id,
        role=PartyRole.OTHER_CREDITOR,
        name="改了名的公司",
        kind=PersonKind.LEGAL,
        id_number=seeds.RELATED_COMPANY_CODE,
        actor=books.clerk,
        at=NINE,
    )

    pool = pools.preview_pool(books.asset, NINE)

    (out,) = [s for s in pool.standees if s.agency.name.startswith("济南洪楼")]
    assert [(str(e.code), e.evidence) for e in out.exclusions] == [
        ("E06", {"related_to": "other_creditor"})
    ]


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


def test_a_list_that_changed_since_it_was_looked_at_is_not_frozen() -> None:
    from registry.rules import cjd1

    books = write_books()
    draw = draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=NINE)
    seen = cjd1.list_digest(pools.preview_pool(books.asset, NINE).tickets).hex()
    set_standing(
        code=seeds.AGENCIES[0].code,
        standing=Standing.PAUSED,
        until=None,
        reason="核查",
        actor=books.clerk,
        at=NINE,
    )

    with pytest.raises(Conflict, match="pool_changed"):
        draws.freeze_draw(
            no=draw.no, strings_until=LATER, seen_digest=seen, actor=books.clerk, at=NINE
        )


def test_an_empty_pool_is_not_frozen() -> None:
    books = write_books(with_agencies=False)
    draw = draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=NINE)

    with pytest.raises(Refusal, match="pool_empty"):
        draws.freeze_draw(no=draw.no, strings_until=LATER, actor=books.clerk, at=NINE)


@pytest.mark.parametrize("hours", [0, -1, 24 * 31])
def test_the_end_of_the_strings_lies_within_a_month(hours: int) -> None:
    books = write_books()
    draw = draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=NINE)

    with pytest.raises(Refusal, match="bad_strings_until"):
        draws.freeze_draw(
            no=draw.no, strings_until=NINE + timedelta(hours=hours), actor=books.clerk, at=NINE
        )


def test_after_the_freeze_an_agency_that_is_paused_stays_on_the_frozen_list() -> None:
    """A ground found later means "next in order"; the list itself is never touched."""
    books = write_books()
    draw = closed_draw(books)
    before = draw.list_digest
    for seed in seeds.AGENCIES:
        set_standing(
            code=seed.code,
            standing=Standing.PAUSED,
            until=None,
            reason="核查",
            actor=books.clerk,
            at=NINE,
        )

    done = draws.perform_draw(no=draw.no, actor=books.clerk, at=LATER)

    assert done.list_digest == before
    assert len(done.drawn) == 3


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


def test_drw_03_the_clerk_has_no_input_into_the_seed() -> None:
    """No service that a clerk may call takes anything that goes into the seed."""
    books = write_books()
    draw = frozen_draw(books)

    for staff in (books.clerk, books.judge):
        assert not staff.may(Permission.HAND_IN_STRING)
        with pytest.raises(Forbidden, match="not_a_giver"):
            entropy.hand_in_string(no=draw.no, text="1", actor=staff, at=NINE)


def test_a_clerk_who_is_also_a_party_elsewhere_hands_in_nothing_here() -> None:
    books = write_books()
    draw = frozen_draw(books)

    with pytest.raises(Forbidden, match="not_a_giver"):
        entropy.hand_in_string(no=draw.no, text="1", actor=STRANGER, at=NINE)


def test_a_string_is_sealed_until_all_are_opened() -> None:
    books = write_books()
    draw = frozen_draw(books)

    string = entropy.hand_in_string(no=draw.no, text=" 泉城 8417 ", actor=APPLICANT, at=NINE)

    assert string.text is None
    assert "泉城".encode() not in string.text_sealed
    (fact,) = [e for e in entries_of(f"draw:{draw.no}") if "string" in e.name]
    assert fact.payload["giver"] == "applicant/1"
    assert "泉城".encode() not in fact.body


def test_a_string_is_handed_in_once() -> None:
    books = write_books()
    draw = frozen_draw(books)
    entropy.hand_in_string(no=draw.no, text="1", actor=APPLICANT, at=NINE)

    with pytest.raises(Conflict, match="string_given"):
        entropy.hand_in_string(no=draw.no, text="2", actor=APPLICANT, at=NINE)


@pytest.mark.parametrize("words", ["", "   ", "x" * 201, "a\nb", "\x00"])
def test_a_string_has_one_to_two_hundred_plain_characters(words: str) -> None:
    books = write_books()
    draw = frozen_draw(books)

    with pytest.raises(Refusal, match="bad_string"):
        entropy.hand_in_string(no=draw.no, text=words, actor=APPLICANT, at=NINE)


def test_a_string_that_comes_late_is_refused() -> None:
    books = write_books()
    draw = frozen_draw(books)

    with pytest.raises(Refusal, match="strings_closed"):
        entropy.hand_in_string(
            no=draw.no, text="1", actor=APPLICANT, at=LATER + timedelta(microseconds=1)
        )


def test_strings_stay_open_while_a_party_with_an_account_has_time() -> None:
    books = write_books()
    draw = frozen_draw(books)
    entropy.hand_in_string(no=draw.no, text="1", actor=APPLICANT, at=NINE)

    with pytest.raises(Refusal, match="strings_open"):
        entropy.close_entropy(no=draw.no, actor=books.clerk, at=NINE)

    closed = entropy.close_entropy(no=draw.no, actor=books.clerk, at=LATER)
    assert closed.state is DrawState.ENTROPY_CLOSED


def test_a_draw_never_rests_on_the_court_alone() -> None:
    books = write_books()
    draw = frozen_draw(books)

    with pytest.raises(Refusal, match="no_strings"):
        entropy.close_entropy(no=draw.no, actor=books.clerk, at=LATER)

    entropy.hand_in_string(no=draw.no, text="骰子 3 5 1", actor=INSPECTOR, at=NINE)
    assert entropy.close_entropy(no=draw.no, actor=books.clerk, at=LATER).strings[0].text


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


def in_parallel(app: Flask, *works: Any) -> list[Any]:
    """Run orders at the same moment, each in an app context of its own; return their ends."""
    import threading

    ends: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(index: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                ends[index] = works[index]()
            except Refusal as refusal:
                ends[index] = refusal.code
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_two_clerks_who_freeze_at_once_make_one_list(app: Flask) -> None:
    books = write_books()
    no = draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=NINE).no

    def freeze() -> str:
        return draws.freeze_draw(no=no, strings_until=LATER, actor=books.clerk, at=NINE).no

    ends = in_parallel(app, freeze, freeze)

    assert sorted(ends) == sorted([no, "illegal_move"])
    assert len(queries.get_draw(no).candidates) == len(seeds.AGENCIES)


def test_two_clerks_who_prepare_at_once_make_one_draw(app: Flask) -> None:
    books = write_books()
    asset_no, clerk = books.asset.no, books.clerk

    def prepare() -> str:
        return draws.prepare_draw(asset_no=asset_no, actor=clerk, at=NINE).no

    ends = in_parallel(app, prepare, prepare, prepare)

    assert ends.count("draw_exists") == 2
    assert len(queries.list_draws_of_asset(books.asset.id)) == 1


def test_two_clerks_who_draw_at_once_get_one_result(app: Flask) -> None:
    books = write_books()
    no, clerk = closed_draw(books).no, books.clerk

    def perform() -> str:
        return draws.perform_draw(no=no, actor=clerk, at=LATER).no

    ends = in_parallel(app, perform, perform)

    assert sorted(ends) == sorted([no, "illegal_move"])
    performed = [e for e in entries_of(f"draw:{no}") if e.name == "registry.draw.performed"]
    assert len(performed) == 1


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
