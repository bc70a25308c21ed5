"""What a photograph looks like after the gate: its colours, its turn, what is hidden in it."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.errors import Refusal
from app.kernel.permissions import Role
from app.media import facade
from app.media.models import MediaItem
from app.media.vocabulary import Variant
from app.store import blobs, db
from tests.support import photographs

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
PLACE = facade.MediaPlace("（2026）鲁0102执1号", 1, "91370102MA3X00001A")
AGENCY = Actor(7, "agency", "评估机构", frozenset({Role.AGENCY}), None, "91370102MA3X00001A")


def shown(content: bytes, name: str, variant: Variant = Variant.LARGE) -> Image.Image:
    """Return what everybody would see of a file."""
    view = facade.ingest_picture(content, name, place=PLACE, actor=AGENCY, at=NOON)
    item = db.session.get_one(MediaItem, view.id)
    stored: Path = blobs.path(next(c.sha256 for c in item.copies if c.variant is variant))
    return Image.open(io.BytesIO(stored.read_bytes())).convert("RGB")


def flat(mode: str, tone: object, form: str = "JPEG", **options: object) -> bytes:
    target = io.BytesIO()
    Image.new(mode, (120, 90), tone).save(target, form, **options)  # type: ignore[arg-type]
    return target.getvalue()


def is_near(picture: Image.Image, tone: tuple[int, int, int], by: int = 12) -> bool:
    seen = picture.getpixel((60, 45))
    assert isinstance(seen, tuple)
    return all(abs(one - other) <= by for one, other in zip(seen, tone, strict=True))


def test_a_print_without_a_profile_is_not_shown_as_its_negative(db_session: Session) -> None:
    cyan = flat("CMYK", (255, 0, 0, 0), quality=95)

    assert is_near(shown(cyan, "印.jpg"), (0, 255, 255))


def test_a_print_is_shown_through_the_profile_it_carries(db_session: Session) -> None:
    cyan = flat("CMYK", (255, 0, 0, 0), quality=95, icc_profile=photographs.ink_profile())

    seen = shown(cyan, "印.jpg").getpixel((60, 45))

    assert isinstance(seen, tuple)
    assert seen[1] > 150 > max(seen[0], seen[2]) + 30, "by this profile cyan ink is green"


def test_a_wide_colour_space_is_brought_to_what_browsers_show(db_session: Session) -> None:
    red = flat("RGB", (255, 0, 0), quality=95, icc_profile=photographs.swapped_profile())

    assert is_near(shown(red, "广.jpg"), (0, 0, 255))


def test_a_torn_profile_spoils_no_picture(db_session: Session) -> None:
    red = flat("RGB", (255, 0, 0), quality=95, icc_profile=b"not a profile" * 20)

    assert is_near(shown(red, "残.jpg"), (255, 0, 0))


def test_sixteen_bits_of_grey_are_scaled_and_not_cut_off(db_session: Session) -> None:
    assert is_near(shown(flat("I;16", 32_896, "PNG"), "灰.png"), (128, 128, 128), by=3)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_upright_however_the_telephone_was_held(
    db_session: Session, orientation: int
) -> None:
    """The upper left corner is red in every copy, whatever way the sensor lay."""
    upright = Image.new("RGB", (120, 90), "white")
    upright.paste("red", (0, 0, 60, 45))
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    held = upright.transpose(undo[orientation]) if orientation > 1 else upright
    target = io.BytesIO()
    held.save(target, "JPEG", quality=95, exif=photographs.exif(orientation))

    seen = shown(target.getvalue(), f"{orientation}.jpg", Variant.THUMB)

    assert seen.size == (120, 90)
    corners = [seen.getpixel(spot) for spot in ((15, 15), (105, 15), (15, 75), (105, 75))]
    assert [c[1] < 100 for c in corners if isinstance(c, tuple)] == [True, False, False, False]


def test_the_place_of_a_photograph_is_in_the_sealed_original_only(db_session: Session) -> None:
    content = photographs.phone(3).content
    assert photographs.DEVICE.encode() in content

    view = facade.ingest_picture(content, "a.jpg", place=PLACE, actor=AGENCY, at=NOON)

    item = db.session.get_one(MediaItem, view.id)
    for copy in item.copies:
        stored = blobs.path(copy.sha256).read_bytes()
        is_original = copy.variant is Variant.ORIGINAL
        assert (photographs.DEVICE.encode() in stored) is is_original
        with Image.open(io.BytesIO(stored)) as picture:
            assert bool(picture.getexif().get_ifd(0x8825)) is is_original


@pytest.mark.parametrize("number", range(6))
def test_the_telephones_own_form_is_named_in_the_refusal(db_session: Session, number: int) -> None:
    photograph = photographs.heic(number)

    with pytest.raises(Refusal, match="picture_heic"):
        shown(photograph.content, photograph.name)


def test_forty_eight_megapixels_are_too_many_and_thirty_nine_are_not(db_session: Session) -> None:
    with pytest.raises(Refusal, match="picture_too_many_pixels"):
        shown(photographs.forty_eight_megapixels(), "48.jpg")

    assert max(shown(photographs.thirty_nine_megapixels(), "39.jpg").size) == 2048
