"""Before the end nobody sees who takes part: no page, no document, no fact, no column (P1)."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Flask
from sqlalchemy import text

from app.kernel.clock import clock
from app.kernel.permissions import Role
from app.store import db
from tests.support.appraisals import _person
from tests.support.people import sign_in
from tests.support.sales import CANARY, CLOSES, OPENS, START, STEP, Sale
from tests.support.web import Client

DURING = OPENS + timedelta(hours=3)
#: Tables that hold people themselves; nothing in them leads to a lot.
PEOPLE = {"identity_person"}


def paths_of(app: Flask, sale: Sale) -> Iterator[str]:
    """Yield every page and document that can be asked for about this sale."""
    known = {
        "no": sale.lot_no,
        "lot_no": sale.lot_no,
        "asset_no": sale.desk.asset_no,
        "case_number": sale.lot().case_number,
        "case_id": 1,
    }
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        if not rule.arguments <= set(known) or rule.rule.startswith("/socket.io"):
            continue
        if "no" in rule.arguments and "lot" not in rule.rule:
            continue
        with app.test_request_context():
            yield app.url_for(rule.endpoint, **{key: known[key] for key in rule.arguments})


def people(sale: Sale) -> Iterator[Client | None]:
    """Yield a reader of every role but the bidders themselves."""
    court = sale.clerk.court_id
    _person("finance", "会计", Role.FINANCE, court_id=court)
    _person("inspector", "监察", Role.INSPECTOR)
    _person("operator", "运维", Role.OPERATOR)
    yield None
    for account in ("clerk", "judge", "finance", "inspector", "operator", "applicant", "agency1"):
        yield sign_in(sale.desk.app, account)


def test_no_page_of_any_role_shows_who_takes_part(sale: Sale, app: Flask) -> None:
    sale.opened("bidder1", "bidder2")
    sale.bid("bidder1", START.fen, OPENS + timedelta(hours=1))
    secrets = [CANARY, *(payer.id_number for _, payer in sale.bidders.values()), *sale.bidders]
    paths = list(paths_of(app, sale))
    assert len(paths) > 30

    with clock.stopped_at(DURING):
        shown = [
            (path, secret)
            for reader in people(sale)
            for path in paths
            for page in [(reader or Client(app)).get(path).data]
            for secret in secrets
            if secret.encode() in page
        ]

    assert shown == []


def test_no_row_links_a_paddle_to_a_person(sale: Sale) -> None:
    sale.opened("bidder1", "bidder2")
    sale.bid("bidder1", START.fen, OPENS + timedelta(hours=1))
    secrets = [CANARY, *(payer.id_number for _, payer in sale.bidders.values()), *sale.bidders]
    tables = db.session.scalars(
        text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    ).all()

    found = [
        (table, secret)
        for table in tables
        if table not in PEOPLE
        for secret in secrets
        if db.session.scalar(
            text(f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE :secret'),  # noqa: S608
            {"secret": f"%{secret}%"},
        )
    ]

    # An account's own stream says that it was opened and signed in, and nothing of any lot.
    assert {table for table, _ in found} <= {"trail_entry", "trail_stream"}
    assert not db.session.scalar(
        text(
            "SELECT count(*) FROM trail_entry WHERE actor LIKE 'bidder_' "
            "AND name NOT LIKE 'identity.%'"
        )
    )


def test_acc_05_no_route_gives_an_operator_identities_bids_or_ends(sale: Sale, app: Flask) -> None:
    sale.opened("bidder1")
    _person("operator", "运维", Role.OPERATOR)
    base = f"/desk/lots/{sale.lot_no}"

    with clock.stopped_at(DURING):
        operator = sign_in(app, "operator")
        codes = {
            operator.post(path, data={"reason": "技术处理需要"}).status_code
            for path in (
                f"{base}/suspend",
                f"{base}/resume",
                f"{base}/announce",
                f"{base}/panel",
                f"{base}/priority",
                f"{base}/notice",
                f"{base}/settlement/approve",
                f"/lots/{sale.lot_no}/hall/bids",
            )
        }
        api = operator.post(
            f"/api/v1/lots/{sale.lot_no}/bids", json={"amount": "1", "request_id": "a"}
        ).status_code

    assert codes == {403}
    assert api == 403
    assert not [rule for rule in app.url_map.iter_rules() if "identit" in rule.rule]


def test_acc_08_a_priority_holder_looks_like_everybody_until_matching(
    sale: Sale, app: Flask
) -> None:
    from auction.services import panel
    from auction.vocabulary import PriorityNature
    from tests.support.sales import SERVED

    sale.draft()
    sale.decide_priority(1)
    sale.write()
    sale.serve(SERVED, "共有人1")
    sale.announce()
    sale.join("bidder1")
    sale.join("bidder2")
    panel.confirm_priority(
        lot_no=sale.lot_no,
        account="bidder2",
        rank=1,
        nature=PriorityNature.CO_OWNER,
        actor=sale.judge,
        at=OPENS - timedelta(days=1),
    )
    sale.tick(OPENS)

    shapes = []
    for number, account in enumerate(("bidder1", "bidder2")):
        receipt = sale.bid(account, START.fen + number * STEP.fen, OPENS + timedelta(hours=1))
        with clock.stopped_at(DURING):
            snapshot = Client(app).get(f"/api/v1/lots/{sale.lot_no}/snapshot").get_json()
            page = Client(app).get(f"/lots/{sale.lot_no}").text
        shapes.append((sorted(receipt), sorted(snapshot), sorted(snapshot["bids"][-1])))
        assert "priority" not in str(snapshot)
        assert page.count("mc-tag--info") == 0

    assert shapes[0] == shapes[1]


def test_after_the_end_only_the_buyer_is_named(sale: Sale, app: Flask) -> None:
    sale.sold()
    buyer, loser = (sale.bidders[name][1] for name in ("bidder1", "bidder2"))

    with clock.stopped_at(CLOSES + timedelta(hours=1)):
        page = Client(app).get(f"/lots/{sale.lot_no}/result").text

    assert buyer.name in page
    assert loser.name not in page
    assert buyer.id_number not in page
