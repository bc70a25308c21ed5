"""Two who meet more often than chance lets them: an agency with a buyer, or with a judge (S13).

Both are judged by the tail of the hypergeometric law, as bidders who register together are (S2),
among things of one kind, since agencies, judges and buyers keep to kinds (P108).
"""

from collections import Counter
from collections.abc import Sequence

from auction.rules.screening.limits import limit
from auction.rules.screening.pairs import beyond_chance

#: Meetings from which on two are looked at.
MEETINGS_MIN = int(limit("meetings"))
#: How rare so many meetings are, as minus the logarithm of the chance: one in a thousand.
RARE = limit("meetings_rare")


def pairing(
    meetings: Sequence[tuple[str, str]], agency: str, other: str
) -> dict[str, float] | None:
    """Return how often an agency met somebody and how rare that is; None where chance does it.

    ``meetings`` name an agency and whom it met, one for each thing there was.
    """
    together = Counter(meetings)[agency, other]
    if together < MEETINGS_MIN:
        return None
    of_agency = sum(one == agency for one, _ in meetings)
    of_other = sum(met == other for _, met in meetings)
    rare = beyond_chance(len(meetings), of_agency, of_other, together)
    if rare < RARE:
        return None
    return {"meetings": together, "of_agency": of_agency, "of_other": of_other, "rare": rare}
