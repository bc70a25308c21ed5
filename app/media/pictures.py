"""Re-encode a picture into public copies that carry pixels and nothing else; child only."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageFilter, ImageOps
from PIL.ExifTags import Base

from app.media.vocabulary import (
    BLUR_CELLS,
    PER_MILLE,
    PIXELS_MAX,
    SIDES,
    WEBP_METHOD,
    WEBP_QUALITY,
    MediaFault,
    Variant,
)

ORIENTATION = Base.Orientation
STRIP_ROWS = 64
#: The colour space a profile must speak of to fit pixels of a mode.
SPACES = {"RGB": "RGB ", "CMYK": "CMYK", "L": "GRAY"}


class Faulty(Exception):
    """The file breaks a limit; the code says which."""

    def __init__(self, fault: MediaFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def load_plugins() -> None:
    """Load the decoders of the kinds taken, and no other."""
    Image.preinit()
    from PIL import WebPImagePlugin  # noqa: F401 - registers itself


def clean_picture(
    source: Path, out: Path, *, regions: Sequence[Sequence[int]] = ()
) -> dict[str, Any]:
    """Write large, medium and thumb WebP copies, upright, in sRGB, without any metadata.

    The declared size is checked before a single pixel is decoded (reliability finding 13).
    ``regions`` are made unrecognisable: left, top, width and height in thousandths of what is
    shown.
    """
    # The default bomb warning is not a limit; ours is, and it is checked first.
    Image.MAX_IMAGE_PIXELS = max(PIXELS_MAX.values())
    if webp_pixels(source) > PIXELS_MAX["WEBP"]:
        raise Faulty(MediaFault.PICTURE_TOO_MANY_PIXELS)
    try:
        picture: Image.Image = Image.open(source, formats=tuple(PIXELS_MAX))
    except Image.DecompressionBombError:
        raise Faulty(MediaFault.PICTURE_TOO_MANY_PIXELS) from None
    with picture:
        width, height = picture.size
        # A camera's JPEG may carry a second picture (MPO); only its first is ever read.
        bound = PIXELS_MAX.get(picture.format or "", PIXELS_MAX["JPEG"])
        if width * height > bound:
            raise Faulty(MediaFault.PICTURE_TOO_MANY_PIXELS)
        if picture.format in {"PNG", "WEBP"} and getattr(picture, "n_frames", 1) > 1:
            raise Faulty(MediaFault.PICTURE_ANIMATED)
        shown = _upright(picture)
    for region in regions:
        hide(shown, region)
    copies = _write_copies(shown, out)
    return {"width": copies[0]["width"], "height": copies[0]["height"], "copies": copies}


def webp_pixels(source: Path) -> int:
    """Return the declared pixels of a WebP file, 0 for any other; Pillow allocates on opening."""
    with source.open("rb") as stream:
        head = stream.read(30)
    if len(head) < 30 or head[:4] != b"RIFF" or head[8:12] != b"WEBP":
        return 0
    chunk = head[12:16]
    if chunk == b"VP8X":
        width = int.from_bytes(head[24:27], "little") + 1
        height = int.from_bytes(head[27:30], "little") + 1
    elif chunk == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width = int.from_bytes(head[26:28], "little") & 0x3FFF
        height = int.from_bytes(head[28:30], "little") & 0x3FFF
    return width * height


def _upright(picture: Image.Image) -> Image.Image:
    """Return the pixels as they are shown, at the size of the largest copy."""
    side = SIDES[Variant.LARGE]
    picture.draft("RGB", (side, side))
    picture.load()
    orientation, profile = _orientation_of(picture), picture.info.get("icc_profile")
    sheet = _shrunk(picture, side)
    sheet.thumbnail((side, side), Image.Resampling.LANCZOS)
    shown = _in_srgb(sheet, profile)
    shown.info.clear()
    shown.getexif().update({ORIENTATION: orientation})
    return ImageOps.exif_transpose(shown)


def _orientation_of(picture: Image.Image) -> int:
    """Return how the camera was held; what cannot be read counts as upright."""
    try:
        orientation = picture.getexif().get(ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - a torn EXIF block raises anything, and spoils no pixel
        return 1
    return orientation if isinstance(orientation, int) else 1


def _in_srgb(sheet: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the colours a browser shows without a profile, through the embedded one if sound."""
    if profile and sheet.mode in SPACES:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            is_srgb = ImageCms.getProfileDescription(given).startswith("sRGB")
            if given.profile.xcolor_space == SPACES[sheet.mode] and not is_srgb:
                made = ImageCms.profileToProfile(
                    sheet, given, ImageCms.createProfile("sRGB"), outputMode="RGB"
                )
                return made or sheet.convert("RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            # A torn profile spoils the colours, not the picture.
            return sheet.convert("RGB")
    return sheet.convert("RGB")


def hide(shown: Image.Image, region: Sequence[int]) -> None:
    """Make a region unrecognisable: a handful of averages is all that is left of it.

    The pixels are averaged into a few cells first, so that nothing is there to be sharpened;
    the blur only takes the edges of the cells away.
    """
    left, top, width, height = region
    box = (
        left * shown.width // PER_MILLE,
        top * shown.height // PER_MILLE,
        min(-(-(left + width) * shown.width // PER_MILLE), shown.width),
        min(-(-(top + height) * shown.height // PER_MILLE), shown.height),
    )
    size = (max(box[2] - box[0], 1), max(box[3] - box[1], 1))
    part = shown.crop((box[0], box[1], box[0] + size[0], box[1] + size[1]))
    cell = max(max(size) / BLUR_CELLS, 1)
    few = (max(round(size[0] / cell), 1), max(round(size[1] / cell), 1))
    coarse = part.resize(few, Image.Resampling.BOX).resize(size, Image.Resampling.NEAREST)
    shown.paste(coarse.filter(ImageFilter.GaussianBlur(cell / 3)), box[:2])


def _write_copies(shown: Image.Image, out: Path) -> list[dict[str, Any]]:
    copies = []
    for variant, side in SIDES.items():
        # Each from the one before: the largest comes first.
        shown.thumbnail((side, side), Image.Resampling.LANCZOS)
        # A fresh picture of the bare pixels: no EXIF, XMP, ICC or text chunk can ride along.
        bare = Image.frombytes("RGB", shown.size, shown.tobytes())
        bare.save(out / f"{variant}.webp", "WEBP", quality=WEBP_QUALITY, method=WEBP_METHOD)
        copies.append(
            {
                "variant": variant.value,
                "file": f"{variant}.webp",
                "media_type": "image/webp",
                "width": bare.width,
                "height": bare.height,
            }
        )
    return copies


def _shrunk(picture: Image.Image, side: int) -> Image.Image:
    """Return the pixels on white, at most about twice ``side``, without a second full copy.

    Forty megapixels take 160 MiB once; they are read a strip at a time so that they never
    take it twice.
    """
    factor = max(1, max(picture.size) // side)
    width, height = (-(-edge // factor) for edge in picture.size)
    mode = picture.mode if picture.mode in SPACES and not _is_glassy(picture) else "RGB"
    if factor == 1 and mode == picture.mode:
        return picture
    sheet = Image.new(mode, (width, height))
    rows = STRIP_ROWS * factor
    for top in range(0, picture.height, rows):
        strip = picture.crop((0, top, picture.width, min(top + rows, picture.height)))
        sheet.paste(_on_white(strip, mode).reduce(factor), (0, top // factor))
    picture.close()
    return sheet


def _is_glassy(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info


def _on_white(picture: Image.Image, mode: str) -> Image.Image:
    """Return plain pixels; what was transparent becomes white paper."""
    if _is_glassy(picture):
        layered = picture.convert("RGBA")
        sheet = Image.new("RGB", layered.size, "white")
        sheet.paste(layered, mask=layered.getchannel("A"))
        return sheet
    if picture.mode.startswith("I"):
        # Sixteen bits of grey: Pillow cuts them off at white where a viewer scales them.
        picture = picture.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")
    return picture.convert(mode)
