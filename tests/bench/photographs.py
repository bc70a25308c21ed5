"""Photographs a second through the real path, next to plain Pillow doing the same pictures.

Both sides work on one picture at a time and encode in one process at a time; the order of the
two alternates, so that whatever else the machine does meets both.
"""

import io
import random
import time
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image, ImageOps

from app.kernel.actors import Actor
from app.kernel.permissions import Role
from app.media import facade
from app.media.child import end_cleaners
from app.media.vocabulary import SIDES, WEBP_METHOD, WEBP_QUALITY
from app.store import db
from tests.bench.figures import Figure
from tests.support.photographs import exif
from tests.support.web import make_app

#: Twelve megapixels and about 3.5 MB each, as a telephone takes them.
SIZE = (4032, 3024)
PHOTOGRAPHS = 16
RATIO_MIN = 0.8
AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
AGENCY = Actor(7, "agency", "评估机构", frozenset({Role.AGENCY}), None, "91370102MA3X00001A")
PLACE = facade.MediaPlace("（2026）鲁0102执1号", 1, AGENCY.agency_code)


def made_up(number: int) -> bytes:
    """Return a telephone's JPEG: soft shapes with the grain of a sensor, held in any way."""
    tones = random.Random(number)
    shapes = Image.new("RGB", (24, 18))
    shapes.putdata([tuple(tones.randbytes(3)) for _ in range(24 * 18)])
    grain = Image.effect_noise(SIZE, 14).convert("RGB")
    picture = Image.blend(shapes.resize(SIZE, Image.Resampling.BICUBIC), grain, 0.35)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=90, exif=exif((1, 6, 1, 3)[number % 4]))
    return target.getvalue()


def plain(source: Path, folder: Path) -> None:
    """Do what the gate does to the pixels, with nothing around it."""
    with Image.open(source) as picture:
        largest = max(SIDES.values())
        picture.draft("RGB", (largest, largest))
        shown = picture.convert("RGB")
        orientation = picture.getexif()
    shown.thumbnail((largest, largest), Image.Resampling.LANCZOS)
    shown.getexif().update(orientation)
    shown = ImageOps.exif_transpose(shown)
    for variant, side in SIDES.items():
        shown.thumbnail((side, side), Image.Resampling.LANCZOS)
        shown.save(folder / f"{variant}.webp", "WEBP", quality=WEBP_QUALITY, method=WEBP_METHOD)


def measure(url: str, folder: Path) -> list[Figure]:
    """Return pictures a second both ways, and the share of plain Pillow's speed that is kept."""
    kept = folder / "data"
    kept.mkdir()
    app = make_app(url, data_dir=kept)
    sources = []
    for number in range(PHOTOGRAPHS + 1):
        source = folder / f"{number}.jpg"
        source.write_bytes(made_up(number))
        sources.append(source)
    megabytes = sum(source.stat().st_size for source in sources) / len(sources) / 1e6
    spent = {"path": 0.0, "plain": 0.0}
    with app.app_context():

        def path(source: Path) -> None:
            facade.ingest_picture(source, source.name, place=PLACE, actor=AGENCY, at=AT)
            db.session.remove()

        ways = {"path": path, "plain": lambda source: plain(source, folder)}
        for way in ways.values():
            way(sources[-1])
        for number, source in enumerate(sources[:-1]):
            for name in sorted(ways, reverse=bool(number % 2)):
                began = time.perf_counter()
                ways[name](source)
                spent[name] += time.perf_counter() - began
        db.engine.dispose()
    end_cleaners()
    return [
        Figure("photographs of 12 Mpx through the media path", PHOTOGRAPHS / spent["path"], "/s"),
        Figure("the same with plain Pillow, one process", PHOTOGRAPHS / spent["plain"], "/s"),
        Figure("size of such a photograph", megabytes, "MB"),
        Figure(
            "photographs: media path / plain Pillow",
            spent["plain"] / spent["path"],
            "ratio",
            RATIO_MIN,
        ),
    ]
