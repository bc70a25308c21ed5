"""Turn counts into clues that the engine records; one form for all screens."""

from collections.abc import Mapping

from app.screening.facade import Clue, ShownSignal
from app.screening.vocabulary import FindingPhase, ScreenCode
from auction.models import Lot
from auction.rules.screening.card import Card
from auction.rules.screening.limits import rules_version
from auction.rules.screening.pairs import SCREEN_OF


def by_card(
    lot: Lot, card: Card, values: Mapping[str, float], paddles: tuple[str, ...], key: str
) -> Clue:
    """Return a clue that a card adds up, the strongest signal first."""
    signals = tuple(
        ShownSignal(
            term.signal,
            ScreenCode(SCREEN_OF.get(term.signal, ScreenCode.S8)),
            f"{term.value:g}",
            f"{term.points:g}",
        )
        for term in card.terms(values)
    )
    return _clue(
        lot,
        signals,
        paddles,
        key,
        phase=FindingPhase.ENDED,
        tenths=(round(10 * card.points(values)), round(10 * card.threshold)),
        card=card.version,
    )


def by_rule(
    lot: Lot,
    screen: ScreenCode,
    values: Mapping[str, float | str],
    paddles: tuple[str, ...],
    key: str,
    *,
    phase: FindingPhase = FindingPhase.ENDED,
) -> Clue:
    """Return a clue of a rule without points: that all its numbers were passed is one point."""
    signals = tuple(
        ShownSignal(signal, screen, value if isinstance(value, str) else f"{value:g}", "")
        for signal, value in values.items()
    )
    return _clue(lot, signals, paddles, key, phase=phase, tenths=(10, 10), card=rules_version())


def _clue(
    lot: Lot,
    signals: tuple[ShownSignal, ...],
    paddles: tuple[str, ...],
    key: str,
    *,
    phase: FindingPhase,
    tenths: tuple[int, int],
    card: str,
) -> Clue:
    return Clue(
        key=f"{lot.no}|{signals[0].screen}|{key}",
        phase=phase,
        court_id=lot.court_id,
        case_number=lot.case_number,
        subject=lot.no,
        title=lot.title,
        paddles=paddles,
        signals=signals,
        points_tenths=tenths[0],
        threshold_tenths=tenths[1],
        card=card,
    )
