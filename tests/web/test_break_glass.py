"""ACC-05: a sealed name is read by two people, after an entry in the record, for a while."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.identity import vault
from app.kernel.clock import clock
from app.kernel.errors import Forbidden
from app.kernel.facts import Audience
from app.kernel.permissions import ROLES_OF, Permission, Role
from app.store import db, unit_of_work
from app.trail.queries import entries_of
from auction.models import GlassAnswer, GlassRequest
from auction.services import glass
from auction.vocabulary import LotState
from tests.support.people import make_person, sign_in
from tests.support.stage import CLOSES, HOUR, Stage, set_stage
from tests.support.web import Client

AT = CLOSES + HOUR
NAME = "张三"
WHY = "公安机关调查系统攻击，需核实该竞买号。"
ASKED = {"paddle": "aaaa", "minutes": "30", "reason": WHY}
GRANTED = {"answer": "grant", "reason": "已核对调查函，同意查看。"}


@pytest.fixture
def sold(app: Flask, db_session: Session) -> Stage:
    """A lot whose bidding has ended, an operator, and those who may say yes."""
    for account, role, court in (
        ("operator", Role.OPERATOR, None),
        ("operator2", Role.OPERATOR, None),
        ("judge", Role.JUDGE, 1),
        ("far-judge", Role.JUDGE, 2),
        ("inspector", Role.INSPECTOR, None),
        ("clerk", Role.CLERK, 1),
    ):
        make_person(account, role, court_id=court)
    make_person("both", Role.OPERATOR, Role.INSPECTOR)
    return set_stage("AAAA", "BBBB", state=LotState.SOLD)


def at_desk(app: Flask, account: str) -> Client:
    with clock.stopped_at(AT):
        return sign_in(app, account)


def facts_of(sold: Stage, audience: Audience = Audience.COURT) -> list[str]:
    """Return what the record says of names, oldest first."""
    tail = "sealed" if audience is Audience.SEALED else "court"
    return [
        entry.name
        for entry in entries_of(f"lot:{sold.lot_no}:{tail}", audience=audience)
        if entry.name.startswith(("auction.glass", "auction.identity"))
    ]


def ask(client: FlaskClient, sold: Stage, **changes: str) -> int:
    """Ask on the page and return the number of the request."""
    answer = client.post(f"/platform/lots/{sold.lot_no}/break-glass", data={**ASKED, **changes})
    assert answer.status_code == 303, answer.text
    return db.session.query(GlassRequest.id).order_by(GlassRequest.id.desc()).first()[0]


def test_acc_05_two_people_open_a_name_for_a_while_and_each_reading_is_on_the_record(
    app: Flask, sold: Stage
) -> None:
    operator, judge = at_desk(app, "operator"), at_desk(app, "judge")
    asks, answers = (f"/{who}/lots/{sold.lot_no}/break-glass" for who in ("platform", "desk"))

    with clock.stopped_at(AT):
        number = ask(operator, sold)
        early = operator.post(f"{asks}/{number}/name")
        waiting, task = judge.get(answers), judge.get("/desk")
        granted = judge.post(f"{answers}/{number}", data=GRANTED)
        seen = [operator.post(f"{asks}/{number}/name") for _ in range(2)]
        kept = operator.get(asks)
    with clock.stopped_at(AT + timedelta(minutes=29, seconds=59)):
        last = operator.post(f"{asks}/{number}/name")
    with clock.stopped_at(AT + timedelta(minutes=30)):
        over = operator.post(f"{asks}/{number}/name")
        shut = operator.get(asks)

    assert (early.status_code, granted.status_code) == (403, 303)
    assert WHY in waiting.text
    assert f"{answers}" in task.text
    assert [page.status_code for page in (*seen, last)] == [200, 200, 200]
    assert all(NAME in page.text for page in (*seen, last))
    assert "no-store" in seen[0].headers["Cache-Control"]
    assert over.status_code == 403
    assert not any(NAME in page.text for page in (early, waiting, kept, over, shut))
    assert facts_of(sold) == [
        "auction.glass.asked",
        "auction.glass.refused",
        "auction.glass.granted",
        *["auction.glass.read"] * 3,
        "auction.glass.refused",
    ]
    assert facts_of(sold, Audience.SEALED) == ["auction.identity.opened"] * 3


def test_acc_05_nothing_is_unsealed_before_the_reading_is_committed(
    app: Flask, sold: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator, inspector = at_desk(app, "operator"), at_desk(app, "inspector")
    told: list[int] = []
    unseal = vault.unseal

    def watched(*given: object) -> str:
        # Another connection sees committed rows alone.
        with db.engine.connect() as other:
            query = text("SELECT count(*) FROM trail_entry WHERE name = 'auction.glass.read'")
            told.append(int(other.scalar(query) or 0))
        return unseal(*given)  # type: ignore[arg-type]

    with clock.stopped_at(AT):
        number = ask(operator, sold)
        inspector.post(f"/desk/lots/{sold.lot_no}/break-glass/{number}", data=GRANTED)
        monkeypatch.setattr(vault, "unseal", watched)
        page = operator.post(f"/platform/lots/{sold.lot_no}/break-glass/{number}/name")

    assert NAME in page.text
    assert told == [1]


def test_acc_05_nobody_answers_alone_from_afar_twice_or_too_late(app: Flask, sold: Stage) -> None:
    both, judge, far, second, other = (
        at_desk(app, name) for name in ("both", "judge", "far-judge", "operator2", "clerk")
    )
    answers = f"/desk/lots/{sold.lot_no}/break-glass"
    with clock.stopped_at(AT):
        own = ask(both, sold)
        tries = [one.post(f"{answers}/{own}", data=GRANTED) for one in (both, far, second, other)]
        denied = judge.post(f"{answers}/{own}", data={**GRANTED, "answer": "deny"})
        again = judge.post(f"{answers}/{own}", data=GRANTED)
        shut = both.post(f"/platform/lots/{sold.lot_no}/break-glass/{own}/name")
        late = ask(both, sold)
        twice = both.post(f"/platform/lots/{sold.lot_no}/break-glass", data=ASKED)
    with clock.stopped_at(AT + timedelta(hours=24)):
        judge = at_desk(app, "judge")
    with clock.stopped_at(AT + timedelta(hours=24)):
        lapsed = judge.post(f"{answers}/{late}", data=GRANTED)

    assert [page.status_code for page in tries] == [403] * 4
    assert "申请人不得自行批准" in tries[0].text
    assert (denied.status_code, again.status_code, shut.status_code) == (303, 409, 403)
    assert (twice.status_code, lapsed.status_code) == (409, 409)
    assert "auction.glass.read" not in facts_of(sold)
    assert db.session.query(GlassAnswer).filter(GlassAnswer.is_granted).count() == 0


def test_acc_05_another_operator_reads_nothing_under_a_grant(app: Flask, sold: Stage) -> None:
    operator, second, judge = (at_desk(app, one) for one in ("operator", "operator2", "judge"))
    with clock.stopped_at(AT):
        number = ask(operator, sold)
        judge.post(f"/desk/lots/{sold.lot_no}/break-glass/{number}", data=GRANTED)
        page = second.post(f"/platform/lots/{sold.lot_no}/break-glass/{number}/name")
        beside = judge.post(f"/platform/lots/{sold.lot_no}/break-glass/{number}/name")

    assert (page.status_code, beside.status_code) == (403, 403)
    assert NAME not in page.text + beside.text
    assert "auction.glass.read" not in facts_of(sold)


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"paddle": "CCCC"}, 422, "没有这一竞买号"),
        ({"minutes": "61"}, 422, "最长60分钟"),
        ({"minutes": "0"}, 422, "最长60分钟"),
        ({"reason": " 无 "}, 422, "理由"),
    ],
)
def test_acc_05_a_request_names_one_paddle_a_reason_and_a_short_time(
    app: Flask, sold: Stage, changes: dict[str, str], status: int, words: str
) -> None:
    operator = at_desk(app, "operator")
    with clock.stopped_at(AT):
        page = operator.post(f"/platform/lots/{sold.lot_no}/break-glass", data={**ASKED, **changes})

    assert page.status_code == status
    assert words in page.text
    assert "auction.glass.asked" not in facts_of(sold)


def test_acc_05_while_bidding_runs_not_even_two_people_open_a_name(
    app: Flask, db_session: Session
) -> None:
    operator = make_person("operator", Role.OPERATOR)
    running = set_stage("AAAA")

    with pytest.raises(Forbidden) as refused:
        glass.ask(
            lot_no=running.lot_no,
            paddle="AAAA",
            reason=WHY,
            minutes=5,
            actor=operator,
            at=CLOSES - HOUR,
        )

    assert refused.value.code == "identity_sealed"
    assert facts_of(running) == ["auction.glass.refused"]


def test_acc_05_the_database_itself_wants_two_people(sold: Stage) -> None:
    with unit_of_work():
        request = GlassRequest(
            lot_id=sold.lot_id,
            paddle="AAAA",
            reason=WHY,
            minutes=30,
            asked_by=7,
            asked_account="operator",
            asked_at=AT,
            lapses_at=AT + HOUR,
        )
        db.session.add(request)
    given = {
        "request_id": request.id,
        "is_granted": True,
        "reason": WHY,
        "answered_account": "operator",
        "answered_at": AT,
        "ends_at": AT + HOUR,
    }

    for asked_by, answered_by in ((7, 7), (8, 7)):
        with pytest.raises(IntegrityError), unit_of_work():
            db.session.add(GlassAnswer(**given, asked_by=asked_by, answered_by=answered_by))


def test_acc_05_no_role_both_asks_and_answers() -> None:
    asks, answers = (
        ROLES_OF[one] for one in (Permission.ASK_FOR_GLASS, Permission.ANSWER_FOR_GLASS)
    )

    assert asks & answers == frozenset()
    assert asks == {Role.OPERATOR}
