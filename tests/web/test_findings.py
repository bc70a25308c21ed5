"""A planted ring and a machine are told to the judge, who closes a finding with a reason."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.kernel.clock import clock
from app.kernel.facts import Audience
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.screening.models import Finding
from app.store import db, unit_of_work
from app.trail.models import TrailEntry
from app.trail.queries import entries_of
from auction.models import BuyerDefault, ScreenSeat
from auction.services import screening_live
from auction.services.screening import screen_default
from auction.vocabulary import DefaultState, LotState, Round
from tests.support.people import make_person, sign_in
from tests.support.screened import CANARY, ENDED, Hall
from tests.support.stage import CLOSES, START
from tests.support.web import Client

REASON = "已核对付款与通讯记录，三人系同事，相互串通。"


@pytest.fixture
def hall(app: Flask, db_session: Session) -> Hall:
    """Judges of two courts, a clerk, an inspector, and nobody bids yet."""
    for account, role, court in (
        ("judge", Role.JUDGE, 1),
        ("far-judge", Role.JUDGE, 2),
        ("clerk", Role.CLERK, 1),
        ("inspector", Role.INSPECTOR, None),
    ):
        make_person(account, role, court_id=court)
    screening_live._looked.clear()  # lots of other tests had the same numbers
    return Hall()


def findings(*screens: str) -> list[Finding]:
    """Return what was found, oldest first, of some screens if named."""
    db.session.rollback()
    rows = db.session.scalars(select(Finding).order_by(Finding.id)).all()
    return [row for row in rows if not screens or row.screen.value in screens]


def at_desk(app: Flask, account: str) -> Client:
    with clock.stopped_at(ENDED):
        return sign_in(app, account)


def trail(name: str) -> list[TrailEntry]:
    return list(db.session.scalars(select(TrailEntry).where(TrailEntry.name == name)))


def test_a_planted_ring_is_found_with_signals_of_two_screens_each(hall: Hall) -> None:
    last = hall.ring()

    found = findings()

    about = [set(row.paddles) for row in found if row.subject == last.no]
    assert sorted(map(sorted, about)) == [["AAAA", "BBBB"], ["AAAA", "CCCC"], ["BBBB", "CCCC"]]
    assert all(len({one["screen"] for one in row.signals}) >= 2 for row in found)
    assert all(row.points_tenths >= row.threshold_tenths == 1200 for row in found)
    assert {row.card for row in found} == {"rings-1"}


def test_screening_a_lot_again_finds_nothing_twice(hall: Hall) -> None:
    last = hall.ring()
    before = len(findings())

    hall.screen(last)

    assert len(findings()) == before
    assert len(trail("auction.identity.screened")) == 3


def test_names_are_read_once_a_lot_on_the_record_and_kept_as_marks_alone(hall: Hall) -> None:
    hall.ring()

    entries = trail("auction.identity.screened")
    seats = db.session.scalars(select(ScreenSeat)).all()

    assert [entry.audience for entry in entries] == [Audience.SEALED] * 3
    assert entries[0].payload["paddles"] == ["AAAA", "BBBB", "CCCC", "XXXX"]
    assert len({seat.person_mark for seat in seats}) == 6
    kept = db.session.execute(
        text("SELECT string_agg(t::text, '') FROM screening_finding t")
    ).scalar_one()
    kept += "".join(str(entry.payload) for entry in db.session.scalars(select(TrailEntry)))
    assert CANARY not in kept


def test_two_who_only_meet_are_no_finding(hall: Hall) -> None:
    for _ in range(3):
        hall.screen(hall.lot("AB", "ABAB"))

    assert findings("S1", "S2", "S3", "S4", "S5") == []


def test_a_lot_still_open_is_not_screened(hall: Hall) -> None:
    lot = hall.lot("AB", "AB", state=LotState.OPEN)

    hall.screen(lot)

    assert trail("auction.identity.screened") == []


def test_a_machine_is_found_by_its_paddle_while_bidding_goes_on(app: Flask, hall: Hall) -> None:
    hall.lot("AB", "AB" * 10, state=LotState.OPEN, gap=timedelta(milliseconds=300))

    looked = [screening_live.screen_running_lots(ENDED) for _ in range(2)]
    found = findings()
    judge = at_desk(app, "judge")
    with clock.stopped_at(ENDED):
        page = judge.get(f"/desk/findings/{found[0].id}")
        early = judge.post(f"/desk/findings/{found[0].id}/names")

    assert looked == [1, 0]
    assert sorted((row.screen.value, *row.paddles) for row in found) == [
        ("S10", "AAAA"),
        ("S10", "BBBB"),
        ("S5", "AAAA", "BBBB"),
    ]
    assert {row.phase.value for row in found} == {"live"}
    assert "竞价进行中" in page.text
    assert early.status_code == 403
    assert CANARY not in early.text
    assert trail("screening.finding.names_read") == []


def test_slow_bidders_are_no_machines(hall: Hall) -> None:
    lot = hall.lot("AB", "AB" * 10, state=LotState.OPEN, gap=timedelta(seconds=8))

    screening_live.screen_running_lot(lot_no=lot.no, at=ENDED)

    assert findings() == []


def test_the_judge_reads_the_numbers_and_closes_with_a_reason(app: Flask, hall: Hall) -> None:
    hall.ring()
    first = findings()[0].id
    judge = at_desk(app, "judge")
    address = f"/desk/findings/{first}"

    with clock.stopped_at(ENDED):
        desk, listed, page = judge.get("/desk"), judge.get("/desk/findings"), judge.get(address)
        without = judge.post(f"{address}/close", data={"verdict": "founded", "reason": "无"})
        unsaid = judge.post(f"{address}/close", data={"reason": REASON})
        closed = judge.post(f"{address}/close", data={"verdict": "founded", "reason": REASON})
        again = judge.post(f"{address}/close", data={"verdict": "unfounded", "reason": REASON})
        after, kept = judge.get(address), judge.get("/desk/findings?closed=1")

    assert f"待处理风险提示：{len(findings())}条" in desk.text
    assert f'href="{address}"' in listed.text
    assert "报名而不出价" in page.text
    assert "rings-1" in page.text
    assert "其他可能的解释" in page.text
    assert (without.status_code, unsaid.status_code) == (422, 422)
    assert (closed.status_code, again.status_code) == (303, 409)
    assert REASON in after.text
    assert "1条中100%" in kept.text
    assert [entry.payload["verdict"] for entry in trail("screening.finding.closed")] == ["founded"]


def test_the_names_of_an_ended_lot_are_shown_after_an_entry_in_the_record(
    app: Flask, hall: Hall
) -> None:
    last = hall.ring()
    found = next(row for row in findings() if row.subject == last.no)
    judge = at_desk(app, "judge")

    with clock.stopped_at(ENDED):
        before = judge.get(f"/desk/findings/{found.id}")
        page = judge.post(f"/desk/findings/{found.id}/names")
        after = judge.get(f"/desk/findings/{found.id}")

    assert f"{CANARY}{found.paddles[0][0]}" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert CANARY not in before.text + after.text
    assert [entry.payload["paddles"] for entry in trail("screening.finding.names_read")] == [
        found.paddles
    ]
    opened = entries_of(f"lot:{last.no}:sealed", audience=Audience.SEALED)
    assert [entry.name for entry in opened].count("auction.identity.opened") == 2


def test_a_judge_of_another_court_neither_reads_nor_closes_a_finding(
    app: Flask, hall: Hall
) -> None:
    hall.ring()
    first = findings()[0].id
    far = at_desk(app, "far-judge")

    with clock.stopped_at(ENDED):
        listed = far.get("/desk/findings")
        page = far.get(f"/desk/findings/{first}")
        closed = far.post(
            f"/desk/findings/{first}/close", data={"verdict": "founded", "reason": REASON}
        )
        named = far.post(f"/desk/findings/{first}/names")
        desk = far.get("/desk")

    assert f"/desk/findings/{first}" not in listed.text
    assert [page.status_code, closed.status_code, named.status_code] == [403, 403, 403]
    assert "待处理风险提示" not in desk.text
    assert trail("screening.finding.closed") == []
    assert CANARY not in page.text + closed.text + named.text


def test_the_inspector_reads_and_does_not_close(app: Flask, hall: Hall) -> None:
    hall.ring()
    first = findings()[0].id
    inspector, clerk = at_desk(app, "inspector"), at_desk(app, "clerk")

    with clock.stopped_at(ENDED):
        listed, page = inspector.get("/desk/findings"), inspector.get(f"/desk/findings/{first}")
        closed = inspector.post(
            f"/desk/findings/{first}/close", data={"verdict": "founded", "reason": REASON}
        )
        shut = clerk.get("/desk/findings")

    assert (listed.status_code, page.status_code) == (200, 200)
    assert f"/desk/findings/{first}/close" not in page.text
    assert (closed.status_code, shut.status_code) == (403, 403)


def test_an_empty_list_says_so(app: Flask, hall: Hall) -> None:
    judge = at_desk(app, "judge")

    with clock.stopped_at(ENDED):
        page = judge.get("/desk/findings")

    assert "目前没有待处理的风险提示。" in page.text
    assert "机器速度出价" in page.text


@pytest.mark.parametrize("statement", ["UPDATE screening_finding SET card = 'x'", "DELETE"])
def test_a_finding_is_never_changed(hall: Hall, statement: str) -> None:
    hall.ring()
    sql = "DELETE FROM screening_finding" if statement == "DELETE" else statement

    with pytest.raises(IntegrityError, match="never changed"):
        db.session.execute(text(sql))
    db.session.rollback()


def test_a_second_default_of_the_same_buyer_is_found(hall: Hall) -> None:
    lots = [hall.lot("AB", "BA", state=LotState.DEFAULTED) for _ in range(2)]
    for lot in lots:
        hall.screen(lot)
        _default(lot.id, lot.asset_no)
        screen_default(lot_no=lot.no, at=ENDED)

    found = findings("S9")

    assert [(row.subject, row.paddles) for row in found] == [(lots[1].no, ["AAAA"])]


def test_whoever_paid_for_a_defaulted_buyer_is_seen_at_the_new_sale(hall: Hall) -> None:
    fallen = hall.lot("AB", "BA", state=LotState.DEFAULTED)
    hall.seat(fallen, "A", payer="one")
    _default(fallen.id, fallen.asset_no)
    again = hall.lot("CD", "CD", asset_no=fallen.asset_no)
    hall.seat(again, "C", payer="one")
    hall.seat(again, "D", payer="other")

    hall.screen(again)

    assert [row.paddles for row in findings("S9")] == [["CCCC"]]


def test_enrollments_of_the_last_minutes_without_a_deposit_are_counted(hall: Hall) -> None:
    lot = hall.lot("AB", "BA")
    for letter, early in (("E", 9), ("F", 1), ("G", 11)):
        hall.lapse(lot, letter, CLOSES - timedelta(minutes=early))

    hall.screen(lot)

    assert [row.signals[0]["value"] for row in findings("S12")] == ["2"]


def test_two_who_wait_for_the_second_round_together_are_found_once_they_meet_beyond_chance(
    hall: Hall,
) -> None:
    for _ in range(12):
        hall.screen(hall.lot("Q", "Q"))
    for _ in range(3):
        first = hall.lot("Q", "", state=LotState.UNSOLD)
        hall.screen(first)
        second = hall.lot(
            "ABQ", "QA", round=Round.SECOND, follows_id=first.id, asset_no=f"{first.asset_no}-2"
        )
        hall.screen(second)

    found = findings("S7")

    # The first of the three meetings tells nothing.
    assert [row.paddles for row in found] == [["AAAA", "BBBB"]] * 2
    assert {one["signal"] for one in found[0].signals} == {"waited_together", "registered_together"}


def test_a_price_far_below_its_peers_is_found_where_there_are_thirty(hall: Hall) -> None:
    for place in range(31):
        reference = Money(START + 1_000_000 * (place % 5))
        hall.screen(hall.lot("Q", "Q", reference_price=reference))
    cheap = hall.lot("Q", "Q", reference_price=Money(3 * START))
    hall.screen(cheap)

    assert [row.subject for row in findings("S6")] == [cheap.no]


def test_the_name_of_a_judge_is_told_and_blocks_nothing(app: Flask, hall: Hall) -> None:
    make_person("namesake", Role.JUDGE, court_id=2)
    with db.engine.begin() as connection:
        connection.execute(
            text("UPDATE identity_person SET name = :name WHERE account = 'namesake'"),
            {"name": hall.name("A").name},
        )
    lot = hall.lot("AB", "BA")

    hall.screen(lot)

    assert [row.paddles for row in findings("S11")] == [["AAAA"]]


def _default(lot_id: int, asset_no: str) -> None:
    with unit_of_work():
        db.session.add(
            BuyerDefault(
                lot_id=lot_id,
                asset_no=asset_no,
                buyer_digest="0" * 64,
                also_barred=[],
                state=DefaultState.RULED,
                original_price=Money(1),
                forfeited=Money(1),
                reason="逾期未付",
                ruled_by="judge",
                ruled_at=ENDED,
            )
        )
