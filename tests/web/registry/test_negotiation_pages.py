"""The window as the parties and the clerk meet it: each side sees only its own list."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.kernel.clock import Clock
from app.kernel.permissions import Role
from app.store import db
from registry import queries
from registry.models import Party
from registry.vocabulary import DrawState, PartyRole
from tests.support.books import Books
from tests.support.desk import enter
from tests.support.negotiations import SECOND, UNTIL, prepared, standing_codes
from tests.support.web import Client

Sides = dict[PartyRole, Client]


@pytest.fixture
def no(app: Flask, books: Books) -> str:
    """A prepared draw."""
    with app.app_context():
        return prepared(books).no


@pytest.fixture
def three(app: Flask, books: Books) -> list[str]:
    """Three agencies that may be named."""
    with app.app_context():
        return standing_codes(books)[:3]


@pytest.fixture
def sides(app: Flask, books: Books, no: str, clerk: Client) -> Sides:
    """Both sides signed in with accounts of their own, and the window open."""
    clients = {
        role: enter(app, Role.PARTY, account=str(role))
        for role in (PartyRole.APPLICANT, PartyRole.DEBTOR)
    }
    with app.app_context():
        for party in db.session.query(Party).all():
            party.person_id = _person(str(party.role))
        db.session.commit()
    opened = clerk.post(f"/desk/draws/{no}/negotiation", data={"until": "2026-03-07T09:00"})
    assert opened.status_code == 303
    return clients


def _person(account: str) -> int:
    from app.identity.facade import find_person

    person = find_person(account)
    assert person is not None
    return person.id


def form_of(codes: list[str]) -> dict[str, str]:
    return dict(zip(("first", "second", "third"), codes, strict=False))


def test_the_other_side_sees_that_a_list_is_in_but_not_which(
    no: str, sides: Sides, three: list[str]
) -> None:
    url = f"/draws/{no}/negotiation"
    handed = sides[PartyRole.APPLICANT].post(url, data=form_of(three))
    assert handed.status_code == 303

    own = sides[PartyRole.APPLICANT].get(url).text
    other = sides[PartyRole.DEBTOR].get(url).text

    assert 'value="' + three[0] + '" selected' in own
    assert all(f'value="{code}" selected' not in other for code in three)
    assert "已密封提交" in own or "Handed in and sealed" in own
    assert other.count("mc-side--in") == 1


def test_the_court_sees_no_list_before_the_end(
    no: str, sides: Sides, three: list[str], clerk: Client
) -> None:
    url = f"/draws/{no}/negotiation"
    sides[PartyRole.APPLICANT].post(url, data=form_of(three))

    page = clerk.get(url).text

    assert "mc-side__list" not in page
    assert " selected" not in page


def test_two_parties_agree_by_forms_alone(
    app: Flask, no: str, sides: Sides, three: list[str], clerk: Client
) -> None:
    url = f"/draws/{no}/negotiation"
    for client in sides.values():
        assert client.post(url, data=form_of(three)).status_code == 303
    assert clerk.post(f"/desk{url}/notice").status_code == 303

    page = sides[PartyRole.DEBTOR].get(url).text

    assert page.count('class="mc-place"') == 3
    assert "/papers/" in page
    with app.app_context():
        assert queries.get_draw(no).state is DrawState.NOTIFIED


def test_another_order_is_told_to_both_without_the_list(
    no: str, sides: Sides, three: list[str]
) -> None:
    url = f"/draws/{no}/negotiation"
    sides[PartyRole.APPLICANT].post(url, data=form_of(three))
    sides[PartyRole.DEBTOR].post(url, data=form_of(three[::-1]))

    for client in sides.values():
        page = client.get(url).text
        assert "mc-banner--warning" in page
        assert "mc-side__list" not in page


@pytest.mark.parametrize(
    ("wrong", "status"),
    [(slice(0, 2), 422), (slice(0, 0), 422)],
)
def test_a_list_that_is_too_short_comes_back_with_words(
    no: str, sides: Sides, three: list[str], wrong: slice, status: int
) -> None:
    answer = sides[PartyRole.DEBTOR].post(f"/draws/{no}/negotiation", data=form_of(three[wrong]))

    assert answer.status_code == status
    assert 'role="alert"' in answer.text


def test_a_list_after_the_end_is_refused_with_409(
    no: str, sides: Sides, three: list[str], clock_at: Callable[[Any], Clock]
) -> None:
    clock_at(UNTIL + SECOND)

    answer = sides[PartyRole.DEBTOR].post(f"/draws/{no}/negotiation", data=form_of(three))

    assert answer.status_code == 409


def test_a_stranger_does_not_learn_of_the_window(
    app: Flask, no: str, sides: Sides, three: list[str]
) -> None:
    stranger = enter(app, Role.PARTY, account="stranger")
    url = f"/draws/{no}/negotiation"

    assert stranger.get(url).status_code == 404
    assert stranger.post(url, data=form_of(three)).status_code == 404
    assert Client(app).get(url).status_code == 302


def test_a_bidder_may_not_name_agencies(app: Flask, no: str, three: list[str]) -> None:
    bidder = enter(app, Role.BIDDER)

    answer = bidder.post(f"/draws/{no}/negotiation", data=form_of(three))

    assert answer.status_code == 403


def test_a_party_finds_the_window_on_its_desk_until_it_has_handed_in(
    no: str, sides: Sides, three: list[str]
) -> None:
    debtor = sides[PartyRole.DEBTOR]
    assert f"/draws/{no}/negotiation" in debtor.get("/desk").text

    debtor.post(f"/draws/{no}/negotiation", data=form_of(three))

    assert f"/draws/{no}/negotiation" not in debtor.get("/desk").text


def test_a_clerk_waives_with_ground_and_note(app: Flask, no: str, clerk: Client) -> None:
    url = f"/desk/draws/{no}/negotiation/waiver"
    assert clerk.post(url, data={"ground": "party_missing"}).status_code == 422

    done = clerk.post(url, data={"ground": "party_missing", "note": "公告送达，无人应答"})

    assert done.status_code == 303
    with app.app_context():
        assert "公告送达" in (queries.get_draw(no).negotiation_waiver or "")


def test_an_open_form_sent_twice_opens_one_window(no: str, sides: Sides, clerk: Client) -> None:
    again = clerk.post(f"/desk/draws/{no}/negotiation", data={"until": "2026-03-08T09:00"})

    assert again.status_code == 409
