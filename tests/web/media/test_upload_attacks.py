"""Tier-1 attacks on uploads through the pages, as shared/data/attacks.json tells them."""

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.http import parse_options_header

from app.kernel.clock import Clock
from app.kernel.errors import Refusal
from app.kernel.facts import Audience
from app.media import facade, scrub
from app.media.models import MediaItem
from app.store import blobs, db
from app.trail.queries import timeline
from appraisal.queries import list_reports
from tests.support import hostile_files as hostile
from tests.support.appraisals import (
    WED,
    commission,
    open_desk,
    published,
    small_pdf,
    small_picture,
    survey,
)
from tests.support.people import sign_in
from tests.support.pictures import CASE, NOON, make_cast
from tests.support.web import Client

NAMES = {
    "../../x.jpg": "x.jpg",
    "..\\..\\x.jpg": "x.jpg",
    "a\0b.jpg": "ab.jpg",
    "photo\u202egpj.jpg": "photogpj.jpg",
    "CON.jpg": "CON.jpg",
    "长" * 300 + ".jpg": "长" * 196 + ".jpg",
    "评估照片.jpg": "评估照片.jpg",
    'a"; filename="b\r\nSet-Cookie: a=b\r\n\r\n.jpg': 'a"; filename="bSet-Cookie: a=b.jpg',
}


def test_upl_03_a_wrong_kind_is_refused_whatever_type_the_sender_claims(
    app: Flask, db_session: Session, tmp_path: Path, clock_at: Callable[[datetime], Clock]
) -> None:
    clock_at(WED)
    desk = open_desk(app, tmp_path)
    commission(desk)
    survey(desk)
    agency = sign_in(app, "agency1")
    for content in hostile.NOT_A_PHOTOGRAPH.values():
        answer = agency.post(
            f"/assignments/{desk.no}/files",
            data={"slot": "photo", "file": (io.BytesIO(content), "photo.jpg", "image/jpeg")},
        )
        page = agency.get(answer.location or f"/assignments/{desk.no}").get_data(as_text=True)
        assert answer.status_code in {303, 422}
        assert "photo.jpg" in page
    assert db.session.query(MediaItem).count() == 0


@pytest.mark.parametrize("given", NAMES, ids=range(len(NAMES)))
def test_upl_09_a_hostile_name_is_data_and_comes_back_harmless(
    app: Flask, db_session: Session, given: str
) -> None:
    cast = make_cast()
    place = facade.MediaPlace(CASE, cast.clerk.court_id or 0, cast.agency.agency_code)
    before = files_of(app)

    view = facade.ingest_picture(small_picture(), given, place=place, actor=cast.agency, at=NOON)

    assert view.filename == NAMES[given]
    assert all(len(path.name) == 64 and path.name.isalnum() for path in files_of(app) - before)
    answer = sign_in(app, "surveyor").get(f"/media/{view.id}/original", buffered=True)
    header = answer.headers["Content-Disposition"]
    kind, options = parse_options_header(header)
    assert kind == "attachment"
    assert not {"\r", "\n", "\0", "\u202e"} & set(header)
    assert "Set-Cookie" not in answer.headers or "a=b" not in answer.headers["Set-Cookie"]
    assert unquote(options["filename"]) == view.filename


def test_upl_09_a_name_that_is_only_an_ending_names_nothing_of_ours(
    app: Flask, db_session: Session
) -> None:
    cast = make_cast()
    place = facade.MediaPlace(CASE, cast.clerk.court_id or 0, cast.agency.agency_code)

    with pytest.raises(Refusal, match="media_kind_mismatch"):
        facade.ingest_picture(small_picture(), ".htaccess", place=place, actor=cast.agency, at=NOON)


def files_of(app: Flask) -> set[Path]:
    """Return every file of the data folder."""
    return {path for path in Path(app.config["DATA_DIR"]).rglob("*") if path.is_file()}


def test_upl_12_a_published_report_is_neither_swapped_nor_edited_unseen(
    app: Flask,
    db_session: Session,
    tmp_path: Path,
    clock_at: Callable[[datetime], Clock],
    client: Client,
) -> None:
    clock_at(WED)
    desk = open_desk(app, tmp_path)
    published(desk)
    report = list_reports(desk.assignment().id)[0]
    digest, document = report.sha256, f"/media/{report.media_id}/document"
    before = client.get(document, buffered=True)

    swapped = sign_in(app, "agency1").post(
        f"/assignments/{desk.no}/files",
        data={"slot": "report", "file": (io.BytesIO(small_pdf("换")), "评估报告.pdf")},
    )

    assert swapped.status_code in {303, 409}
    assert client.get(document, buffered=True).data == before.data
    assert [row.sha256 for row in list_reports(desk.assignment().id)] == [report.sha256]

    blobs.path(digest).write_bytes(before.data + b"% a stroke of the pen")
    for _ in range(5):
        scrub.scrub_files(WED)
        db.session.rollback()
    assert client.get(document).status_code == 409
    told = timeline(desk.assignment().case_number, audience=Audience.COURT)
    damaged = [entry for entry in told if entry.name == "media.file.damaged"]
    assert {entry.payload["sha256"] for entry in damaged} == {digest}
    assert len(damaged) == 2, "the sealed original and the paper shown are one file, told once each"
