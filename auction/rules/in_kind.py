"""Who takes a property in kind, and what of its claim counts (法释〔2020〕21号 art. 16)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.kernel.money import Money
from auction.rules.distribution import ClaimClass, distribute, in_kind_top_up
from auction.rules.plan import CreditorClaim, PlanClaims

#: The law ranks creditors; it does not say how lots are drawn.
DRAW_POLICY = "P65"
#: What of a claim is set off where others have a share in the price.
SET_OFF_POLICY = "P66"


@dataclass(frozen=True, slots=True)
class Wish:
    """A creditor who would take the property."""

    party_id: int
    name: str
    #: Of a secured claim, 1 being the first; none for an ordinary one.
    rank: int | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """In which order creditors take a property, and among whom lots were drawn."""

    order: tuple[Wish, ...]
    #: The party numbers of each group of equals, as drawn; empty where nobody was equal.
    drawn: tuple[tuple[int, ...], ...]


#: Draws lots among equals: who they are, and which draw it is, counted from one.
Lots = Callable[[Sequence[Wish], int], Sequence[Wish]]


def rank_wishes(wishes: Sequence[Wish], draw: Lots) -> Ranking:
    """Order creditors by their statutory rank; lots decide among equals (art. 16(2)).

    Secured creditors come in their order, ordinary ones after them; ``draw`` draws the lots.
    """

    def place(wish: Wish) -> tuple[bool, int]:
        return wish.rank is None, wish.rank or 0

    order: list[Wish] = []
    drawn: list[tuple[int, ...]] = []
    for _, group in groupby(sorted(wishes, key=place), key=place):
        equals = list(group)
        if len(equals) > 1:
            equals = list(draw(equals, len(drawn) + 1))
            drawn.append(tuple(wish.party_id for wish in equals))
        order += equals
    return Ranking(tuple(order), tuple(drawn))


@dataclass(frozen=True, slots=True)
class SetOff:
    """What an assignee sets off of the price, and what it tops up."""

    entitled: Money
    top_up: Money


def set_off(price: Money, creditors: Sequence[CreditorClaim], party_id: int) -> SetOff:
    """Return what a creditor would get of the price, and the difference to it.

    Art. 16(2): the claim that is to be satisfied counts, so whoever stands behind others sets off
    only what the price leaves for its own rank (P66); costs are asked apart.
    """
    claims = PlanClaims(tuple(creditors), ())
    shared = distribute(
        price,
        sale_costs=(),
        execution_fee_due=Money.ZERO,
        secured=[claim.claim() for claim in claims.secured],
        ordinary=[claim.claim() for claim in claims.ordinary],
    )
    served = [claim.party_id for claim in (*claims.secured, *claims.ordinary)]
    shares = shared.paid_to(ClaimClass.SECURED) + shared.paid_to(ClaimClass.ORDINARY)
    paid = dict(zip(served, (share.paid for share in shares), strict=True))
    entitled = paid.get(party_id, Money.ZERO)
    return SetOff(entitled, in_kind_top_up(price, entitled))
