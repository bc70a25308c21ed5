"""Who goes first at an equal price: confirmed priority purchasers by rank, then by time."""


def may_match(rank: int | None, *, leader_rank: int | None) -> bool:
    """Say whether a bidder of this rank takes the lead with the leader's own price.

    法释〔2016〕18号 art. 21: a priority purchaser may bid the same price; of different ranks
    the earlier rank wins; of the same rank the earlier bid wins, so equals do not displace.
    """
    return rank is not None and (leader_rank is None or rank < leader_rank)
