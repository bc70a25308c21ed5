"""A photograph of a case, with everybody who may or may not touch it."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from PIL import Image, ImageDraw

from app.identity.services import people
from app.kernel.actors import Actor
from app.kernel.permissions import Role
from app.media import facade
from app.media.facade import MediaView, Variant
from app.media.models import MediaCopy, MediaItem
from app.store import blobs, db
from registry import seeds as registry_seeds
from tests.support.people import PASSWORD, make_person

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
CASE = "（2026）鲁0102执77号"
CODE = "91370102MA3X00001A"
#: Where the face is on the photograph.
FACE = facade.Region(100, 200, 300, 400)


@dataclass(frozen=True)
class Cast:
    """The people around a photograph."""

    agency: Actor
    rival: Actor
    clerk: Actor
    judge: Actor
    stranger: Actor
    inspector: Actor
    bidder: Actor


@cache
def _hash() -> str:
    """Hash the password once a run: argon2 is slow on purpose."""
    return people.hash_password(PASSWORD)


def make_cast() -> Cast:
    """Register them: two agencies, two courts, inspection and a bidder."""
    courts = registry_seeds.seed_courts()
    hashed = _hash()
    return Cast(
        agency=make_person("surveyor", Role.AGENCY, agency_code=CODE, hashed=hashed),
        rival=make_person("rival", Role.AGENCY, agency_code="91370102MA3X00002B", hashed=hashed),
        clerk=make_person("scribe", Role.CLERK, court_id=courts[0].id, hashed=hashed),
        judge=make_person("bench", Role.JUDGE, court_id=courts[0].id, hashed=hashed),
        stranger=make_person("elsewhere", Role.CLERK, court_id=courts[1].id, hashed=hashed),
        inspector=make_person("inspecting", Role.INSPECTOR, hashed=hashed),
        bidder=make_person("buyer", Role.BIDDER, hashed=hashed),
    )


def checkered() -> bytes:
    """Return a photograph with a fine black and white board where the face is."""
    picture = Image.new("RGB", (1000, 500), (40, 90, 160))
    brush = ImageDraw.Draw(picture)
    for x in range(100, 400, 5):
        for y in range(100, 300, 5):
            brush.rectangle((x, y, x + 4, y + 4), fill="white" if (x + y) % 10 else "black")
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=95)
    return target.getvalue()


def drawn() -> bytes:
    """Return a signature as a screen hands it in: one stroke on a small PNG."""
    picture = Image.new("RGBA", (480, 120))
    ImageDraw.Draw(picture).line(((40, 90), (200, 30), (440, 80)), fill="#12233b", width=3)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def take_in(cast: Cast) -> MediaView:
    """Let the agency hand the photograph in."""
    place = facade.MediaPlace(CASE, cast.clerk.court_id or 0, CODE)
    return facade.ingest_picture(checkered(), "客厅.jpg", place=place, actor=cast.agency, at=NOON)


def copy_of(view: MediaView, variant: Variant, edition: int) -> MediaCopy:
    """Return the row of one copy."""
    item = db.session.get_one(MediaItem, view.id, populate_existing=True)
    return next(c for c in item.copies if (c.variant, c.edition) == (variant, edition))


def seen(view: MediaView, variant: Variant, edition: int) -> Image.Image:
    """Return the picture of one copy."""
    content = blobs.path(copy_of(view, variant, edition).sha256).read_bytes()
    return Image.open(io.BytesIO(content)).convert("RGB")
