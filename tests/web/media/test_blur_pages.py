"""Blurring in the page, and what the public and its caches may still have afterwards."""

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.media import facade
from app.media.facade import MediaView
from app.media.queries import list_editions
from tests.support.people import sign_in
from tests.support.pictures import FACE, NOON, Cast, copy_of, make_cast, take_in
from tests.support.web import Client

ROW = {"x": ["10", "", ""], "y": ["20", "", ""], "width": ["30", "", ""], "height": ["40", "", ""]}


@pytest.fixture
def cast(db_session: Session) -> Cast:
    """The people around the photograph."""
    return make_cast()


@pytest.fixture
def view(cast: Cast) -> MediaView:
    """The photograph as it was handed in."""
    return take_in(cast)


def send(client: Client, view: MediaView, **given: object) -> TestResponse:
    data = {**ROW, "reason": "遮盖路人面部", "edition": "1", "act": "save", **given}
    return client.post(f"/media/{view.id}/blur", data=data)


def get(client: Client, path: str, **options: object) -> TestResponse:
    return client.get(path, buffered=True, **options)  # type: ignore[arg-type]


def test_regions_typed_as_percentages_make_the_next_edition(
    app: Flask, cast: Cast, view: MediaView
) -> None:
    agency = sign_in(app, "surveyor")

    saved = send(agency, view)
    page = agency.get(saved.location).get_data(as_text=True)

    assert saved.status_code == 303
    assert list_editions(view.id)[0].regions == [FACE.as_list()]
    assert '<rect x="100" y="200" width="300" height="400"/>' in page
    assert "遮盖路人面部" in page
    assert "Surveyor" in page, "insiders read who did it"


def test_the_page_works_without_scripts_and_keeps_what_was_typed(
    app: Flask, cast: Cast, view: MediaView
) -> None:
    agency = sign_in(app, "surveyor")

    page = agency.get(f"/media/{view.id}/blur").get_data(as_text=True)
    bad = send(agency, view, x=["x", "", ""], reason="为了路人")

    assert page.count('name="x"') == 4, "three free rows, and the blank one for scripts"
    assert re.search(r'name="edition" value="1"', page)
    assert bad.status_code == 422
    assert "为了路人" in bad.get_data(as_text=True)
    assert 'name="width" value="30"' in bad.get_data(as_text=True)
    assert list_editions(view.id) == []


@pytest.mark.parametrize("x", ["-1", "101", "NaN", "Infinity", "1e9", "75"])
def test_a_region_that_is_no_region_is_refused(
    app: Flask, cast: Cast, view: MediaView, x: str
) -> None:
    answer = send(sign_in(app, "surveyor"), view, x=[x, "", ""])

    assert answer.status_code == 422
    assert list_editions(view.id) == []


def test_columns_of_different_length_are_refused(app: Flask, cast: Cast, view: MediaView) -> None:
    assert send(sign_in(app, "surveyor"), view, height=["40"]).status_code == 422


def test_a_preview_shows_the_result_and_keeps_nothing(
    app: Flask, cast: Cast, view: MediaView
) -> None:
    answer = send(sign_in(app, "surveyor"), view, act="preview", reason="")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'src="data:image/webp;base64,' in page
    assert 'name="x" value="10"' in page
    assert list_editions(view.id) == []


def test_who_comes_second_finds_both_lists_in_the_page(
    app: Flask, cast: Cast, view: MediaView
) -> None:
    send(sign_in(app, "surveyor"), view)
    clerk = sign_in(app, "scribe")

    late = send(clerk, view, x=["60", "", ""])
    page = late.get_data(as_text=True)

    assert late.status_code == 409
    assert 'name="x" value="10"' in page
    assert 'name="x" value="60"' in page
    assert 'name="edition" value="2"' in page
    both = {name: [typed[0], typed[0]] for name, typed in ROW.items()}
    assert send(clerk, view, **{**both, "x": ["10", "60"], "edition": "2"}).status_code == 303
    assert len(list_editions(view.id)[1].regions) == 2


@pytest.mark.parametrize(
    ("account", "status"),
    [("rival", 404), ("elsewhere", 404), ("buyer", 404), ("inspecting", 403), ("bench", 200)],
)
def test_the_page_opens_for_the_court_and_the_agency_only(
    app: Flask, cast: Cast, view: MediaView, account: str, status: int
) -> None:
    assert sign_in(app, account).get(f"/media/{view.id}/blur").status_code == status


def test_a_visitor_is_sent_to_sign_in(client: Client, cast: Cast, view: MediaView) -> None:
    assert client.get(f"/media/{view.id}/blur").status_code == 302
    assert send(client, view).status_code == 302


def test_the_public_gets_the_newest_edition_only_by_whatever_address(
    app: Flask, client: Client, cast: Cast, view: MediaView
) -> None:
    facade.publish_media([view.id], at=NOON)
    before = get(client, f"/media/{view.id}/large")
    send(sign_in(app, "scribe"), view)

    for variant in ("large", "medium", "thumb"):
        newest = get(client, f"/media/{view.id}/{variant}")
        named = get(client, f"/media/{view.id}/2/{variant}")
        assert newest.status_code == named.status_code == 200
        assert newest.data == named.data
        assert get(client, f"/media/{view.id}/1/{variant}").status_code == 404
        assert get(client, f"/media/{view.id}/3/{variant}").status_code == 404
    assert get(client, f"/media/{view.id}/large").data != before.data
    for path in ("original", "1/original", "2/original"):
        assert get(client, f"/media/{view.id}/{path}").status_code == 404


def test_no_cache_shows_an_edition_that_was_replaced(
    app: Flask, client: Client, cast: Cast, view: MediaView
) -> None:
    """Whoever kept the first edition has to ask before showing it, and is told no."""
    facade.publish_media([view.id], at=NOON)
    first = get(client, f"/media/{view.id}/1/large")
    known = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert get(client, f"/media/{view.id}/1/large", headers=known).status_code == 304

    send(sign_in(app, "scribe"), view)

    assert get(client, f"/media/{view.id}/1/large", headers=known).status_code == 404
    again = get(client, f"/media/{view.id}/large", headers=known)
    assert again.status_code == 200
    assert again.headers["ETag"].strip('"') == copy_of(view, facade.Variant.LARGE, 2).sha256


def test_earlier_editions_stay_open_to_those_who_work_on_the_case(
    app: Flask, cast: Cast, view: MediaView
) -> None:
    facade.publish_media([view.id], at=NOON)
    send(sign_in(app, "scribe"), view)

    for account in ("surveyor", "scribe", "bench", "inspecting"):
        earlier = get(sign_in(app, account), f"/media/{view.id}/1/large")
        assert earlier.status_code == 200
        assert earlier.headers["Cache-Control"] == "private, no-store"
    assert get(sign_in(app, "rival"), f"/media/{view.id}/1/large").status_code == 404
    assert get(sign_in(app, "elsewhere"), f"/media/{view.id}/1/large").status_code == 404


def test_the_agency_is_told_that_the_court_blurs_after_publication(
    app: Flask, cast: Cast, view: MediaView
) -> None:
    facade.publish_media([view.id], at=NOON)

    answer = send(sign_in(app, "surveyor"), view)

    assert answer.status_code == 403
    assert "仅由法院打码" in answer.get_data(as_text=True)


def test_a_photograph_edited_on_disk_is_not_shown(
    client: Client, cast: Cast, view: MediaView
) -> None:
    from app.store import blobs

    facade.publish_media([view.id], at=NOON)
    blobs.path(copy_of(view, facade.Variant.THUMB, 1).sha256).write_bytes(b"another picture")

    assert get(client, f"/media/{view.id}/thumb").status_code == 409
    assert get(client, f"/media/{view.id}/thumb").status_code == 409
    assert get(client, f"/media/{view.id}/large").status_code == 200
