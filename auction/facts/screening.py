"""The screens read who sat on a lot, once bidding had ended; written before it is read."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact
from auction.facts.base import SealedFact


@dataclass(frozen=True)
class IdentitiesScreened(SealedFact):
    """Names behind the paddles were turned into marks for the screens (L11, P93)."""

    name: ClassVar[str] = "auction.identity.screened"
    paddles: list[str]


FACTS: tuple[type[Fact], ...] = (IdentitiesScreened,)
