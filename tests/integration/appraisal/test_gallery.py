"""The agency sorts and names its pictures; a revision keeps what it was handed in with."""

import pytest

from app.kernel.errors import Conflict, NotFound, Refusal
from app.media import facade as media
from appraisal import facade, seeds
from appraisal.models import Attachment
from appraisal.queries import list_attachments, list_reports
from appraisal.services import files, gallery, reports
from appraisal.views import gallery as shown
from appraisal.vocabulary import PictureRole, ReviewCheck, Slot
from tests.support.appraisals import (
    HOUR,
    WED,
    Desk,
    commission,
    hand_in,
    lay_files,
    small_picture,
    survey,
)
from tests.support.people import sign_in


@pytest.fixture
def photos(desk: Desk) -> list[Attachment]:
    """Four photographs on the desk, in the order they came, beside a report."""
    commission(desk)
    survey(desk)
    lay_files(desk)
    for tone in (30, 60, 90):
        files.add_file(
            desk.no, slot=Slot.PHOTO, source=small_picture(tone), filename=f"{tone}.jpg",
            actor=desk.agency, at=WED + 3 * HOUR,
        )  # fmt: skip
    return list(list_attachments(desk.assignment().id, Slot.PHOTO))


def order(desk: Desk) -> list[int]:
    return [item.id for item in list_attachments(desk.assignment().id, Slot.PHOTO)]


def test_a_photograph_moves_up_and_down_and_stays_at_the_ends(
    desk: Desk, photos: list[Attachment]
) -> None:
    a, b, c, d = [item.id for item in photos]

    gallery.move_file(desk.no, c, steps=-1, actor=desk.agency)
    assert order(desk) == [a, c, b, d]

    gallery.move_file(desk.no, a, steps=-1, actor=desk.agency)
    gallery.move_file(desk.no, d, steps=5, actor=desk.agency)
    assert order(desk) == [a, c, b, d]


def test_all_photographs_are_put_in_a_given_order_or_none(
    desk: Desk, photos: list[Attachment]
) -> None:
    ids = [item.id for item in reversed(photos)]
    client = sign_in(desk.app, "agency1")
    address = f"/api/v1/appraisals/{desk.no}/files/order"

    assert client.put(address, json={"order": ids}).status_code == 204
    assert order(desk) == ids

    for stale in (ids[1:], [*ids[1:], ids[1]], [*ids, ids[1]], [*ids, 999]):
        assert client.put(address, json={"order": stale}).status_code == 409
    assert order(desk) == ids


def test_there_is_one_main_picture_and_one_map(desk: Desk, photos: list[Attachment]) -> None:
    a, b, *_ = [item.id for item in photos]

    gallery.mark_file(desk.no, a, PictureRole.MAIN, actor=desk.agency)
    gallery.mark_file(desk.no, b, PictureRole.MAIN, actor=desk.agency)
    gallery.mark_file(desk.no, a, PictureRole.MAP, actor=desk.agency)

    roles = {i.id: i.role for i in list_attachments(desk.assignment().id, Slot.PHOTO) if i.role}
    assert roles == {a: PictureRole.MAP, b: PictureRole.MAIN}
    gallery.mark_file(desk.no, b, None, actor=desk.agency)
    assert [i.role for i in list_attachments(desk.assignment().id) if i.id == b] == [None]


def test_only_a_photograph_is_marked(desk: Desk, photos: list[Attachment]) -> None:
    paper = list_attachments(desk.assignment().id, Slot.REPORT)[0]

    with pytest.raises(Refusal, match="only_pictures_marked"):
        gallery.mark_file(desk.no, paper.id, PictureRole.MAIN, actor=desk.agency)


def test_nobody_else_touches_the_desk(desk: Desk, photos: list[Attachment]) -> None:
    other, first = desk.agencies[1], photos[0].id

    with pytest.raises(NotFound):
        gallery.move_file(desk.no, first, steps=1, actor=other)
    with pytest.raises(NotFound):
        gallery.mark_file(desk.no, first, PictureRole.MAIN, actor=other)
    with pytest.raises(NotFound):
        gallery.caption_file(desk.no, first, "x", actor=other)
    with pytest.raises(NotFound):
        gallery.order_files(desk.no, [first], actor=other)


def test_a_published_revision_never_changes(desk: Desk, photos: list[Attachment]) -> None:
    a, b, c, d = photos
    gallery.caption_file(desk.no, c.id, "  南立面 ", actor=desk.agency)
    gallery.mark_file(desk.no, c.id, PictureRole.MAIN, actor=desk.agency)
    gallery.mark_file(desk.no, a.id, PictureRole.MAP, actor=desk.agency)
    hand_in(desk)
    seeds.seed_publication(desk.no, clerk=desk.clerk, at=WED + 5 * HOUR)

    report = list_reports(desk.assignment().id)[0]
    ids = [item.media_id for item in (c, b, d, a)]
    assert report.media == ids
    assert report.captions == {str(c.media_id): "南立面"}
    assert [view.id for view in facade.pictures_of(desk.asset_no)] == ids
    with desk.app.test_request_context():
        captions = [p["caption"] for p in shown(media.list_media(ids), "房屋", report)]
    assert captions[0] == "南立面"
    assert captions[3].startswith("位置图")

    with pytest.raises(Conflict, match="desk_closed"):
        gallery.caption_file(desk.no, c.id, "改", actor=desk.agency)
    checks = {**dict.fromkeys(ReviewCheck, True), ReviewCheck.SCOPE: False}
    reports.return_report(
        desk.no, checks=checks, note="补充附属设施", actor=desk.clerk, at=WED + 6 * HOUR
    )
    gallery.caption_file(desk.no, c.id, "改过", actor=desk.agency)
    gallery.move_file(desk.no, b.id, steps=3, actor=desk.agency)
    hand_in(desk, WED + 7 * HOUR, reason="补充附属设施")

    first, second = list_reports(desk.assignment().id)
    assert (first.media, first.captions) == (ids, {str(c.media_id): "南立面"})
    assert second.captions == {str(c.media_id): "改过"}
    assert second.media == [item.media_id for item in (c, d, b, a)]


def test_the_desk_works_without_scripts(desk: Desk, photos: list[Attachment]) -> None:
    client = sign_in(desk.app, "agency1")
    here = f"/assignments/{desk.no}/files/{photos[1].id}"

    for act, data in (
        ("move", {"steps": "-1"}), ("mark", {"role": "main"}), ("caption", {"caption": "客厅"}),
    ):  # fmt: skip
        assert client.post(f"{here}/{act}", data=data).status_code == 303

    first = list_attachments(desk.assignment().id, Slot.PHOTO)[0]
    assert (first.id, first.role, first.caption) == (photos[1].id, PictureRole.MAIN, "客厅")
    assert "主图" in client.get(f"/assignments/{desk.no}").text


def test_a_report_without_seal_or_own_checks_is_refused_with_the_articles(
    desk: Desk, photos: list[Attachment]
) -> None:
    with pytest.raises(Refusal) as refused:
        hand_in(desk, is_sealed=False, confirmed=(ReviewCheck.SCOPE,))

    assert refused.value.fields == {
        "seal": ["seal_missing"],
        "confirmed": ["defects_unchecked"],
    }
    assert [str(citation) for citation in refused.value.citations] == [
        "资产评估法 第27、28条",
        "法释〔2018〕15号 第20条",
    ]
    report = hand_in(desk)
    assert report.is_sealed
    assert set(report.confirmed) == {"basic_facts", "scope", "agency_seal", "signers"}
