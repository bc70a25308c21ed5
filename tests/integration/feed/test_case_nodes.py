"""Nodes of cases: handed in by the court's case system, told to it in turn."""

import csv
import io
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from app.feed.models import HandedInNode
from app.feed.nodes import node_facts
from app.feed.vocabulary import CaseNode, Scope
from app.store import db
from app.web.modules import loaded
from tests.support import feeding
from tests.support.feeding import CASE, Feeding, tell, two_courts
from tests.support.web import Client

pytestmark = pytest.mark.usefixtures("db_session", "noon")
NODES = "/api/v1/case-nodes"
AT = "2026-02-10T09:00:00+08:00"


@pytest.fixture
def feed() -> Feeding:
    return two_courts()


@pytest.fixture
def bearing(feed: Feeding) -> dict[str, str]:
    return {"Authorization": f"Bearer {feed.token(Scope.NODES)}"}


def line(**changes: Any) -> dict[str, Any]:
    return {"case_number": CASE, "node": "filed", "at": AT, "reference": "N-1", **changes}


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(HandedInNode)) or 0


def test_a_node_handed_in_is_told_again_with_its_time(
    client: Client, bearing: dict[str, str]
) -> None:
    answer = client.post(NODES, json={"nodes": [line()]}, headers=bearing)

    assert (answer.status_code, answer.json) == (200, {"new": 1, "known": 0})
    items = client.get(NODES, query_string={"case": CASE}, headers=bearing).json["items"]
    (told,) = (item for item in items if item["source"] == "case_system")
    assert (told["node"], told["at"]) == ("filed", "2026-02-10T01:00:00.000000Z")
    assert told["reference"] == "N-1"


def test_what_is_sent_twice_is_taken_once(client: Client, bearing: dict[str, str]) -> None:
    first = [line(), line(node="seized", reference="N-2")]
    client.post(NODES, json={"nodes": first}, headers=bearing)

    again = client.post(
        NODES, json={"nodes": [*first, line(node="closed", reference="N-3")]}, headers=bearing
    )

    assert again.json == {"new": 1, "known": 2}
    assert count() == 3


def test_a_case_number_is_known_in_any_of_its_forms(
    client: Client, bearing: dict[str, str]
) -> None:
    typed = CASE.replace("（", "(").replace("）", ")")

    answer = client.post(NODES, json={"nodes": [line(case_number=typed)]}, headers=bearing)

    assert answer.status_code == 200
    assert db.session.scalars(select(HandedInNode)).one().case_number == CASE


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"node": "sold"}, "没有该流程节点"),
        ({"node": "eaten"}, "没有该流程节点"),
        ({"case_number": "（2026）鲁0102执999999号"}, "本院没有该案件"),
        ({"case_number": "no case"}, "本院没有该案件"),
        ({"at": "2026-03-02T12:06:00+08:00"}, "该事项尚未发生"),
        ({"reference": "N-1", "node": "closed"}, "该编号已对应另一节点"),
    ],
)
def test_one_fault_lets_nothing_in_and_is_named_with_its_line(
    client: Client, bearing: dict[str, str], changes: dict[str, str], code: str
) -> None:
    nodes = [line(), line(**{"reference": "N-2", **changes})]

    answer = client.post(NODES, json={"nodes": nodes}, headers=bearing)

    assert (answer.status_code, answer.json["code"]) == (422, "nodes_refused")
    assert answer.json["fields"] == {"nodes.2": [code]}
    assert count() == 0


def test_the_case_of_another_court_is_not_there(
    client: Client, feed: Feeding, bearing: dict[str, str]
) -> None:
    sent = client.post(NODES, json={"nodes": [line(case_number=feed.other_case)]}, headers=bearing)
    read = client.get(NODES, query_string={"case": feed.other_case}, headers=bearing)

    assert sent.status_code == 422
    assert read.json["items"] == []


def test_nodes_come_as_a_table_too(client: Client, bearing: dict[str, str]) -> None:
    table = f"\ufeffcase_number,node,at,reference\r\n{CASE},filed,{AT},N-1\r\n"

    answer = client.post(
        NODES, data=table.encode(), content_type="text/csv; charset=utf-8", headers=bearing
    )

    assert answer.json == {"new": 1, "known": 0}
    told = client.get(NODES, query_string={"case": CASE, "format": "csv"}, headers=bearing)
    rows = list(csv.DictReader(io.StringIO(told.text)))
    assert [row["node"] for row in rows] == ["case_registered", "filed"]


@pytest.mark.parametrize(
    "table",
    [
        b"",
        b"\xff\xfe",
        b"a,b\n1,2",
        b'case_number,node,at,reference\n"',
        b"case_number,node,at,reference\n1,2,3\n",
    ],
)
def test_a_table_that_is_none_is_named(
    client: Client, bearing: dict[str, str], table: bytes
) -> None:
    answer = client.post(NODES, data=table, content_type="text/csv", headers=bearing)

    assert (answer.status_code, answer.json["code"]) == (400, "bad_table")


def test_too_much_at_once_is_refused_whole(client: Client, bearing: dict[str, str]) -> None:
    many = [line(reference=f"N-{place}") for place in range(1001)]

    answer = client.post(NODES, json={"nodes": many}, headers=bearing)

    assert (answer.status_code, answer.json["code"]) == (413, "too_many_nodes")
    assert count() == 0


@pytest.mark.parametrize("body", [[], {}, {"nodes": []}, {"nodes": [{}]}, {"nodes": "x"}])
def test_a_body_of_another_form_is_refused(
    client: Client, bearing: dict[str, str], body: Any
) -> None:
    assert client.post(NODES, json=body, headers=bearing).status_code == 422


def test_nobody_hands_in_or_reads_without_the_scope(client: Client, feed: Feeding) -> None:
    reading = {"Authorization": f"Bearer {feed.token(Scope.FEED)}"}

    for headers, status in ((reading, 403), ({}, 401)):
        assert client.post(NODES, json={"nodes": [line()]}, headers=headers).status_code == status
        assert client.get(NODES, headers=headers).status_code == status


def test_the_courts_nodes_are_read_on_by_cursor(
    client: Client, feed: Feeding, bearing: dict[str, str]
) -> None:
    before = client.get(NODES, headers=bearing).json
    tell(feeding.opened(), feeding.opened(case=feed.other_case, lot="L-2026-2"), feeding.bid(1))

    after = client.get(NODES, query_string={"after": before["cursor"]}, headers=bearing).json

    assert [item["node"] for item in before["items"]] == ["case_registered"]
    assert [(item["node"], item["about"]) for item in after["items"]] == [
        ("bidding_opened", {"lot": "L-2026-1"})
    ]


def test_the_database_keeps_a_node_as_it_was_handed_in(
    client: Client, bearing: dict[str, str]
) -> None:
    client.post(NODES, json={"nodes": [line()]}, headers=bearing)

    with pytest.raises(DatabaseError):
        db.session.execute(text("UPDATE feed_handed_in_node SET node = 'closed'"))

    db.session.rollback()


def test_every_node_told_is_a_fact_of_some_module() -> None:
    known = {fact.name for module in loaded() for fact in module.facts}

    assert set(node_facts()) <= known
    assert set(node_facts().values()) <= set(CaseNode)
