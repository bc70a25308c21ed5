"""Findings for programs: a court's system and its judges read them, a judge closes each once."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.feed.vocabulary import Scope
from app.kernel.actors import Actor
from app.kernel.clock import clock
from app.kernel.facts import Audience
from app.kernel.permissions import Role
from app.screening.facade import Clue, ShownSignal, make_finding
from app.screening.vocabulary import FindingPhase, ScreenCode
from app.supervision.mandates import giving
from app.supervision.mandates.vocabulary import Body, Reach
from app.trail.queries import entries_of
from tests.support.feeding import CASE, NOON, Feeding, two_courts
from tests.support.people import make_person, sign_in
from tests.support.web import Client

pytestmark = pytest.mark.usefixtures("db_session")
BASE = "/api/v1/findings"
REASON = "已核对付款与通讯记录，二人系同事，相互串通。"
ORDER = {"outcome": "founded", "reason": REASON}


@pytest.fixture
def courts(app: Flask) -> Feeding:
    """Two courts, a judge of each, an inspector and a bidder."""
    feeding = two_courts()
    make_person("judge", Role.JUDGE, court_id=feeding.court_id)
    make_person("far-judge", Role.JUDGE, court_id=other_court(feeding))
    make_person("inspector", Role.INSPECTOR)
    make_person("bidder", Role.BIDDER)
    return feeding


def other_court(feeding: Feeding) -> int:
    """Return the row number of the other court."""
    from registry.queries import list_courts

    return next(court.id for court in list_courts() if court.id != feeding.court_id)


def plant(court_id: int, key: str, *, case_number: str = CASE) -> int:
    """Record a finding of two bidders of a court."""
    made = make_finding(
        Clue(
            key=key,
            phase=FindingPhase.ENDED,
            court_id=court_id,
            case_number=case_number,
            subject=f"L-0102-2026-{key}",
            title="经十路住宅一套",
            paddles=("AAAA", "BBBB"),
            signals=(
                ShownSignal("shared_payer", ScreenCode.S1, "1", "37"),
                ShownSignal("silent", ScreenCode.S3, "3", "60"),
            ),
            points_tenths=1310,
            threshold_tenths=1200,
            card="rings-1",
        ),
        at=NOON,
    )
    assert made is not None
    return made


def bearing(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def numbers(answer: Any) -> list[int]:
    return [one["no"] for one in answer.get_json()["items"]]


def test_a_judge_reads_numbers_paddles_and_other_explanations(app: Flask, courts: Feeding) -> None:
    made = plant(courts.court_id, "1")

    answer = sign_in(app, "judge").get(f"{BASE}/{made}", headers={"Accept-Language": "zh"})

    found = answer.get_json()
    assert found["court"] == "0102"
    assert (found["points"], found["threshold"], found["state"]) == ("131", "120", "open")
    assert [one["signal"] for one in found["signals"]] == ["shared_payer", "silent"]
    assert [one["screen"] for one in found["innocent"]] == ["S1", "S3"]
    assert all(one["words"] for one in found["innocent"] + found["signals"])
    assert found["closing"] is None
    assert "no-store" in answer.headers["Cache-Control"]


def test_pages_follow_one_another_without_a_gap(app: Flask, courts: Feeding) -> None:
    made = [plant(courts.court_id, str(place)) for place in range(5)]
    judge = sign_in(app, "judge")

    first = judge.get(f"{BASE}?limit=2")
    second = judge.get(f"{BASE}?limit=2&after={first.get_json()['next']}")
    third = judge.get(f"{BASE}?limit=2&after={second.get_json()['next']}")

    assert numbers(first) + numbers(second) + numbers(third) == made[::-1]
    assert third.get_json()["next"] is None


def test_a_court_reads_its_own_findings_and_an_inspector_those_of_all(
    app: Flask, courts: Feeding, client: Client
) -> None:
    own = plant(courts.court_id, "1")
    foreign = plant(other_court(courts), "2", case_number=courts.other_case)
    judge, inspector = sign_in(app, "judge"), sign_in(app, "inspector")

    assert numbers(judge.get(BASE)) == numbers(judge.get(f"{BASE}?court=0102")) == [own]
    assert numbers(inspector.get(BASE)) == [foreign, own]
    assert numbers(inspector.get(f"{BASE}?court=0102")) == [own]
    assert inspector.get(f"{BASE}?court=9999").status_code == 404
    far = sign_in(app, "far-judge")
    for refused in (far.get(f"{BASE}?court=0102"), far.get(f"{BASE}/{own}")):
        assert (refused.status_code, refused.get_json()["code"]) == (403, "other_court")
    assert sign_in(app, "bidder").get(BASE).get_json()["code"] == "forbidden"
    assert client.get(BASE).get_json()["code"] == "sign_in_required"
    assert client.get(f"{BASE}/{own}").status_code == 401


def test_the_system_of_a_court_reads_with_a_token_made_for_it(
    app: Flask, courts: Feeding, client: Client
) -> None:
    own = plant(courts.court_id, "1")
    foreign = plant(other_court(courts), "2", case_number=courts.other_case)
    with clock.stopped_at(NOON):
        secret = courts.token(Scope.FINDINGS)
        read = client.get(BASE, headers=bearing(secret))
        one = client.get(f"{BASE}/{foreign}", headers=bearing(secret))
        for_feed = client.get(BASE, headers=bearing(courts.token(Scope.FEED)))
        unknown = client.get(BASE, headers=bearing("mct_nothing"))
        closing = client.post(f"{BASE}/{own}/closing", json=ORDER, headers=bearing(secret))

    assert numbers(read) == [own]
    assert (one.status_code, one.get_json()["code"]) == (403, "other_court")
    assert (for_feed.status_code, for_feed.get_json()["code"]) == (403, "token_scope")
    assert (unknown.status_code, unknown.get_json()["code"]) == (401, "token_unknown")
    # A named judge closes a finding, no machine.
    assert closing.status_code == 401


def test_a_judge_closes_a_finding_once_whatever_comes_again(app: Flask, courts: Feeding) -> None:
    made = plant(courts.court_id, "1")
    judge, path = sign_in(app, "judge"), f"{BASE}/{made}/closing"
    key = {"Idempotency-Key": "c1"}

    closed = judge.post(path, json=ORDER, headers=key)
    again = judge.post(path, json=ORDER, headers=key)
    other = judge.post(path, json={**ORDER, "outcome": "unfounded"}, headers=key)
    twice = judge.post(path, json=ORDER)

    assert (closed.status_code, again.get_json()) == (201, closed.get_json())
    assert closed.get_json()["closing"]["outcome"] == "founded"
    assert closed.get_json()["closing"]["closed_by"] == "Judge"
    for refused, code in ((other, "idempotency_mismatch"), (twice, "finding_closed")):
        assert (refused.status_code, refused.get_json()["code"]) == (409, code)
        assert refused.content_type == "application/problem+json"
    kept = entries_of("screening:L-0102-2026-1", audience=Audience.COURT)
    assert [entry.name for entry in kept].count("screening.finding.closed") == 1
    assert numbers(judge.get(f"{BASE}?state=open")) == []
    assert numbers(judge.get(f"{BASE}?state=closed")) == [made]


@pytest.mark.parametrize(
    ("account", "order", "status", "code"),
    [
        ("far-judge", ORDER, 403, "other_court"),
        ("inspector", ORDER, 403, "forbidden"),
        ("bidder", ORDER, 403, "forbidden"),
        ("judge", {**ORDER, "reason": "无"}, 422, "finding_reason_missing"),
        ("judge", {**ORDER, "outcome": "guilty"}, 422, "invalid_input"),
        ("judge", {"outcome": "founded"}, 422, "invalid_input"),
    ],
)
def test_whoever_may_not_or_says_nothing_closes_nothing(
    app: Flask, courts: Feeding, account: str, order: dict[str, str], status: int, code: str
) -> None:
    made = plant(courts.court_id, "1")

    answer = sign_in(app, account).post(f"{BASE}/{made}/closing", json=order)

    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert numbers(sign_in(app, "judge").get(f"{BASE}?state=open")) == [made]


def test_a_number_nobody_knows_is_not_found(app: Flask, courts: Feeding) -> None:
    judge = sign_in(app, "judge")

    assert judge.get(f"{BASE}/999").status_code == 404
    assert judge.post(f"{BASE}/999/closing", json=ORDER).status_code == 404
    assert judge.get(f"{BASE}?state=gone").get_json()["code"] == "invalid_input"
    assert judge.get(f"{BASE}?after=-1").get_json()["code"] == "invalid_input"


def test_an_observer_reads_the_case_of_a_mandate_on_the_record_first(
    app: Flask, courts: Feeding
) -> None:
    made = plant(courts.court_id, "1")
    plant(courts.court_id, "2", case_number="（2026）鲁0102执9999号")
    make_person("procurator", Role.OBSERVER)
    giver = Actor(301, "li", "李法官", frozenset({Role.JUDGE}), courts.court_id)
    with clock.stopped_at(NOON):
        mandate = giving.give(
            giving.Wish(
                account="procurator",
                body=Body.PROCURATORATE,
                reach=Reach.CASE,
                court_id=None,
                case_number=CASE,
                lot_no="",
                opens_sealed=False,
                begins_at=NOON,
                ends_at=NOON + timedelta(days=10),
                reason="对本案网络司法拍卖进行检察监督",
            ),
            actor=_on_books(giver),
            at=NOON,
        )
        observer = sign_in(app, "procurator")
        read = observer.get(f"{BASE}?mandate={mandate.no}&case={CASE}")
        outside = observer.get(f"{BASE}?mandate={mandate.no}&case={courts.other_case}")
        without = observer.get(BASE)

    assert numbers(read) == [made]
    assert (outside.status_code, outside.get_json()["code"]) == (403, "outside_mandate")
    assert (without.status_code, without.get_json()["code"]) == (403, "forbidden")
    seen = entries_of(f"mandate:{mandate.no}", audience=Audience.COURT)
    names = [entry.name.rpartition(".")[2] for entry in seen]
    assert names.count("case_observed") + names.count("observed") == 1


def _on_books(judge: Actor) -> Actor:
    """Return a judge with an account of the same court, since mandates name their giver."""
    return make_person("giver", Role.JUDGE, court_id=judge.court_id)
