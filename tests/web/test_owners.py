"""Whose it is: every page of a sold lot, asked by the same role to whom it does not belong."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from app.kernel.permissions import ROLES_OF, Permission, Role
from app.store import db
from app.trail.models import TrailEntry
from tests.support.people import make_person, sign_in
from tests.support.sales import Sale, open_sale
from tests.support.web import Client

#: Pages by which everybody may come to a lot, or that show the reader's own part in it.
OPEN = {
    "/lots/<no>/registration",
    "/lots/<no>/qualification",
    "/lots/<no>/enroll",
    "/lots/<no>/group",
    "/lots/<no>/hall/confirm",
    "/api/v1/lots/<no>/groups/mine",
}
#: Of the reader's own account alone, whatever number stands in the address.
OWN = re.compile(r"/(agency|account|my|payments|desk/(lots|draws|imports)/new|uploads)")


@pytest.fixture
def sale(app: Flask, db_session: object, tmp_path: Path) -> Sale:
    made = open_sale(app, tmp_path).sold()
    away = (made.clerk.court_id or 0) + 1
    for role in (Role.CLERK, Role.JUDGE, Role.FINANCE):
        make_person(f"{role.value}away", role, court_id=away)
    make_person("agencyaway", Role.AGENCY, agency_code="91370100MA3AWAY00X")
    make_person("partyaway", Role.PARTY)
    make_person("bidderaway", Role.BIDDER)
    make_person("observeraway", Role.OBSERVER)
    return made


def numbers(sale: Sale) -> dict[str, str]:
    """What stands in an address, for a page of this sale."""
    lot = sale.lot()
    streams = db.session.scalars(select(TrailEntry.stream).where(TrailEntry.stream.like("draw:%")))
    draw = str(streams.first()).partition(":")[2]
    return {
        "lots": sale.lot_no,
        "appraisals": sale.desk.no,
        "assignments": sale.desk.no,
        "draws": draw,
        "assets": lot.asset_no,
        "case": lot.case_number,
    }


def address(rule: Rule, known: dict[str, str]) -> str | None:
    """The address of a page of this sale; None for a page that is not of it."""
    path = rule.rule
    if "<case_number>" in path or "<path:case_number>" in path or "<path:number>" in path:
        path = re.sub(r"<(path:)?(case_number|number)>", known["case"], path)
        return re.sub(r"<any[^>]+>", "csv", path) if "<mandate>" not in path else None
    found = re.search(r"/(lots|appraisals|assignments|draws|assets)/<(?:asset_)?no>", path)
    if found is None:
        return None
    path = path.replace(found[0], f"/{found[1]}/{known[found[1]]}")
    return None if "<" in path else path


def pages(app: Flask, known: dict[str, str], role: Role) -> Iterator[tuple[str, str]]:
    """Every page of this sale that a role may ask for at all."""
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], "guard", "public")
        if guard == "public" or "GET" not in (rule.methods or set()) or rule.rule in OPEN:
            continue
        where = address(rule, known)
        if where is not None and role in ROLES_OF[Permission(guard)] and not OWN.match(where):
            yield rule.rule, where


#: How many pages of the sale each role may ask for at all, at least.
STRANGERS = {
    Role.CLERK: 20,
    Role.JUDGE: 30,
    Role.FINANCE: 5,
    Role.AGENCY: 2,
    Role.PARTY: 3,
    Role.BIDDER: 1,
}


def test_whoever_it_does_not_belong_to_reads_nothing_of_it(app: Flask, sale: Sale) -> None:
    known, shown = numbers(sale), {}

    for role, least in STRANGERS.items():
        asked = sign_in(app, f"{role.value}away")
        answers = {rule: asked.get(where) for rule, where in pages(app, known, role)}
        assert len(answers) >= least, (role, len(answers))
        shown |= {
            (role.value, rule): answer.status_code
            for rule, answer in answers.items()
            if answer.status_code not in {403, 404}
        }

    assert shown == {}


def test_whoever_it_belongs_to_reads_it(app: Flask, sale: Sale) -> None:
    """The control: the same addresses answer the staff of the court."""
    known = numbers(sale)
    make_person("ownclerk", Role.CLERK, court_id=sale.clerk.court_id)
    own = sign_in(app, "ownclerk")
    answers = [own.get(where).status_code for _, where in pages(app, known, Role.CLERK)]

    assert answers.count(200) > 15


def test_a_visitor_is_sent_to_the_door_at_each_of_them(app: Flask, sale: Sale) -> None:
    known, visitor = numbers(sale), Client(app)

    for role in (Role.CLERK, Role.JUDGE, Role.FINANCE, Role.AGENCY, Role.PARTY, Role.BIDDER):
        for rule, where in pages(app, known, role):
            assert visitor.get(where).status_code in {302, 401}, rule
