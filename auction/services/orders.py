"""Orders to bid as they came through a door, and what the bidding service is told at the start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from app.kernel.actors import Actor
from app.kernel.errors import Refusal
from app.kernel.money import Money
from auction.services.receipts import Receipt


@dataclass
class Settings:
    """What the app says once when it starts."""

    #: Who signs receipts, as the reader knows the platform.
    origin: str = ""
    #: Off only in tests, to prove that the race test sees what the lock prevents.
    takes_row_lock: bool = True
    #: Called with the stream's name after a commit.
    ring: Callable[[str], None] | None = None


settings = Settings()


@dataclass(frozen=True, slots=True)
class Order:
    """One order to bid as it came through the door."""

    lot_no: str
    actor: Actor
    request_id: str
    #: As sent; longer texts are cut, since no amount is that long.
    amount_text: str
    #: None when the text is not an amount.
    amount: Money | None
    #: Stamped at the door, before any wait (art. 20(2)).
    received_at: datetime
    #: The sign-in behind a socket, looked up again; None when the request was just checked.
    session_hash: str | None = None
    confirms_self_raise: bool = True

    @property
    def fingerprint(self) -> str:
        """The content that one request id stands for."""
        return sha256(self.amount_text.encode()).hexdigest()


#: A stored answer, or the refusal of an order that leaves no receipt.
Answer = Receipt | Refusal
