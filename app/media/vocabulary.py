"""The kinds of file taken in, the copies made of them, and the limits before anything is read."""

from dataclasses import dataclass
from enum import StrEnum

MIB = 1024 * 1024


class MediaKind(StrEnum):
    """What a file is, decided by its content."""

    PICTURE = "picture"
    VIDEO = "video"
    DOCUMENT = "document"


class Variant(StrEnum):
    """The copies of a file: what is shown is made by us, what was handed in is kept sealed."""

    ORIGINAL = "original"
    LARGE = "large"
    MEDIUM = "medium"
    THUMB = "thumb"
    VIDEO = "video"
    POSTER = "poster"
    DOCUMENT = "document"


class MediaFault(StrEnum):
    """Why a file is refused."""

    EMPTY = "media_empty"
    KIND_UNKNOWN = "media_kind_unknown"
    KIND_MISMATCH = "media_kind_mismatch"
    KIND_NOT_WANTED = "media_kind_not_wanted"
    TOO_LARGE = "media_too_large"
    QUOTA = "media_quota"
    DISK_FULL = "media_disk_full"
    UNREADABLE = "media_unreadable"
    EXHAUSTED = "media_exhausted"
    PICTURE_TOO_MANY_PIXELS = "picture_too_many_pixels"
    PICTURE_ANIMATED = "picture_animated"
    PICTURE_HEIC = "picture_heic"
    VIDEO_CODEC = "video_codec"
    VIDEO_TOO_LONG = "video_too_long"
    VIDEO_TOO_MANY_PIXELS = "video_too_many_pixels"
    DAMAGED = "media_damaged"
    PDF_ENCRYPTED = "pdf_encrypted"
    PDF_ACTIVE = "pdf_active"
    PDF_ATTACHMENT = "pdf_attachment"
    PDF_XFA = "pdf_xfa"
    PDF_TOO_MANY_PAGES = "pdf_too_many_pages"


class Damage(StrEnum):
    """What is wrong with a stored copy."""

    CHANGED = "changed"
    MISSING = "missing"


#: Reliability U1: the only kinds taken in, each with its media type and its file endings.
ENDINGS: dict[str, tuple[str, ...]] = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "video/mp4": ("mp4", "m4v"),
    "application/pdf": ("pdf",),
}
KIND_OF: dict[str, MediaKind] = {
    "image/jpeg": MediaKind.PICTURE,
    "image/png": MediaKind.PICTURE,
    "image/webp": MediaKind.PICTURE,
    "video/mp4": MediaKind.VIDEO,
    "application/pdf": MediaKind.DOCUMENT,
}
#: Reliability U2: bytes a file of a kind may have.
BYTES_MAX: dict[MediaKind, int] = {
    MediaKind.PICTURE: 20 * MIB,
    MediaKind.VIDEO: 2048 * MIB,
    MediaKind.DOCUMENT: 50 * MIB,
}
#: Reliability U7: bytes and files one court case may hold, and the share of the disk left free.
CASE_BYTES_MAX = 8 * 1024 * MIB
CASE_FILES_MAX = 500
DISK_FREE_SHARE_MIN = 0.2
#: On a large disk a fifth is more than is needed; this much is enough there.
DISK_FREE_BYTES_MIN = 10 * 1024 * MIB

#: Long sides of the public copies of a picture.
SIDES: dict[Variant, int] = {Variant.LARGE: 2048, Variant.MEDIUM: 1024, Variant.THUMB: 400}
#: Reliability U2. WebP has its own bound: its decoder holds three canvases of four bytes a pixel,
#: and twelve million pixels are what fits into the child's 256 MiB (measured).
PIXELS_MAX: dict[str, int] = {"JPEG": 40_000_000, "PNG": 40_000_000, "WEBP": 12_000_000}
PDF_PAGES_MAX = 300
VIDEO_SECONDS_MAX = 30 * 60
VIDEO_PIXELS_MAX = 3840 * 2160
#: How the copies are encoded; the bench compares with plain Pillow at the same settings.
WEBP_QUALITY = 82
WEBP_METHOD = 4
#: A place in a picture is told in thousandths of what is shown, so it fits every copy.
PER_MILLE = 1000
#: Cells along the longer side of a blurred region: too few to tell a face, a plate or a line.
BLUR_CELLS = 6
#: The shortest side of a region, and as many regions as one photograph can have.
REGION_SIDE_MIN = 5
REGIONS_MAX = 60


@dataclass(frozen=True, order=True)
class Region:
    """A rectangle of a photograph, in thousandths of its shown width and height."""

    left: int
    top: int
    width: int
    height: int

    @property
    def is_inside(self) -> bool:
        """Whether it is large enough to hide something and ends inside the photograph."""
        return (
            self.left >= 0
            and self.top >= 0
            and min(self.width, self.height) >= REGION_SIDE_MIN
            and self.left + self.width <= PER_MILLE
            and self.top + self.height <= PER_MILLE
        )

    def as_list(self) -> list[int]:
        """Return the four numbers as they are kept."""
        return [self.left, self.top, self.width, self.height]


#: A reason says something: at least so many signs.
REASON_SIGNS_MIN = 4
#: Reliability U8: every stored file is compared with its digest once a day, a little a beat.
SCRUB_EVERY_HOURS = 24
SCRUB_FILES_A_BEAT = 20
SCRUB_BYTES_A_BEAT = 16 * MIB
