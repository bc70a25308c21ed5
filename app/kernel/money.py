"""Money is whole fen; there is no other form of it inside the platform."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from app.kernel.errors import BadAmount

#: Ceiling of any single amount: ten trillion yuan less one fen (reliability B5, M2).
MAX_FEN = 10**15 - 1

_FEN = re.compile(r"(?:0|[1-9][0-9]{0,14})", re.ASCII)
_YUAN = re.compile(r"(?P<yuan>0|[1-9][0-9]{0,12})(?:\.(?P<fen>[0-9]{1,2}))?", re.ASCII)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount of whole fen, 0 to 10^15-1."""

    fen: int
    ZERO: ClassVar[Self]

    def __post_init__(self) -> None:
        if type(self.fen) is not int or not 0 <= self.fen <= MAX_FEN:
            raise BadAmount(self.fen)

    @classmethod
    def parse(cls, text: object) -> "Money":
        """Read the one wire form: an ASCII string of fen without sign, space or leading zero."""
        if not isinstance(text, str) or not _FEN.fullmatch(text):
            raise BadAmount(text)
        return cls(int(text))

    @classmethod
    def from_yuan_text(cls, text: object) -> "Money":
        """Read what a person types in a form: yuan, full-width digits and commas allowed."""
        if not isinstance(text, str) or len(text) > 40:
            raise BadAmount(text)
        plain = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").strip()
        if _GROUPED.fullmatch(plain):
            plain = plain.replace(",", "")
        match = _YUAN.fullmatch(plain)
        if match is None:
            raise BadAmount(text)
        return cls(int(match["yuan"]) * 100 + int((match["fen"] or "0").ljust(2, "0")))

    def __str__(self) -> str:
        return str(self.fen)

    def __bool__(self) -> bool:
        return self.fen > 0

    def __add__(self, other: "Money") -> "Money":
        return Money(self.fen + other.fen)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.fen - other.fen)

    def share(self, ratio: Fraction) -> "Money":
        """Return this share of the amount, rounded half up to the fen once (P1)."""
        exact = Fraction(self.fen) * ratio
        return Money(int(exact + Fraction(1, 2)))

    def at_least(self, ratio: Fraction) -> "Money":
        """Return the smallest amount that is no less than this share: minima round up."""
        exact = Fraction(self.fen) * ratio
        return Money(-int(-exact // 1))

    def at_most(self, ratio: Fraction) -> "Money":
        """Return the largest amount that is no more than this share: maxima round down."""
        return Money(int(Fraction(self.fen) * ratio // 1))

    @property
    def yuan(self) -> str:
        """The amount in yuan as people read it, such as 1,234.50."""
        return f"{self.fen // 100:,}.{self.fen % 100:02d}"


Money.ZERO = Money(0)


def total(amounts: Iterable[Money]) -> Money:
    """Add amounts up."""
    return Money(sum(amount.fen for amount in amounts))
