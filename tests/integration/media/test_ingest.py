"""What the gate lets in, what it turns away, and what it keeps."""

import io
from datetime import UTC, datetime
from pathlib import Path

import av
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.errors import Refusal
from app.kernel.permissions import Role
from app.media import facade, ingest
from app.media.child import run_clean
from app.media.models import MediaItem
from app.media.queries import list_damaged
from app.media.vocabulary import Variant
from app.store import blobs, db
from appraisal import seeds
from tests.support import hostile_files as hostile
from tests.support.appraisals import small_pdf, small_picture

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
PLACE = facade.MediaPlace("（2026）鲁0102执1号", 1, "91370102MA3X00001A")
AGENCY = Actor(7, "agency", "评估机构", frozenset({Role.AGENCY}), None, "91370102MA3X00001A")


def add_picture(content: bytes, name: str = "客厅.jpg") -> facade.MediaView:
    return facade.ingest_picture(content, name, place=PLACE, actor=AGENCY, at=NOON)


def add_pdf(content: bytes, name: str = "评估报告.pdf") -> facade.MediaView:
    return facade.ingest_pdf(content, name, place=PLACE, actor=AGENCY, at=NOON)


def stored(view: facade.MediaView, variant: str) -> Path:
    row = db.session.get(MediaItem, view.id)
    assert row is not None
    return blobs.path(next(copy.sha256 for copy in row.copies if copy.variant == variant))


def nothing_kept(app: Flask) -> bool:
    left = list((Path(app.config["DATA_DIR"]) / "incoming").glob("*"))
    return db.session.scalar(select(MediaItem.id)) is None and not left


def test_public_copies_carry_no_hidden_data(db_session: Session) -> None:
    view = add_picture(seeds.make_photographs()["02-客厅.jpg"])

    with Image.open(stored(view, Variant.ORIGINAL)) as original:
        assert original.getexif().get_ifd(0x8825)
    for variant in (Variant.LARGE, Variant.MEDIUM, Variant.THUMB):
        with Image.open(stored(view, variant)) as copy:
            assert copy.format == "WEBP"
            assert not copy.getexif()
            assert {"exif", "xmp", "icc_profile"}.isdisjoint(copy.info)
        assert b"Survey phone" not in stored(view, variant).read_bytes()


def test_a_picture_taken_sideways_is_shown_upright(db_session: Session) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    target = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(target, "JPEG", exif=exif)

    view = add_picture(target.getvalue())

    assert (view.width, view.height) == (480, 640)


def test_a_transparent_picture_is_shown_on_white(db_session: Session) -> None:
    target = io.BytesIO()
    Image.new("RGBA", (400, 300), (0, 0, 0, 0)).save(target, "PNG")

    view = add_picture(target.getvalue(), "图.png")

    with Image.open(stored(view, Variant.LARGE)) as copy:
        assert copy.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("kind", hostile.NOT_A_PHOTOGRAPH)
def test_upl_03_a_wrong_kind_under_a_right_name_is_refused(
    app: Flask, db_session: Session, kind: str
) -> None:
    with pytest.raises(Refusal) as refused:
        add_picture(hostile.NOT_A_PHOTOGRAPH[kind], "photo.jpg")

    assert refused.value.code in {"media_kind_unknown", "media_unreadable"}
    assert nothing_kept(app)


@pytest.mark.parametrize("form", hostile.openable())
def test_upl_03_a_form_that_is_not_taken_is_never_decoded(
    app: Flask, db_session: Session, tmp_path: Path, form: str
) -> None:
    """Pillow could open each of these; the child only ever lets it try three."""
    file = tmp_path / "photo.jpg"
    file.write_bytes(hostile.openable()[form])
    with Image.open(file) as readable:
        assert readable.format == form

    with pytest.raises(Refusal, match="media_kind_unknown"):
        add_picture(file.read_bytes(), "photo.jpg")
    with pytest.raises(Refusal, match="media_unreadable"):
        run_clean(facade.MediaKind.PICTURE, file, tmp_path)

    assert nothing_kept(app)


@pytest.mark.parametrize("tail", ["svg", "html", "zip", "elf"])
def test_upl_03_what_rides_behind_a_photograph_never_reaches_the_public(
    db_session: Session, tail: str
) -> None:
    rider = hostile.NOT_A_PHOTOGRAPH[tail]

    view = add_picture(small_picture() + rider, "photo.jpg")

    for variant in (Variant.LARGE, Variant.MEDIUM, Variant.THUMB):
        assert rider not in stored(view, variant).read_bytes()


def test_upl_03_a_picture_under_another_kinds_name_is_refused(db_session: Session) -> None:
    with pytest.raises(Refusal, match="media_kind_mismatch"):
        add_picture(small_picture(), "photo.png")


def test_a_report_is_not_taken_where_a_photograph_belongs(db_session: Session) -> None:
    with pytest.raises(Refusal, match="media_kind_not_wanted"):
        add_picture(small_pdf(), "报告.pdf")


def test_a_picture_of_forty_megapixels_passes_within_the_childs_limits(
    db_session: Session,
) -> None:
    view = add_picture(hostile.png_of(8000, 5000), "大图.png")

    assert (view.width, view.height) == (2048, 1280)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (hostile.declared_png(30_000, 30_000), "picture_too_many_pixels"),
        (hostile.png_of(9000, 5000), "picture_too_many_pixels"),
        (hostile.moving_webp(), "picture_animated"),
    ],
    ids=["declared", "flat", "moving"],
)
def test_a_picture_bomb_is_refused_before_it_is_decoded(
    app: Flask, db_session: Session, content: bytes, code: str
) -> None:
    name = "图.webp" if content[:4] == b"RIFF" else "图.png"

    with pytest.raises(Refusal, match=code):
        add_picture(content, name)

    assert nothing_kept(app)


@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("kind", hostile.ACTIVE)
def test_upl_06_an_active_pdf_is_refused_in_the_open_and_in_packed_streams(
    app: Flask, db_session: Session, *, kind: str, is_packed: bool
) -> None:
    with pytest.raises(Refusal) as refused:
        add_pdf(hostile.active_pdf(kind, is_packed=is_packed))

    assert refused.value.code == hostile.ACTIVE[kind][1]
    assert nothing_kept(app)


def test_upl_06_looking_for_words_in_the_bytes_would_not_be_enough(db_session: Session) -> None:
    packed = hostile.active_pdf("open action", is_packed=True)
    assert b"JavaScript" not in packed

    with pytest.raises(Refusal, match="pdf_active"):
        add_pdf(packed)


def test_upl_06_a_name_written_with_escapes_hides_no_script(db_session: Session) -> None:
    assert b"JavaScript" not in hostile.escaped_pdf()

    with pytest.raises(Refusal, match="pdf_active"):
        add_pdf(hostile.escaped_pdf())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (hostile.locked_pdf(), "pdf_encrypted"),
        (hostile.secret_pdf(), "pdf_encrypted"),
        (hostile.long_pdf(301), "pdf_too_many_pages"),
        (hostile.long_pdf(400), "pdf_too_many_pages"),
        (b"%PDF-1.7\n" + b"garbage " * 50, "media_unreadable"),
    ],
    ids=["locked", "secret", "301 pages", "400 pages", "broken"],
)
def test_a_pdf_beyond_the_limits_is_refused(db_session: Session, content: bytes, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        add_pdf(content)


def test_a_plain_report_is_kept_as_it_was_handed_in(db_session: Session) -> None:
    content = small_pdf()

    view = add_pdf(content)

    assert view.pages == 1
    assert stored(view, Variant.DOCUMENT).read_bytes() == content


def test_a_video_is_playable_from_its_first_bytes_and_tells_no_place(
    db_session: Session,
) -> None:
    content = seeds.make_video(1, size=(320, 180), rate=6)
    assert b"loci" in content

    view = facade.ingest_video(content, "勘验.mp4", place=PLACE, actor=AGENCY, at=NOON)

    shown = stored(view, Variant.VIDEO).read_bytes()
    assert b"loci" not in shown
    assert shown.index(b"moov") < shown.index(b"mdat")
    with av.open(io.BytesIO(shown)) as container:
        assert container.streams.video[0].codec_context.name == "h264"
    with Image.open(stored(view, Variant.POSTER)) as poster:
        assert poster.size == (320, 180)


def test_a_video_that_browsers_cannot_play_is_refused(db_session: Session) -> None:
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as made:
        stream = made.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        frame = av.VideoFrame.from_image(Image.new("RGB", (64, 48), "gray"))
        for packet in (*stream.encode(frame), *stream.encode()):
            made.mux(packet)

    with pytest.raises(Refusal, match="video_codec"):
        facade.ingest_video(target.getvalue(), "x.mp4", place=PLACE, actor=AGENCY, at=NOON)


def test_the_same_file_sent_twice_is_kept_once(db_session: Session) -> None:
    first = add_picture(small_picture())

    again = add_picture(small_picture(), "另一个名字.jpg")

    assert again.id == first.id


def test_a_case_has_a_quota(db_session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "CASE_FILES_MAX", 1)
    add_picture(small_picture())

    with pytest.raises(Refusal, match="media_quota"):
        add_picture(small_picture(200))


def test_a_stream_longer_than_the_limit_is_cut_off(
    db_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ingest.BYTES_MAX, facade.MediaKind.PICTURE, 1000)

    with pytest.raises(Refusal) as refused:
        facade.ingest_picture(
            io.BytesIO(b"\xff\xd8\xff" + b"x" * 5000), "a.jpg", place=PLACE, actor=AGENCY, at=NOON
        )

    assert (refused.value.code, refused.value.status) == ("media_too_large", 413)


def test_upl_09_the_storage_name_is_the_digest_and_never_the_senders(db_session: Session) -> None:
    view = add_picture(small_picture(), "../../../CON.jpg")

    assert view.filename == "CON.jpg"
    assert stored(view, Variant.ORIGINAL).name == view.sha256


def test_upl_12_the_scrub_finds_a_file_edited_on_disk(db_session: Session) -> None:
    view = add_picture(small_picture())
    assert list_damaged() == []

    stored(view, Variant.ORIGINAL).write_bytes(b"something else")

    assert [(copy.media_id, what) for copy, what in list_damaged()] == [(view.id, "changed")]
