"""Issue 4: five hundred photographs of every kind go through the gate, and nothing breaks."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.errors import Refusal
from app.kernel.permissions import Role
from app.media import facade
from app.media.models import MediaCopy, MediaItem
from app.media.vocabulary import SIDES
from app.store import blobs, db
from tests.support import photographs

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
AGENCY = Actor(7, "agency", "评估机构", frozenset({Role.AGENCY}), None, "91370102MA3X00001A")


def chunks_of(webp: bytes) -> set[bytes]:
    """Return the kinds of chunk of a WebP file: metadata would be one of its own."""
    assert (webp[:4], webp[8:12]) == (b"RIFF", b"WEBP")
    found, at = set(), 12
    while at < len(webp):
        found.add(webp[at : at + 4])
        size = int.from_bytes(webp[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    return found


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_five_hundred_photographs_break_nothing_and_tell_no_place(db_session: Session) -> None:
    outcomes: Counter[str | None] = Counter()
    sent = 0
    for photograph in photographs.five_hundred():
        place = facade.MediaPlace(f"（2026）鲁0102执{sent % 5}号", 1, AGENCY.agency_code)
        sent += 1
        code: str | None = None
        try:
            facade.ingest_picture(
                photograph.content, photograph.name, place=place, actor=AGENCY, at=NOON
            )
        except Refusal as refusal:
            code = refusal.code
        assert code == photograph.code, photograph.name
        outcomes[code] += 1

    assert sent == 500
    assert outcomes[None] == db.session.query(MediaItem).count() == 410
    copies = db.session.scalars(select(MediaCopy).where(MediaCopy.variant.in_(SIDES))).all()
    assert len(copies) == 3 * outcomes[None]
    for copy in copies:
        content = blobs.path(copy.sha256).read_bytes()
        assert chunks_of(content) == {b"VP8 "}
        assert photographs.DEVICE.encode() not in content
