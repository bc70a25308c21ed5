"""PRV-02: erasing a person who never bought takes the person and leaves the log whole (P7, L1)."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.identity import facade as identity
from app.identity import vault
from app.identity.models import Person
from app.kernel.clock import clock
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.permissions import Role
from app.ledger import facade as ledger
from app.store import db, unit_of_work
from app.supervision.log.fsck import against, fsck
from app.trail.log_reading import full_note
from app.trail.models import TrailEntry
from app.trail.stored_tree import newest_checkpoint
from auction.models import Enrollment, Erasure
from auction.services import erasing, screening
from auction.services.identities import holder_digest, open_holder, open_sealed
from tests.support.people import make_person, sign_in
from tests.support.sales import CLOSES, Sale, open_sale
from tests.support.sealed import begin_log, seal_all

WHY = "本人申请，保存期限已满。"
#: More than ten years after the end of bidding and the last sign-in.
LATER = CLOSES + timedelta(days=11 * 366)


@pytest.fixture
def sale(app: Flask, db_session: Session, tmp_path: Path) -> Sale:
    """A sale that bidder2 lost, screened and sealed; two inspectors eleven years later."""
    made = open_sale(app, tmp_path / "bank").sold()
    screening.screen_ended_lot(lot_no=made.lot_no, at=CLOSES + timedelta(hours=1))
    for account in ("inspector", "inspector2"):
        make_person(account, Role.INSPECTOR)
    return made


def loser(sale: Sale) -> int:
    """The row of the one who lost."""
    person_id = sale.bidders["bidder2"][0].person_id
    assert person_id is not None
    return person_id


def erase(sale: Sale, account: str = "bidder2", at: datetime = LATER) -> Erasure:
    one, two = (identity.actor_named(name) for name in ("inspector", "inspector2"))
    asked = erasing.ask(account=account, reason=WHY, actor=one, at=at)
    return erasing.answer(asked.id, is_granted=True, reason=WHY, actor=two, at=at)


def tables_that_hold(words: str) -> set[str]:
    """The tables of the database in which a text stands in clear, in text or in bytes."""
    db.session.rollback()
    names = db.session.scalars(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    ).all()
    return {
        name
        for name in names
        if db.session.scalar(
            text(
                "SELECT 1 FROM " + name + " t "  # noqa: S608 - a table of ours
                "WHERE t::text LIKE :clear OR t::text LIKE :bytes LIMIT 1"
            ),
            {"clear": f"%{words}%", "bytes": f"%{words.encode().hex()}%"},
        )
    }


def ways_to_match(sale: Sale) -> list[str]:
    """What an insider with every key finds who knows name, number and row of the person."""
    db.session.rollback()
    payer = sale.bidders["bidder2"][1]
    person_id, lot = loser(sale), sale.lot()
    digest = holder_digest(sale.lot_no, person_id)
    seats = db.session.scalars(select(Enrollment).where(Enrollment.lot_id == lot.id)).all()
    found = []
    if any(seat.holder_digest == digest for seat in seats):
        found.append("seat")
    for seat in seats:
        with suppress(Refusal):
            holder = open_sealed(sale.lot_no, seat.holder_digest, seat.identity_sealed)
            if holder.name == payer.name:
                found.append("sealed name")
    mark = vault.digest("auction.screen", payer.id_number)
    if tables_that_hold(mark):
        found.append("screen")
    if ledger.deposits_of(person_id):
        found.append("deposit")
    person = db.session.get(Person, person_id)
    if person is not None and person.id_digest and person.id_sealed:
        found.append("number")
    return found


def test_prv_02_the_person_is_gone_and_the_log_is_whole(app: Flask, sale: Sale) -> None:
    sealer = begin_log()
    seal_all(sealer)
    newest = newest_checkpoint()
    assert newest is not None
    kept, payer = str(full_note(newest)), sale.bidders["bidder2"][1]
    query = select(TrailEntry.body).order_by(TrailEntry.id)
    bodies = list(db.session.scalars(query))
    # PRV-01: whoever reads the tables and has no key finds no number.
    assert tables_that_hold(payer.id_number) == set()
    # The control: all of it can be found before.
    assert ways_to_match(sale) == ["seat", "sealed name", "screen", "deposit", "number"]
    assert tables_that_hold(payer.name) == {"identity_person"}

    erase(sale)
    seal_all(sealer)

    assert ways_to_match(sale) == []
    assert tables_that_hold(payer.name) == tables_that_hold(payer.id_number) == set()
    assert list(fsck()) == []
    assert list(against(kept)) == []
    assert list(db.session.scalars(query))[: len(bodies)] == bodies
    told = db.session.scalars(query.where(TrailEntry.stream.like("erasure:%"))).all()
    assert len(told) == 2
    assert not any(b"bidder2" in body or payer.name.encode() in body for body in told)


def test_the_one_who_was_erased_signs_in_no_more_and_others_still_do(
    app: Flask, sale: Sale
) -> None:
    with clock.stopped_at(LATER):
        erase(sale)

        with pytest.raises(AssertionError):
            sign_in(app, "bidder2")
        assert sign_in(app, "bidder1").get("/my").status_code != 401


def test_after_it_the_name_behind_the_paddle_is_said_to_be_gone(sale: Sale) -> None:
    seat = db.session.scalars(
        select(Enrollment).where(Enrollment.paddle == sale.paddle("bidder2"))
    ).one()
    number = seat.id
    erase(sale)

    left = db.session.get(Enrollment, number)
    assert left is not None
    with pytest.raises(Refusal, match="identity_erased"):
        open_holder(lot=sale.lot(), enrollment=left, purpose="x", actor=sale.judge, at=LATER)


@pytest.mark.parametrize(
    ("account", "at"),
    [
        pytest.param("bidder2", CLOSES + timedelta(days=365 * 10), id="a day within ten years"),
        pytest.param("bidder1", LATER, id="the buyer"),
        pytest.param("judge", LATER, id="a judge"),
    ],
)
def test_what_the_law_keeps_is_not_erased_and_the_try_is_on_the_record(
    sale: Sale, account: str, at: datetime
) -> None:
    with pytest.raises(Forbidden, match="erasure_kept"):
        erase(sale, account, at)

    db.session.rollback()
    query = select(TrailEntry).where(TrailEntry.name == "auction.erasure.refused")
    assert db.session.scalars(query).one().payload["code"] == "erasure_kept"
    assert "sealed name" in ways_to_match(sale)


def test_a_sign_in_of_the_last_ten_years_keeps_everything(app: Flask, sale: Sale) -> None:
    with clock.stopped_at(LATER - timedelta(days=300)):
        sign_in(app, "bidder2")

    with pytest.raises(Forbidden, match="erasure_kept"):
        erase(sale)


def test_nobody_erases_alone_twice_or_without_the_role(sale: Sale) -> None:
    one = identity.actor_named("inspector")
    asked = erasing.ask(account="bidder2", reason=WHY, actor=one, at=LATER)
    number = asked.id

    with pytest.raises(Forbidden, match="erasure_own_request"):
        erasing.answer(number, is_granted=True, reason=WHY, actor=one, at=LATER)
    with pytest.raises(Conflict, match="erasure_waits"):
        erasing.ask(account="bidder2", reason=WHY, actor=sale.judge, at=LATER)
    with pytest.raises(Forbidden):
        erasing.ask(account="bidder2", reason=WHY, actor=sale.clerk, at=LATER)
    operator = replace(one, roles=frozenset({Role.OPERATOR}))
    with pytest.raises(Forbidden):
        erasing.answer(number, is_granted=True, reason=WHY, actor=operator, at=LATER)
    erasing.answer(number, is_granted=False, reason=WHY, actor=sale.judge, at=LATER)
    with pytest.raises(Conflict, match="erasure_answered"):
        erasing.answer(number, is_granted=True, reason=WHY, actor=sale.judge, at=LATER)
    assert "sealed name" in ways_to_match(sale)


def test_the_database_itself_wants_two_people_and_no_seat_is_changed(sale: Sale) -> None:
    person_id = loser(sale)
    alone = {"answered_by": 1, "answered_account": "a", "answered_at": LATER, "is_granted": True}
    with pytest.raises(DatabaseError, match="two_people"), unit_of_work():
        db.session.add(
            Erasure(
                person_id=person_id,
                reason=WHY,
                asked_by=1,
                asked_account="a",
                asked_at=LATER,
                **alone,
            )
        )
    db.session.rollback()
    for statement in (
        "UPDATE auction_screen_seat SET person_mark = ''",
        "TRUNCATE auction_screen_seat",
    ):
        with pytest.raises(DatabaseError, match="never changed"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_two_inspectors_erase_somebody_by_their_pages(app: Flask, sale: Sale) -> None:
    with clock.stopped_at(LATER):
        first, second = (sign_in(app, name) for name in ("inspector", "inspector2"))
        asked = first.post("/desk/erasures", data={"account": "bidder2", "reason": WHY})
        number = db.session.scalars(select(Erasure.id)).one()
        own = first.get("/desk/erasures").text
        desk = second.get("/desk").text
        asking = second.get("/desk/erasures").text
        done = second.post(f"/desk/erasures/{number}", data={"answer": "grant", "reason": WHY})
        page = second.get("/desk/erasures").text

    assert (asked.status_code, done.status_code) == (303, 303)
    assert "永久删除" not in own
    assert "bidder2" in asking
    assert "有人的个人信息申请删除" in desk
    assert "已删除" in page
    assert "bidder2" not in page
    assert "sealed name" not in ways_to_match(sale)
