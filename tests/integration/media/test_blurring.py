"""Faces are hidden for good, editions follow one another, and nobody's work is lost."""

import threading

import pytest
from flask import Flask
from PIL import Image, ImageStat
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.facts import Audience
from app.media import facade
from app.media.facade import MediaView, Region, Variant
from app.media.queries import list_editions
from app.store import blobs, db
from app.trail.queries import timeline
from tests.support.appraisals import small_pdf
from tests.support.pictures import CASE, FACE, NOON, Cast, copy_of, make_cast, seen, take_in

OTHER = Region(600, 500, 200, 300)


@pytest.fixture
def cast(db_session: Session) -> Cast:
    """The people around the photograph."""
    return make_cast()


@pytest.fixture
def view(cast: Cast) -> MediaView:
    """The photograph as it was handed in."""
    return take_in(cast)


def blur(
    view: MediaView,
    actor: Actor,
    *regions: Region,
    edition: int = 1,
    reason: str = "遮盖路人面部",
) -> MediaView:
    return facade.blur_picture(
        view.id, regions, reason, expected_edition=edition, actor=actor, at=NOON
    )


def inside(picture: Image.Image, region: Region) -> Image.Image:
    width, height = picture.size
    return picture.crop(
        (
            region.left * width // 1000,
            region.top * height // 1000,
            (region.left + region.width) * width // 1000,
            (region.top + region.height) * height // 1000,
        )
    )


@pytest.mark.parametrize("variant", [Variant.LARGE, Variant.MEDIUM, Variant.THUMB])
def test_nothing_of_a_blurred_region_is_left_in_any_copy(
    cast: Cast, view: MediaView, variant: Variant
) -> None:
    blurred = blur(view, cast.agency, FACE)

    before = ImageStat.Stat(inside(seen(view, variant, 1), FACE).convert("L")).stddev[0]
    after = ImageStat.Stat(inside(seen(view, variant, 2), FACE).convert("L")).stddev[0]
    assert blurred.edition == 2
    assert before > 40 or variant is Variant.THUMB
    assert after < 8, "a board of black and white is one grey"


def test_the_rest_of_the_photograph_and_the_original_stay_as_they_were(
    cast: Cast, view: MediaView
) -> None:
    sealed = blobs.path(view.sha256).read_bytes()

    blur(view, cast.agency, FACE)

    free = inside(seen(view, Variant.LARGE, 2), OTHER).getpixel((50, 50))
    assert isinstance(free, tuple)
    assert all(abs(one - other) < 6 for one, other in zip(free, (40, 90, 160), strict=True))
    assert blobs.path(view.sha256).read_bytes() == sealed
    assert copy_of(view, Variant.ORIGINAL, 1).sha256 == view.sha256


def test_an_edition_is_a_fact_that_tells_how_many_and_why_but_never_where(
    cast: Cast, view: MediaView
) -> None:
    blur(view, cast.agency, FACE, OTHER)

    told = timeline(CASE, audience=Audience.COURT)[-1]
    assert told.name == "media.file.blurred"
    assert told.payload["regions"] == 2
    assert told.payload["edition"] == 2
    assert told.payload["reason"] == "遮盖路人面部"
    assert told.payload["sha256"] == copy_of(view, Variant.LARGE, 2).sha256
    assert not {"left", "top", "x", "y"} & set(told.payload)
    assert timeline(CASE, audience=Audience.PUBLIC) == []
    assert list_editions(view.id)[0].made_by == cast.agency.person_id


def test_an_edition_holds_exactly_the_regions_named(cast: Cast, view: MediaView) -> None:
    blur(view, cast.agency, FACE)

    blur(view, cast.clerk, OTHER, edition=2, reason="误遮，恢复面部以外区域")

    restored = ImageStat.Stat(inside(seen(view, Variant.LARGE, 3), FACE).convert("L")).stddev[0]
    assert restored > 40
    assert [row.regions for row in list_editions(view.id)] == [
        [FACE.as_list()],
        [OTHER.as_list()],
    ]


@pytest.mark.parametrize(
    "region",
    [
        Region(900, 0, 200, 100), Region(0, 900, 100, 200), Region(-1, 0, 50, 50),
        Region(0, 0, 4, 50), Region(0, 0, 50, 0), Region(0, -5, 50, 50),
    ],
)  # fmt: skip
def test_a_region_outside_the_photograph_is_refused(
    cast: Cast, view: MediaView, region: Region
) -> None:
    with pytest.raises(Refusal, match="blur_bad_region"):
        blur(view, cast.agency, region)

    assert facade.get_media(view.id).edition == 1


def test_no_edition_without_a_reason_a_change_or_within_bounds(cast: Cast, view: MediaView) -> None:
    many = [Region(number, number, 50, 50) for number in range(61)]

    with pytest.raises(Refusal, match="blur_no_reason"):
        blur(view, cast.agency, FACE, reason="  遮盖 ")
    with pytest.raises(Refusal, match="blur_nothing"):
        blur(view, cast.agency)
    with pytest.raises(Refusal, match="blur_too_many_regions"):
        blur(view, cast.agency, *many)
    blur(view, cast.agency, FACE)
    with pytest.raises(Refusal, match="blur_nothing"):
        blur(view, cast.agency, FACE, FACE, edition=2)


@pytest.mark.parametrize("who", ["rival", "stranger", "bidder"])
def test_strangers_do_not_even_learn_of_the_photograph(
    cast: Cast, view: MediaView, who: str
) -> None:
    with pytest.raises(NotFound):
        blur(view, getattr(cast, who), FACE)


def test_inspection_sees_but_does_not_blur(cast: Cast, view: MediaView) -> None:
    with pytest.raises(Forbidden):
        blur(view, cast.inspector, FACE)


def test_after_publication_only_the_court_blurs(cast: Cast, view: MediaView) -> None:
    facade.publish_media([view.id], at=NOON)

    with pytest.raises(Forbidden, match="blur_after_publication"):
        blur(view, cast.agency, FACE)

    assert blur(view, cast.judge, FACE).edition == 2
    assert blur(view, cast.clerk, FACE, OTHER, edition=2).edition == 3


def test_a_paper_cannot_be_blurred(cast: Cast) -> None:
    place = facade.MediaPlace(CASE, cast.clerk.court_id or 0, cast.agency.agency_code)
    paper = facade.ingest_pdf(small_pdf(), "a.pdf", place=place, actor=cast.agency, at=NOON)

    with pytest.raises(Refusal, match="blur_not_a_picture"):
        blur(paper, cast.clerk, FACE)


def test_who_comes_second_is_told_and_loses_nothing(cast: Cast, view: MediaView) -> None:
    blur(view, cast.agency, FACE)

    with pytest.raises(Conflict, match="blur_edition_moved"):
        blur(view, cast.clerk, OTHER)

    assert blur(view, cast.clerk, FACE, OTHER, edition=2).edition == 3


def test_of_two_who_save_at_the_same_moment_one_is_told(
    app: Flask, cast: Cast, view: MediaView
) -> None:
    gate = threading.Barrier(2)
    told: list[str] = []

    def run(actor: Actor, region: Region) -> None:
        with app.app_context():
            gate.wait()
            try:
                told.append(str(blur(view, actor, region).edition))
            except Conflict as conflict:
                told.append(conflict.code)
            finally:
                db.session.remove()

    runners = [
        threading.Thread(target=run, args=pair)
        for pair in ((cast.agency, FACE), (cast.clerk, OTHER))
    ]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()

    assert sorted(told) == ["2", "blur_edition_moved"]
    db.session.rollback()
    assert len(list_editions(view.id)) == 1


def test_a_damaged_original_makes_no_new_edition(cast: Cast, view: MediaView) -> None:
    blobs.path(view.sha256).write_bytes(b"something else")

    with pytest.raises(Refusal, match="media_damaged"):
        blur(view, cast.agency, FACE)

    assert timeline(CASE, audience=Audience.COURT)[-1].name == "media.file.damaged"


@pytest.mark.parametrize("table", ["media_copy", "media_edition"])
def test_an_edition_can_be_neither_changed_nor_deleted(
    cast: Cast, view: MediaView, table: str
) -> None:
    blur(view, cast.agency, FACE)

    orders = (f"UPDATE {table} SET edition = edition", f"DELETE FROM {table}")  # noqa: S608 - ours
    for order in orders:
        with pytest.raises(DBAPIError, match="never changed"):
            db.session.execute(text(order))
        db.session.rollback()


def test_a_view_names_the_newest_edition_in_its_addresses(cast: Cast, view: MediaView) -> None:
    assert view.url("large") == f"/media/{view.id}/large"

    blurred = blur(view, cast.agency, FACE)

    assert blurred.url("large") == f"/media/{view.id}/2/large"
    assert blurred.url("original") == f"/media/{view.id}/original"
    assert blurred.as_dict()["edition"] == 2
