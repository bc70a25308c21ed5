"""Re-encode a picture into public copies that carry pixels and nothing else; child only."""

from pathlib import Path
from typing import Any

from PIL import Image, ImageOps
from PIL.ExifTags import Base

from app.media.vocabulary import PIXELS_MAX, SIDES, MediaFault

ORIENTATION = Base.Orientation
STRIP_ROWS = 64


class Faulty(Exception):
    """The file breaks a limit; the code says which."""

    def __init__(self, fault: MediaFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def clean_picture(source: Path, out: Path) -> dict[str, Any]:
    """Write large, medium and thumb WebP copies, upright and without any metadata.

    The declared size is checked before a single pixel is decoded (reliability finding 13).
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
        copies = _write_copies(picture, out)
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


def _write_copies(picture: Image.Image, out: Path) -> list[dict[str, Any]]:
    largest = max(SIDES.values())
    picture.draft("RGB", (largest, largest))
    picture.load()
    orientation = picture.getexif()
    shown = _shrunk(picture, largest)
    shown.getexif().update({ORIENTATION: orientation.get(ORIENTATION, 1)})
    picture.close()
    upright = ImageOps.exif_transpose(shown)
    copies = []
    for variant, side in SIDES.items():
        copy = upright.copy()
        copy.thumbnail((side, side), Image.Resampling.LANCZOS)
        # A fresh picture of the bare pixels: no EXIF, XMP, ICC or text chunk can ride along.
        bare = Image.frombytes("RGB", copy.size, copy.tobytes())
        bare.save(out / f"{variant}.webp", "WEBP", quality=82, method=4)
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
    sheet = Image.new("RGB", (width, height), "white")
    rows = STRIP_ROWS * factor
    for top in range(0, picture.height, rows):
        strip = picture.crop((0, top, picture.width, min(top + rows, picture.height)))
        sheet.paste(_on_white(strip).reduce(factor), (0, top // factor))
    return sheet


def _on_white(picture: Image.Image) -> Image.Image:
    """Return RGB pixels; what was transparent becomes white paper."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        sheet = Image.new("RGB", layered.size, "white")
        sheet.paste(layered, mask=layered.getchannel("A"))
        return sheet
    return picture.convert("RGB")
