"""Find the one encoding a list is written in; a file that mixes two is refused; pure."""

import re
from collections.abc import Iterator

from registry.vocabulary import FileFault

_PIECES = re.compile(rb"[,;\t]")
#: Two characters of everyday use are needed before bytes count as UTF-8: shorter runs of
#: GB 18030 may look like it by chance.
_CHARACTERS_MIN = 2
#: The lead bytes of the everyday characters of GB 2312 (level one).
_EVERYDAY = (0xB0, 0xD7)


class FileRefused(Exception):
    """The file as a whole is not a list; ``figures`` fill the sentence that is shown."""

    def __init__(self, code: FileFault, **figures: str | int) -> None:
        super().__init__(code)
        self.code, self.figures = code, figures


def decode_list(content: bytes) -> tuple[str, str]:
    """Return the text of a CSV file and its encoding, found by strict trial."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused(FileFault.UNKNOWN_ENCODING, line=1)
    if b"\0" in content:
        raise FileRefused(FileFault.NOT_A_SHEET)
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as fault:
        first_bad = content.count(b"\n", 0, fault.start) + 1
    utf8_line = next(_lines_of_utf8(content), None)
    if utf8_line is not None:
        raise FileRefused(FileFault.MIXED_ENCODINGS, line=utf8_line, other_line=first_bad)
    try:
        return content.decode("gb18030"), "gb18030"
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise FileRefused(FileFault.UNKNOWN_ENCODING, line=line) from None


def _lines_of_utf8(content: bytes) -> Iterator[int]:
    """Yield the lines of a file that hold a cell in UTF-8, though the file as a whole is not."""
    if content.startswith(b"\xef\xbb\xbf"):
        yield 1
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.isascii() and any(_is_utf8(piece) for piece in _PIECES.split(line)):
            yield number


def _is_utf8(piece: bytes) -> bool:
    if piece.isascii():
        return False
    try:
        text = piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    signs = [sign for sign in text if not sign.isascii()]
    return len(signs) >= _CHARACTERS_MIN and all(_is_everyday(sign) for sign in signs)


def _is_everyday(sign: str) -> bool:
    try:
        code = sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    # Full-width brackets and figures of names and numbers stand in rows 1 to 3.
    return _EVERYDAY[0] <= code[0] <= _EVERYDAY[1] or code[0] in (0xA1, 0xA3)
