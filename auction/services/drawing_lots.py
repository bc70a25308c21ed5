"""Draw lots among creditors of the same rank so that anybody can draw them again (P65)."""

import secrets
from collections.abc import Sequence
from typing import Any

from app.identity import vault
from auction.models import InKindOffer, Lot
from auction.rules.in_kind import DRAW_POLICY, Ranking, Wish, rank_wishes
from auction.services.offering import NONCE
from registry import facade as registry

#: How a creditor is called in the lots, which everybody may read.
TICKET = "债权人%s"


def rank_by_lots(
    lot: Lot, offer: InKindOffer, wishes: Sequence[Wish], figures: dict[str, str]
) -> Ranking:
    """Rank by the law, with lots that anybody can draw again (P65); no name is in them."""
    if offer.nonce_sealed is None:
        nonce = secrets.token_bytes(registry.NONCE_BYTES)
    else:
        nonce = bytes.fromhex(vault.unseal(NONCE, offer.nonce_sealed, offer.paper_no))
    transcripts: list[dict[str, Any]] = []

    def draw(equals: Sequence[Wish], number: int) -> list[Wish]:
        by_id = {str(wish.party_id): wish for wish in equals}
        drawn = registry.draw_lots(
            case_id=f"{lot.case_number} {lot.no} {offer.paper_no}",
            round_=number,
            names={party: TICKET % party for party in by_id},
            strings=figures,
            nonce=nonce,
            policy=DRAW_POLICY,
        )
        transcripts.append(drawn.transcript)
        return [by_id[party] for party in drawn.order]

    ranking = rank_wishes(wishes, draw)
    offer.transcripts = transcripts
    return ranking
