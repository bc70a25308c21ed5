"""The feed: public facts by cursor, a court's own by token, nothing lost and nobody named."""

import json
import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.feed import queries
from app.feed.event_types import known_facts, schema_of
from app.feed.rules import Position, cursor_of, position_of
from app.feed.services import tokens
from app.feed.vocabulary import Scope
from app.identity.facts import SignedIn
from app.kernel.facts import Audience
from app.store import db
from app.trail.models import TrailEntry
from tests.support import feeding
from tests.support.feeding import CASE, NOON, SECRET_NAME, tell, two_courts
from tests.support.web import Client

pytestmark = pytest.mark.usefixtures("db_session", "noon")
FEED = "/api/v1/feed"


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def read_all(client: Client, limit: int = 7, **asked: Any) -> list[dict[str, Any]]:
    """Read on by `next` until the head of the record."""
    items: list[dict[str, Any]] = []
    after = ""
    while after is not None:
        page = client.get(FEED, query_string={"limit": limit, "after": after, **asked}).json
        items += page["items"]
        after = page["next"]
    return items


def test_an_event_is_a_cloud_event_that_finds_its_fact_in_the_record(client: Client) -> None:
    tell(feeding.opened())

    (event,) = client.get(FEED).json["items"]

    entry = db.session.query(TrailEntry).one()
    assert {key: event[key] for key in ("specversion", "id", "type", "subject", "time")} == {
        "specversion": "1.0",
        "id": str(entry.id),
        "type": "mingchui.auction.lot.opened",
        "subject": "lot:L-2026-1",
        "time": "2026-03-02T04:00:00.000000Z",
    }
    assert event["leafhash"] == entry.leaf_hash.hex()
    assert event["data"] == json.loads(entry.body)["fact"]
    assert "actor" not in event
    assert client.get(event["dataschema"]).json["title"] == event["type"]


def test_pages_carry_every_public_fact_once_and_in_order(client: Client) -> None:
    tell(*(feeding.bid(seq) for seq in range(1, 31)), feeding.sealed(), feeding.asked())

    seen = [event["data"]["bid_seq"] for event in read_all(client)]

    assert seen == list(range(1, 31))


def test_a_reader_at_the_head_is_told_where_to_ask_on_from(client: Client) -> None:
    tell(feeding.bid(1))
    first = client.get(FEED).json
    tell(feeding.bid(2))

    later = client.get(FEED, query_string={"after": first["cursor"]}).json

    assert first["next"] is None
    assert [event["data"]["bid_seq"] for event in later["items"]] == [2]
    assert client.get(FEED, query_string={"after": later["cursor"]}).json["items"] == []


def test_the_cursor_of_an_event_goes_on_after_it(client: Client) -> None:
    tell(*(feeding.bid(seq) for seq in (1, 2, 3)))
    events = client.get(FEED).json["items"]

    rest = client.get(FEED, query_string={"after": events[0]["cursor"]}).json["items"]

    assert rest == events[1:]


def test_a_fact_committed_late_is_not_skipped(app: Flask, client: Client) -> None:
    """Its number was given out first; a reader by number alone would never see it."""
    began, go_on = threading.Event(), threading.Event()

    def write_slowly() -> None:
        from app.kernel.actors import SYSTEM
        from app.store import unit_of_work

        with app.app_context(), unit_of_work() as work:
            work.record(feeding.bid(1), actor=SYSTEM, at=NOON)
            work.write_facts()
            began.set()
            assert go_on.wait(10)

    slow = threading.Thread(target=write_slowly)
    slow.start()
    assert began.wait(10)
    tell(feeding.bid(2, lot="L-2026-2"))
    before = client.get(FEED).json
    go_on.set()
    slow.join()

    after = client.get(FEED, query_string={"after": before["cursor"]}).json

    assert before["items"] == []
    assert [event["data"]["bid_seq"] for event in after["items"]] == [1, 2]


def test_an_unchanged_page_is_not_sent_twice(client: Client) -> None:
    tell(feeding.bid(1))
    first = client.get(FEED)

    again = client.get(FEED, headers={"If-None-Match": first.headers["ETag"]})
    tell(feeding.bid(2))
    changed = client.get(FEED, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, changed.status_code) == (304, 200)


def test_a_page_can_be_had_as_the_batch_of_cloud_events(client: Client) -> None:
    tell(feeding.bid(1), feeding.bid(2))
    asked = {"Accept": "application/cloudevents-batch+json"}

    answer = client.get(FEED, query_string={"limit": 1}, headers=asked)

    assert answer.content_type == "application/cloudevents-batch+json"
    assert [event["data"]["bid_seq"] for event in json.loads(answer.data)] == [1]
    assert f"after={answer.headers['X-Cursor']}" in answer.headers["Link"]


@pytest.mark.parametrize(
    "cursor", ["x", "MS4x", "MS4xLjE=", "é", "MS4xLjEuMQ", "MS4wMS4x", "1.1.1"]
)
def test_a_malformed_cursor_is_named(client: Client, cursor: str) -> None:
    answer = client.get(FEED, query_string={"after": cursor})

    assert (answer.status_code, answer.json["code"]) == (400, "bad_cursor")


def test_a_cursor_from_the_future_is_named(client: Client) -> None:
    tell(feeding.bid(1))
    ahead = db.session.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"))

    for xid in (ahead, 2**62):
        answer = client.get(FEED, query_string={"after": cursor_of(Position(xid, 1))})
        assert (answer.status_code, answer.json["code"]) == (409, "cursor_from_future")


def test_an_unknown_type_is_named(client: Client) -> None:
    answer = client.get(FEED, query_string={"types": "auction.lot.opened,auction.lot.eaten"})

    assert (answer.status_code, answer.json["code"]) == (400, "unknown_event_type")
    assert "auction.lot.eaten" in answer.json["detail"]


def test_a_reader_of_rare_types_walks_a_bounded_part_and_misses_none(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "WINDOW", 4)
    tell(*(feeding.bid(seq) for seq in range(1, 10)), feeding.opened(), feeding.bid(10))
    wanted = "mingchui.auction.lot.opened"

    first = client.get(FEED, query_string={"types": wanted}).json
    found = read_all(client, types=wanted)

    assert first["items"] == []
    assert first["next"]
    assert [event["type"] for event in found] == [wanted]


def test_a_token_opens_what_its_court_reads_of_its_own_cases_alone(client: Client) -> None:
    feed = two_courts()
    tell(feeding.asked(), feeding.asked(case=feed.other_case), feeding.sealed())

    events = client.get(FEED, headers=bearing(feed.token())).json["items"]

    numbers = {event["data"].get("case_number") for event in events}
    assert CASE in numbers
    assert feed.other_case not in numbers
    assert {event["audience"] for event in events} <= {"court", "parties", "public"}
    assert "mingchui.auction.balance.asked" in {event["type"] for event in events}
    assert client.get(FEED).json["items"] == [
        event for event in events if event["audience"] == "public"
    ]


def test_no_identity_leaves_with_the_facts_of_a_court(client: Client) -> None:
    feed = two_courts()
    secret = feed.token()
    tell(feeding.party(), SignedIn(account="wang"), actor=feed.judge)

    answer = client.get(FEED, headers=bearing(secret))

    event = answer.json["items"][-1]
    assert event["data"] == {"case_number": CASE}
    assert event["withheld"] == "id_masked,party"
    assert "leafhash" not in event
    for name in (SECRET_NAME, "3701**********0012", '"li"', "wang", "identity."):
        assert name not in answer.text


def test_every_field_that_can_name_a_person_stays_out() -> None:
    """Whatever fact a court reads, what it carries outside has been named one by one (P101)."""
    telling = {"party", "account", "id_masked", "who", "reason", "note", "debit", "credit",
               "member", "owner", "by", "maker", "giver", "witness", "practitioner", "filename",
               "place", "body_name", "insurer", "before", "after", "facts", "title"}  # fmt: skip

    for name, fact in known_facts().items():
        if fact.audience is not Audience.PUBLIC:
            assert not telling & set(schema_of(name, "https://a")["properties"]), name


@pytest.mark.parametrize("secret", ["", "mct_guess", "x" * 4000])
def test_a_wrong_token_is_refused_rather_than_read_as_none(client: Client, secret: str) -> None:
    answer = client.get(FEED, headers=bearing(secret))

    assert (answer.status_code, answer.json["code"]) == (401, "token_unknown")


def test_a_revoked_token_is_shut_out_at_once(client: Client) -> None:
    feed = two_courts()
    secret = feed.token()
    assert client.get(FEED, headers=bearing(secret)).status_code == 200
    (token,) = queries.list_tokens(feed.court_id)

    tokens.revoke_token(token_id=token.id, actor=feed.judge, at=NOON)

    answer = client.get(FEED, headers=bearing(secret))
    assert (answer.status_code, answer.json["code"]) == (401, "token_ended")


def test_a_token_ends_after_a_year(client: Client, clock_at: Any) -> None:
    feed = two_courts()
    secret = feed.token()

    clock_at(NOON.replace(year=2027))

    assert client.get(FEED, headers=bearing(secret)).json["code"] == "token_ended"


def test_a_token_for_nodes_reads_no_facts(client: Client) -> None:
    secret = two_courts().token(Scope.NODES)

    answer = client.get(FEED, headers=bearing(secret))

    assert (answer.status_code, answer.json["code"]) == (403, "token_scope")


def test_a_copy_of_the_table_opens_nothing(client: Client) -> None:
    feed = two_courts()
    feed.token()
    (token,) = queries.list_tokens(feed.court_id)

    answer = client.get(FEED, headers=bearing(token.token_hash))

    assert answer.json["code"] == "token_unknown"
    assert token.used_at is None


def test_a_cursor_reads_back_as_it_was_written() -> None:
    for position in (Position(1, 1), Position(7, 10**12), Position(2**62, 2**62)):
        assert position_of(cursor_of(position)) == position


def test_each_type_of_event_tells_its_schema(client: Client) -> None:
    items = client.get(f"{FEED}/types").json["items"]

    assert {item["type"] for item in items} == {f"mingchui.{name}" for name in known_facts()}
    for name in known_facts():
        for field, schema in schema_of(name, "https://a")["properties"].items():
            assert schema, f"{name}.{field} has no type"
    assert client.get(f"{FEED}/schemas/auction.enrollment.applied.json").status_code == 404
