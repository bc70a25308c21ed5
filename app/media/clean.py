"""The child process that opens what strangers hand in: bounded memory, bounded time, no secrets.

Run as ``python -m app.media.clean KIND SOURCE FOLDER``; prints one line of JSON. A crash, a kill
or silence means: refused. The server itself never decodes a stranger's file.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from app.media.vocabulary import MIB, MediaFault, MediaKind

#: Reliability U2: address space and CPU seconds. A video of 2 GB is copied, not decoded, which
#: takes longer than a picture; its decoder keeps more frames.
LIMITS: dict[MediaKind, tuple[int, int]] = {
    MediaKind.PICTURE: (256 * MIB, 10),
    MediaKind.DOCUMENT: (256 * MIB, 10),
    MediaKind.VIDEO: (512 * MIB, 60),
}
WRITTEN_BYTES_MAX = 2200 * MIB


def limit_self(kind: MediaKind) -> None:
    """Give up memory and time beyond the limits before any library is loaded."""
    space, seconds = LIMITS[kind]
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN_BYTES_MAX, WRITTEN_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def clean(kind: MediaKind, source: Path, out: Path) -> dict[str, Any]:
    """Run the gate of a kind; libraries are loaded only here, inside the limits."""
    if kind is MediaKind.PICTURE:
        from app.media.pictures import clean_picture

        return clean_picture(source, out)
    if kind is MediaKind.VIDEO:
        from app.media.videos import clean_video

        return clean_video(source, out)
    from app.media.pdfs import clean_pdf

    return clean_pdf(source, out)


def main(arguments: list[str]) -> int:
    """Clean one file and print what came of it."""
    kind, source, out = MediaKind(arguments[0]), Path(arguments[1]), Path(arguments[2])
    limit_self(kind)
    try:
        answer: dict[str, Any] = {"ok": True, **clean(kind, source, out)}
    except MemoryError:
        answer = {"ok": False, "code": MediaFault.EXHAUSTED}
    except Exception as fault:  # noqa: BLE001 - whatever a hostile file raises is a refusal
        code = getattr(fault, "fault", MediaFault.UNREADABLE)
        answer = {"ok": False, "code": code}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
