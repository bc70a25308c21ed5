"""Decide what a file is by its content, its ending and the allow list agreeing."""

from pathlib import Path, PurePosixPath

import filetype

from app.kernel.errors import Refusal
from app.media.vocabulary import BYTES_MAX, ENDINGS, KIND_OF, MediaFault, MediaKind

#: As many signs of a name as are kept; longer ones are cut, the ending stays readable.
NAME_SIGNS_MAX = 200
#: Brands of the telephone's HEIC form, as the first box of such a file names them.
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
#: Brands that only say "a picture in boxes"; the compatible ones then say which.
_FRAME_BRANDS = frozenset({b"mif1", b"msf1", b"miaf"})


def tidy_name(filename: str) -> str:
    """Return a name fit to be kept as data and shown: no path, no control or bidi signs.

    It never becomes a path of ours (reliability U6); secure_filename would drop Chinese whole.
    """
    name = PurePosixPath(filename.replace("\\", "/").replace("\0", "")).name
    shown = "".join(sign for sign in name if sign.isprintable()).strip()
    if len(shown) > NAME_SIGNS_MAX:
        stem, dot, ending = shown.rpartition(".")
        tail = dot + ending[:10] if stem else ""
        shown = shown[: NAME_SIGNS_MAX - len(tail)] + tail
    return shown or "unnamed"


def is_heic(head: bytes) -> bool:
    """Say whether a file begins as the HEIC form does, whatever its name is."""
    if head[4:8] != b"ftyp":
        return False
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12]} | {head[at : at + 4] for at in range(16, size - 3, 4)}
    if brands & HEIC_BRANDS:
        return True
    return head[8:12] in _FRAME_BRANDS and not brands & {b"avif", b"avis"}


def media_type_of(path: Path, filename: str, wanted: MediaKind | None = None) -> str:
    """Return the media type, or refuse: unknown content, another ending, an unwanted kind.

    The type the sender claims is not asked. Decoding in the child is the proof that follows.
    """
    size = path.stat().st_size
    if size == 0:
        raise Refusal(MediaFault.EMPTY)
    with path.open("rb") as stream:
        if is_heic(stream.read(64)):
            raise Refusal(MediaFault.PICTURE_HEIC)
    guess = filetype.guess(str(path))
    media_type = guess.mime if guess is not None else ""
    if media_type == "image/apng":
        raise Refusal(MediaFault.PICTURE_ANIMATED)
    if media_type not in KIND_OF:
        raise Refusal(MediaFault.KIND_UNKNOWN)
    ending = tidy_name(filename).rpartition(".")[2].lower()
    if ending not in ENDINGS[media_type]:
        raise Refusal(MediaFault.KIND_MISMATCH, params={"ending": ending[:10], "kind": media_type})
    kind = KIND_OF[media_type]
    if wanted is not None and kind is not wanted:
        raise Refusal(MediaFault.KIND_NOT_WANTED)
    if size > BYTES_MAX[kind]:
        raise Refusal(
            MediaFault.TOO_LARGE, params={"megabytes_max": BYTES_MAX[kind] >> 20}, status=413
        )
    return str(media_type)
