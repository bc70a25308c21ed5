"""Pictures the court puts beside a lot itself: kept to the court until the notice is out."""

from io import BytesIO

from flask import Flask

from app.kernel.clock import clock
from auction import queries
from tests.support.people import sign_in
from tests.support.photographs import phone
from tests.support.sales import ANNOUNCED, OPENS, SERVED, Sale

PICTURE = phone(7)


def test_a_clerk_adds_a_picture_that_is_public_with_the_notice_alone(
    sale: Sale, app: Flask
) -> None:
    sale.ready()
    before = queries.find_notice(sale.lot().id, 1)
    assert before is not None
    known = list(before.media)
    with clock.stopped_at(SERVED):
        clerk = sign_in(app, "clerk")
        added = clerk.post(
            f"/desk/lots/{sale.lot_no}/pictures",
            data={"picture": (BytesIO(PICTURE.content), PICTURE.name)},
        )
        editor = clerk.get(f"/desk/lots/{sale.lot_no}")
    notice = queries.find_notice(sale.lot().id, 1)
    assert notice is not None
    (media_id,) = set(notice.media) - set(known)
    with clock.stopped_at(SERVED):
        early = app.test_client().get(f"/media/{media_id}/thumb").status_code
    sale.announce()
    with clock.stopped_at(ANNOUNCED):
        with app.test_client().get(f"/media/{media_id}/thumb") as answer:
            public = answer.status_code
        late = clerk.post(
            f"/desk/lots/{sale.lot_no}/pictures",
            data={"picture": (BytesIO(PICTURE.content), PICTURE.name)},
        )

    assert added.status_code == 303
    assert f'value="{media_id}" checked' in editor.text
    assert early in {401, 403, 404}
    assert public == 200
    assert late.status_code == 409


def test_without_a_picture_nothing_changes(sale: Sale, app: Flask) -> None:
    sale.draft()
    before = sale.lot().version
    with clock.stopped_at(OPENS):
        clerk = sign_in(app, "clerk")
        nothing = clerk.post(f"/desk/lots/{sale.lot_no}/pictures", data={})
        no_picture = clerk.post(
            f"/desk/lots/{sale.lot_no}/pictures",
            data={"picture": (BytesIO(b"not a picture"), "a.jpg")},
        )

    assert (nothing.status_code, no_picture.status_code) == (422, 422)
    assert "没有选择图片" in nothing.text
    assert sale.lot().version == before
