"""Whoever observes reads within a mandate, on the record first, and nothing else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel.actors import Actor
from app.kernel.clock import Clock
from app.kernel.errors import Forbidden, NotFound, Refusal
from app.kernel.permissions import Role
from app.store import db
from app.supervision.mandates import giving, queries, reading
from app.supervision.mandates.models import Mandate
from app.supervision.mandates.vocabulary import Body, MandateStanding, Reach
from app.trail import recorder
from app.trail.models import TrailEntry
from auction.services import identities, observing
from tests.support.people import make_person
from tests.support.sales import CLOSES, OPENS, Sale, open_sale

DAY = timedelta(days=1)
AFTER = CLOSES + timedelta(hours=2)
Stop = Callable[[datetime | str], Clock]


@pytest.fixture
def sale(app: Flask, db_session: object, tmp_path: Path) -> Sale:
    return open_sale(app, tmp_path)


@pytest.fixture
def observer(sale: Sale) -> Actor:
    return make_person("procurator", Role.OBSERVER)


@pytest.fixture
def inspector(sale: Sale) -> Actor:
    return make_person("inspector", Role.INSPECTOR)


def wish(sale: Sale, **changes: Any) -> giving.Wish:
    lot = sale.lot()
    given: dict[str, Any] = {
        "account": "procurator",
        "body": Body.PROCURATORATE,
        "reach": Reach.CASE,
        "court_id": None,
        "case_number": lot.case_number,
        "lot_no": "",
        "opens_sealed": False,
        "begins_at": OPENS,
        "ends_at": AFTER + 10 * DAY,
        "reason": "对本案网络司法拍卖进行检察监督",
    }
    return giving.Wish(**{**given, **changes})


def given(sale: Sale, actor: Actor, at: datetime = OPENS, **changes: Any) -> str:
    return giving.give(wish(sale, **changes), actor=actor, at=at).no


def sealed(sale: Sale, inspector: Actor, **changes: Any) -> str:
    """A mandate that opens what is sealed: the judge gives it, the inspector approves it."""
    no = given(sale, sale.judge, opens_sealed=True, **changes)
    giving.approve(no, actor=inspector, at=OPENS)
    return no


def facts(*names: str) -> list[TrailEntry]:
    query = select(TrailEntry).where(TrailEntry.name.in_(names)).order_by(TrailEntry.id)
    return list(db.session.scalars(query))


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


def winner(sale: Sale) -> str:
    paddle = sale.lot().leader_paddle
    assert paddle is not None
    return paddle


def test_a_name_is_read_after_the_end_with_the_reading_on_the_record(
    sale: Sale, observer: Actor, inspector: Actor
) -> None:
    sale.sold()
    no = sealed(sale, inspector)

    holder = observing.read_name(
        mandate=no,
        lot_no=sale.lot_no,
        paddle=winner(sale),
        purpose="核对买受人身份",
        actor=observer,
        at=AFTER,
    )

    assert holder.name
    (read,) = facts("supervision.sealed.read")
    assert read.payload["opened"] == f"name/{winner(sale)}"
    assert read.payload["purpose"] == "核对买受人身份"
    assert read.case_number == sale.lot().case_number
    assert read.actor == "procurator"
    (opened,) = [
        entry
        for entry in facts("auction.identity.opened")
        if entry.payload["purpose"] == f"mandate/{no}"
    ]
    assert holder.name not in read.body.decode() + opened.body.decode()


def test_nothing_is_opened_when_the_reading_cannot_be_recorded(
    sale: Sale, observer: Actor, inspector: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fact is committed first: a record that fails leaves the name sealed (L11)."""
    sale.sold()
    no = sealed(sale, inspector)
    paddle, opened = winner(sale), []
    monkeypatch.setattr(
        observing, "open_sealed", lambda *given: opened.append(given) or pytest.fail("opened")
    )

    def fail(*_given: object) -> None:
        raise OSError("the record is full")

    monkeypatch.setattr("app.store.work._recorder", fail)
    with pytest.raises(OSError, match="full"):
        observing.read_name(
            mandate=no, lot_no=sale.lot_no, paddle=paddle, purpose="核对", actor=observer, at=AFTER
        )
    monkeypatch.setattr("app.store.work._recorder", recorder.write)

    assert opened == []
    assert facts("supervision.sealed.read") == []


def test_nobody_reads_a_name_before_bidding_has_ended(
    sale: Sale, observer: Actor, inspector: Actor
) -> None:
    """18号 art. 18(2) binds whoever observes, too; the try is on the record."""
    sale.opened("ann")
    sale.bid("ann", 154_000_000, OPENS + timedelta(hours=1))
    no = sealed(sale, inspector)
    at = OPENS + timedelta(hours=2)

    for act in (
        lambda: observing.list_sealed(mandate=no, lot_no=sale.lot_no, actor=observer, at=at),
        lambda: observing.read_name(
            mandate=no,
            lot_no=sale.lot_no,
            paddle=sale.paddle("ann"),
            purpose="核对",
            actor=observer,
            at=at,
        ),
    ):
        assert code_of(act) == "identity_sealed"

    assert facts("supervision.sealed.read") == []
    assert [entry.payload["code"] for entry in facts("supervision.read.refused")] == [
        "identity_sealed"
    ]


def test_a_mandate_opens_nothing_but_what_it_names(
    sale: Sale, observer: Actor, inspector: Actor
) -> None:
    sale.sold()
    case, at = sale.lot().case_number, AFTER
    of_case = given(sale, sale.judge)
    of_lot = given(sale, sale.judge, reach=Reach.LOT, lot_no=sale.lot_no)
    other = make_person("deputy", Role.OBSERVER)

    reading.read_case(of_case, case_number=case, actor=observer, at=at)
    refused = [
        code_of(lambda: reading.read_case(of_lot, case_number=case, actor=observer, at=at)),
        code_of(lambda: reading.read_case(of_case, case_number="另案", actor=observer, at=at)),
        code_of(lambda: reading.read_case(of_case, case_number=case, actor=other, at=at)),
        code_of(
            lambda: reading.read_case(of_case, case_number=case, actor=observer, at=OPENS - DAY)
        ),
        code_of(
            lambda: reading.read_case(
                of_case, case_number=case, actor=observer, at=AFTER + 10 * DAY
            )
        ),
        code_of(
            lambda: observing.list_sealed(
                mandate=of_case, lot_no=sale.lot_no, actor=observer, at=at
            )
        ),
    ]

    assert refused == [
        "outside_mandate",
        "outside_mandate",
        "mandate_not_yours",
        "mandate_shut",
        "mandate_shut",
        "mandate_keeps_sealed",
    ]
    assert len(facts("supervision.case.observed")) == 1
    assert [entry.payload["code"] for entry in facts("supervision.read.refused")] == refused
    with pytest.raises(NotFound):
        reading.read_case("MD-0-2026-0001", case_number=case, actor=observer, at=at)


def test_two_people_open_what_is_sealed(sale: Sale, observer: Actor, inspector: Actor) -> None:
    sale.sold()
    no = given(sale, sale.judge, opens_sealed=True)

    def read() -> object:
        return observing.list_sealed(mandate=no, lot_no=sale.lot_no, actor=observer, at=AFTER)

    assert code_of(read) == "mandate_shut"
    assert code_of(lambda: giving.approve(no, actor=sale.judge, at=AFTER)) == (
        "mandate_second_person"
    )
    with pytest.raises(Forbidden):
        giving.approve(no, actor=observer, at=AFTER)
    giving.approve(no, actor=inspector, at=AFTER)
    assert (
        winner(sale)
        in observing.list_sealed(mandate=no, lot_no=sale.lot_no, actor=observer, at=AFTER).paddles
    )
    assert code_of(lambda: giving.approve(no, actor=inspector, at=AFTER)) == "mandate_answered"


def test_an_inspector_reads_a_name_under_a_mandate_of_others_only(
    sale: Sale, inspector: Actor
) -> None:
    sale.sold()

    assert (
        code_of(lambda: given(sale, inspector, account="inspector", opens_sealed=True))
        == "not_an_observer"
    )
    no = given(sale, sale.judge, account="inspector", opens_sealed=True)
    assert code_of(lambda: giving.approve(no, actor=inspector, at=AFTER)) == (
        "mandate_second_person"
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"account": "nobody"}, "not_an_observer"),
        ({"reason": "  "}, "mandate_reason_missing"),
        ({"case_number": "（2026）鲁9999执1号"}, "mandate_key_missing"),
        ({"reach": Reach.LOT, "lot_no": ""}, "mandate_key_missing"),
        ({"reach": Reach.COURT}, "mandate_key_missing"),
        ({"ends_at": OPENS - DAY}, "mandate_period_wrong"),
        ({"ends_at": OPENS + 91 * DAY}, "mandate_too_long"),
    ],
)
def test_a_mandate_that_is_not_whole_is_refused(
    sale: Sale, observer: Actor, changes: dict[str, Any], code: str
) -> None:
    sale.announced()

    assert code_of(lambda: given(sale, sale.judge, **changes)) == code
    assert db.session.scalars(select(Mandate)).all() == []


def test_a_court_neither_gives_nor_withdraws_what_is_another_ones(
    sale: Sale, observer: Actor, inspector: Actor
) -> None:
    sale.announced()
    away = make_person("away", Role.JUDGE, court_id=(sale.clerk.court_id or 0) + 1)
    of_province = given(sale, inspector)

    assert code_of(lambda: given(sale, away)) == "other_court"
    assert code_of(
        lambda: giving.withdraw(of_province, reason="不便", actor=sale.judge, at=OPENS)
    ) == ("mandate_of_others")
    with pytest.raises(Forbidden):
        given(sale, sale.clerk)


def test_a_withdrawn_mandate_shuts_at_once(sale: Sale, observer: Actor) -> None:
    sale.sold()
    case = sale.lot().case_number
    no = given(sale, sale.judge)
    reading.read_case(no, case_number=case, actor=observer, at=AFTER)

    giving.withdraw(no, reason="监督事项已办结", actor=sale.judge, at=AFTER + DAY)

    assert code_of(
        lambda: reading.read_case(no, case_number=case, actor=observer, at=AFTER + DAY)
    ) == ("mandate_shut")
    assert (
        code_of(lambda: giving.withdraw(no, reason="再次", actor=sale.judge, at=AFTER + DAY))
        == "mandate_answered"
    )
    assert [entry.payload["reason"] for entry in facts("supervision.mandate.withdrawn")] == [
        "监督事项已办结"
    ]


def test_the_end_of_a_mandate_is_recorded_once(sale: Sale, observer: Actor) -> None:
    sale.announced()
    no = given(sale, sale.judge)
    end = AFTER + 10 * DAY

    assert giving.end_due_mandates(end - timedelta(seconds=1)) == 0
    assert giving.end_due_mandates(end) == 1
    assert giving.end_due_mandates(end + DAY) == 0
    (over,) = facts("supervision.mandate.over")
    assert over.payload["mandate"] == no
    (mandate,) = db.session.scalars(select(Mandate))
    assert mandate.standing(end) is MandateStanding.OVER


def test_the_same_name_is_sealed_for_whoever_has_no_mandate(sale: Sale, observer: Actor) -> None:
    """The control: without a mandate there is no way to a name, for an inspector neither."""
    sale.sold()

    with pytest.raises(NotFound):
        observing.read_name(
            mandate="MD-1-2026-9999",
            lot_no=sale.lot_no,
            paddle=winner(sale),
            purpose="核对",
            actor=observer,
            at=AFTER,
        )
    assert identities.find_enrollment(sale.lot(), observer) is None


def test_the_court_sees_a_refused_try_under_a_mandate_over_all_its_cases(
    sale: Sale, observer: Actor
) -> None:
    sale.sold()
    court_id = sale.judge.court_id
    assert court_id is not None
    no = given(sale, sale.judge, reach=Reach.COURT, court_id=court_id, case_number="")

    refused = code_of(
        lambda: reading.read_case(
            no, case_number=sale.lot().case_number, actor=observer, at=OPENS - DAY
        )
    )

    assert refused == "mandate_shut"
    seen = {court: [entry.name for entry in queries.list_reads(court)] for court in (court_id, 0)}
    assert "supervision.read.refused" in seen[court_id]
    assert "supervision.read.refused" not in seen[0]
