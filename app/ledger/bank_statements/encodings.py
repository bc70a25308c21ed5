"""Find the one encoding of a text file by strict trial; broken bytes are named with their line."""

import codecs

from app.ledger.bank_statements.values import StatementRefused

#: UTF-8 is tried first: GB 18030 takes almost any bytes for characters.
_TRIED = ("utf-8-sig", "gb18030")
_CHUNK = 1 << 20


def encoding_of(content: bytes, allowed: tuple[str, ...] = _TRIED) -> str:
    """Return the encoding of a file without holding its text; raises StatementRefused."""
    if b"\0" in content:
        raise StatementRefused("statement_not_text")
    line = 1
    for name in allowed:
        broken_at = _first_broken(content, name)
        if broken_at is None:
            return name
        line = max(line, content.count(b"\n", 0, broken_at) + 1)
    raise StatementRefused("statement_broken_encoding", line=line)


def _first_broken(content: bytes, name: str) -> int | None:
    decoder = codecs.getincrementaldecoder(name)("strict")
    for start in range(0, max(len(content), 1), _CHUNK):
        piece = content[start : start + _CHUNK]
        try:
            decoder.decode(piece, final=start + _CHUNK >= len(content))
        except UnicodeDecodeError as fault:
            return start + fault.start
    return None
