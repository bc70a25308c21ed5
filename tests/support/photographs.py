"""Five hundred photographs as agencies really send them, good and bad, the same every time."""

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageCms, PngImagePlugin

from tests.support import hostile_files as hostile

GPS = {1: "N", 2: (36.0, 40.0, 12.5), 3: "E", 4: (117.0, 1.0, 33.0)}
DEVICE = "Survey phone 7"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>36.67,117.02 Survey phone 7</place></x:xmpmeta>'


@dataclass(frozen=True)
class Photograph:
    """A file somebody sends, and the code it is refused with; None for one that is taken."""

    name: str
    content: bytes
    code: str | None = None


def scene(number: int, size: tuple[int, int] = (96, 64)) -> Image.Image:
    """Return a small picture that differs from every other one."""
    tones = random.Random(number)
    picture = Image.new("RGB", (6, 4))
    picture.putdata([tuple(tones.randbytes(3)) for _ in range(24)])
    return picture.resize(size, Image.Resampling.BICUBIC)


def exif(orientation: int = 1) -> Image.Exif:
    """Return what a telephone writes beside a picture: device, place, how it was held."""
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010F] = DEVICE
    made[0x8825] = GPS
    return made


def swapped_profile() -> bytes:
    """Return an RGB profile whose red is blue, so that one sees whether it was used."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))
    return profile.replace(b"rXYZ", b"\0red").replace(b"bXYZ", b"rXYZ").replace(b"\0red", b"bXYZ")


def ink_profile() -> bytes:
    """Return a CMYK profile by which cyan ink is green paint: a table of sixteen corners."""
    nodes = b"".join(
        # Lab of each corner in eight bits; the last ink runs fastest.
        struct.pack("3B", 0 if k else 200 if c else 255, 48 if c and not k else 128,
                    200 if c and not k else 128)
        for c in (0, 1) for _m in (0, 1) for _y in (0, 1) for k in (0, 1)
    )  # fmt: skip
    ramp = bytes(range(256))
    identity = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + identity + ramp * 4 + nodes + ramp * 3
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    named = b"desc" + bytes(4) + struct.pack(">I", 5) + b"inks\0" + bytes(78)
    tags, body = [], b""
    start = 128 + 4 + 3 * 12
    for signature, bare in ((b"desc", named), (b"wtpt", white), (b"A2B0", table)):
        data = bare + bytes(-len(bare) % 4)
        tags.append(struct.pack(">4sII", signature, start + len(body), len(data)))
        body += data
    size = start + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"lcms", 0x02100000, b"prtr", b"CMYK", b"Lab ")
    header += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + struct.pack(">I", 3) + b"".join(tags) + body


def _saved(picture: Image.Image, form: str, **options: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()


def phone(number: int) -> Photograph:
    """A telephone's JPEG: place, device, held in one of eight ways."""
    content = _saved(
        scene(number), "JPEG", exif=exif(number % 8 + 1), xmp=XMP, comment=DEVICE.encode()
    )
    return Photograph(f"IMG_{number}.jpg", content)


def progressive(number: int) -> Photograph:
    """A progressive JPEG with a colour profile of its own."""
    content = _saved(
        scene(number), "JPEG", progressive=True, exif=exif(), icc_profile=swapped_profile()
    )
    return Photograph(f"渐进{number}.jpeg", content)


def printed(number: int) -> Photograph:
    """A CMYK JPEG as print shops send it, inverted as Adobe does, with and without profile."""
    options = {"icc_profile": ink_profile()} if number % 2 else {}
    content = _saved(scene(number).convert("CMYK"), "JPEG", exif=exif(), **options)
    return Photograph(f"印刷{number}.jpg", content)


def deep(number: int) -> Photograph:
    """A PNG of sixteen bits a channel, grey or coloured."""
    if number % 2:
        grey = Image.new("I;16", (80, 60), 40_000 + number)
        return Photograph(f"灰{number}.png", _saved(grey, "PNG"))
    row = b"\0" + struct.pack(">3H", 65535, 1000 + number, 0) * 40
    return Photograph(f"深{number}.png", _png(40, 30, 16, 2, row * 30))


def palette(number: int) -> Photograph:
    """A palette PNG, every other one with a transparent colour."""
    picture = scene(number).quantize(16)
    options = {"transparency": 0} if number % 2 else {}
    return Photograph(f"调色{number}.png", _saved(picture, "PNG", **options))


def glassy(number: int) -> Photograph:
    """A transparent PNG with text and EXIF chunks."""
    picture = scene(number).convert("RGBA")
    picture.putalpha(number % 200)
    words = PngImagePlugin.PngInfo()
    words.add_itxt("Comment", DEVICE)
    words.add_text("Author", DEVICE, zip=True)
    return Photograph(f"透明{number}.png", _saved(picture, "PNG", pnginfo=words, exif=exif(6)))


def web(number: int) -> Photograph:
    """A WebP with everything hidden in it that the form allows."""
    content = _saved(scene(number), "WEBP", exif=exif(3), xmp=XMP, icc_profile=swapped_profile())
    return Photograph(f"网{number}.webp", content)


def plain(number: int) -> Photograph:
    """A grey JPEG, a grey transparent PNG or one of a single bit."""
    mode, form, ending = (("L", "JPEG", "jpg"), ("LA", "PNG", "png"), ("1", "PNG", "png"))[
        number % 3
    ]
    return Photograph(f"素{number}.{ending}", _saved(scene(number).convert(mode), form))


def torn_exif(number: int) -> Photograph:
    """A sound picture whose EXIF block is rubbish: the pixels count."""
    rubbish = b"Exif\0\0MM\0*\0\0\0\x08" + random.Random(number).randbytes(60)
    return Photograph(f"残{number}.jpg", _saved(scene(number), "JPEG", exif=rubbish))


def torn(number: int) -> Photograph:
    """A file that was cut off on its way."""
    whole = _saved(scene(number, (300, 200)), "JPEG" if number % 2 else "PNG")
    name = f"断{number}.{'jpg' if number % 2 else 'png'}"
    return Photograph(name, whole[: len(whole) * 6 // 10], "media_unreadable")


def misnamed(number: int) -> Photograph:
    """A good picture under another form's ending."""
    return Photograph(f"错{number}.png", phone(number).content, "media_kind_mismatch")


def moving(number: int) -> Photograph:
    """A picture that moves."""
    frames = [scene(number + step, (40, 30)) for step in range(3)]
    form, ending = ("WEBP", "webp") if number % 2 else ("PNG", "png")
    content = _saved(frames[0], form, save_all=True, append_images=frames[1:])
    return Photograph(f"动{number}.{ending}", content, "picture_animated")


def heic(number: int) -> Photograph:
    """The telephone's own form, every other one under the name of a JPEG."""
    major, others = ((b"heic", b"mif1heic"), (b"mif1", b"mif1heix"), (b"heix", b"mif1"))[number % 3]
    box = b"ftyp" + major + bytes(4) + others
    content = struct.pack(">I", len(box) + 4) + box + random.Random(number).randbytes(400)
    return Photograph(f"IMG_{number}.{'jpg' if number % 2 else 'HEIC'}", content, "picture_heic")


def other(number: int) -> Photograph:
    """A picture of a form that is not taken, under the name of one that is."""
    form = ("GIF", "BMP", "TIFF")[number % 3]
    return Photograph(f"他{number}.jpg", _saved(scene(number), form), "media_kind_unknown")


@cache
def forty_eight_megapixels() -> bytes:
    """Return a JPEG of 8000 by 6000, as the newest telephones take them."""
    return _saved(Image.new("L", (8000, 6000), 90), "JPEG", quality=30)


@cache
def thirty_nine_megapixels() -> bytes:
    """Return a JPEG of 7212 by 5408: just under the bound."""
    return _saved(Image.new("RGB", (7212, 5408), (90, 120, 60)), "JPEG", quality=30, exif=exif(8))


_MANY: tuple[tuple[Callable[[int], Photograph], int], ...] = (
    (phone, 160), (progressive, 40), (printed, 40), (deep, 30), (palette, 30), (glassy, 30),
    (web, 30), (plain, 30), (torn_exif, 16), (torn, 30), (misnamed, 20), (moving, 12),
    (heic, 12), (other, 12),
)  # fmt: skip


def five_hundred() -> Iterator[Photograph]:
    """Yield the five hundred, every kind mixed with the others, each file once."""
    for number in range(2):
        content = hostile.png_of(8000, 6000 + number)
        yield Photograph(f"巨{number}.png", content, "picture_too_many_pixels")
        content = forty_eight_megapixels() + bytes(number)
        yield Photograph(f"48M-{number}.jpg", content, "picture_too_many_pixels")
        yield Photograph(f"39M-{number}.jpg", thirty_nine_megapixels() + bytes(number))
        yield Photograph(f"39M-{number}.png", hostile.png_of(7212, 5408 - number))
    kinds = [kind for kind, count in _MANY for _ in range(count)]
    random.Random(2026).shuffle(kinds)
    for number, kind in enumerate(kinds):
        yield kind(number)


def _png(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
