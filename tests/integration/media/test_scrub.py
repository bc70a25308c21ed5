"""U8: the clock process looks at every stored file once a day and tells of damage once."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.facts import Audience
from app.media import facade, module, scrub
from app.media.facade import MediaView, Variant
from app.media.models import MediaCopy, MediaScrub
from app.store import blobs, db
from app.trail.queries import timeline
from tests.support.appraisals import small_pdf
from tests.support.pictures import CASE, NOON, Cast, copy_of, make_cast, take_in

DAY = timedelta(days=1)
BEAT = timedelta(seconds=1)


@pytest.fixture
def cast(db_session: Session) -> Cast:
    """The people around the photograph."""
    return make_cast()


@pytest.fixture
def view(cast: Cast) -> MediaView:
    """A photograph: an original and three copies."""
    return take_in(cast)


def told() -> list[str]:
    db.session.rollback()
    entries = timeline(CASE, audience=Audience.COURT)
    return [entry.name for entry in entries if entry.name != "media.file.received"]


def walk(at: object) -> MediaScrub:
    """Let the clock beat until the walk is over."""
    for beat in range(50):
        scrub.scrub_files(at + beat * BEAT)  # type: ignore[operator]
        last = db.session.scalars(select(MediaScrub).order_by(MediaScrub.id.desc())).first()
        if last is not None and last.ended_at is not None:
            return last
    pytest.fail("the walk has no end")


def test_the_clock_process_calls_the_scrub() -> None:
    assert scrub.scrub_files in module.MODULE.timers


def test_upl_12_the_daily_scrub_finds_a_file_edited_on_disk_and_tells_once(
    view: MediaView,
) -> None:
    assert (walk(NOON).checked, told()) == (4, [])
    blobs.path(view.sha256).write_bytes(b"something else")

    found = walk(NOON + DAY)
    again = walk(NOON + 2 * DAY)

    assert (found.checked, found.damaged, again.damaged) == (4, 1, 1)
    assert told() == ["media.file.damaged"]


def test_a_file_that_is_gone_and_comes_back_is_told_of_twice(view: MediaView) -> None:
    file = blobs.path(copy_of(view, Variant.THUMB, 1).sha256)
    kept = file.read_bytes()
    file.unlink()
    walk(NOON)

    file.write_bytes(kept)
    walk(NOON + DAY)
    file.write_bytes(kept[:-1])
    walk(NOON + 2 * DAY)

    assert told() == ["media.file.damaged", "media.file.mended", "media.file.damaged"]


def test_a_walk_is_made_once_a_day(view: MediaView) -> None:
    ended = walk(NOON)

    assert scrub.scrub_files(NOON + DAY - BEAT) == 0
    assert db.session.query(MediaScrub).count() == 1
    scrub.scrub_files(ended.began_at + DAY)
    assert db.session.query(MediaScrub).count() == 2


def test_a_beat_reads_only_so_many_files(view: MediaView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scrub, "SCRUB_FILES_A_BEAT", 3)

    assert [scrub.scrub_files(NOON + beat * BEAT) for beat in range(4)] == [3, 1, 0, 0]


def test_a_large_file_is_read_over_many_beats(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    place = facade.MediaPlace(CASE, cast.clerk.court_id or 0)
    content = small_pdf("很长" * 3000)
    facade.ingest_pdf(content, "a.pdf", place=place, actor=cast.agency, at=NOON)
    monkeypatch.setattr(scrub, "SCRUB_BYTES_A_BEAT", 400)
    copies = db.session.query(MediaCopy).count()

    checked = [scrub.scrub_files(NOON + beat * BEAT) for beat in range(300)]

    assert sum(checked) == copies
    assert checked.index(1) >= len(content) // 400
    assert told() == []


def test_a_restart_in_the_middle_of_a_large_file_accuses_nobody(
    view: MediaView, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as slow:
        slow.setattr(scrub, "SCRUB_BYTES_A_BEAT", 400)
        scrub.scrub_files(NOON)
    monkeypatch.setattr(scrub, "_reading", scrub._Reading())

    assert walk(NOON + BEAT).damaged == 0
    assert told() == []
