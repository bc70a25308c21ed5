"""Count what the card of pairs would flag at this platform's own ended lots."""

from dataclasses import asdict
from typing import Any

from app.screening.facade import list_verdicts
from app.screening.vocabulary import Verdict
from auction.queries.screening import compare, newest_lots
from auction.rules.screening.calibration import LOTS_MIN, ScoredPair, levels, proposed
from auction.rules.screening.card import SCREENS_MIN, card_of, screens_of
from auction.rules.screening.pairs import count_pairs
from auction.rules.screening.records import Traces


def calibrate() -> dict[str, Any]:
    """Return levels, what judges said of closed findings, and a proposal; change nothing."""
    card = card_of("rings")
    compared = compare(newest_lots())
    histories = compared.histories
    pairs = [
        ScoredPair(card.points(values), frozenset(histories[place].lot for place in places))
        for _, places, values in count_pairs(histories, Traces(payers=compared.payers))
        if len(screens_of(values)) >= SCREENS_MIN
    ]
    verdicts = list_verdicts(card.version)
    founded = {subject for subject, _, verdict in verdicts if verdict is Verdict.FOUNDED}
    found = levels(pairs, lots=len(histories), founded=founded, threshold=card.threshold)
    return {
        "card": card.version,
        "threshold": card.threshold,
        "lots": len(histories),
        "closed": len(verdicts),
        "founded": sum(verdict is Verdict.FOUNDED for _, _, verdict in verdicts),
        "levels": [asdict(level) for level in found],
        "proposed_threshold": proposed(found, lots=len(histories)),
        "lots_needed_for_a_proposal": LOTS_MIN,
        "adopted": False,
    }
