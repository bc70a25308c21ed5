"""Fit the points cards of the screens on labelled lots, offline, in plain Python.

    python scripts/fit_points_cards.py ../shared/data/ring_sim_dev

Writes auction/rules/screening/cards.json: whole points for each signal, the threshold, and what
each fold shows that was left out (docs/screens.md). Logistic regression with a small ridge, by
Newton's method; a ring is wholly in one fold, so no fold is tested on a ring it was fitted on.
"""

import json
import math
import sys
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from auction.cli.screening_files import Folder, read_folder  # noqa: E402
from auction.rules.screening.card import SCREENS_MIN, screens_of  # noqa: E402
from auction.rules.screening.metrics import judge  # noqa: E402
from auction.rules.screening.pairs import SIGNALS, count_pairs  # noqa: E402
from auction.rules.screening.pushers import count_pushers  # noqa: E402

FOLDS = 5
RIDGE = 1.0
#: Points for one unit of log odds: whole points keep a card readable and exact.
SCALE = 10
#: Share of honest lots that may be flagged out of fold where the threshold is set.
FALSE_LOTS = 0.01
CARDS = ROOT / "auction/rules/screening/cards.json"

Values = Mapping[str, float]
Sample = tuple[Values, bool, int]


def fit(samples: Sequence[Sample], signals: Sequence[str]) -> dict[str, int]:
    """Return whole points for each signal, never below none: a signal only ever adds."""
    groups = Counter(
        (tuple(values[signal] for signal in signals), truth) for values, truth, _ in samples
    )
    weights = [0.0] * (len(signals) + 1)
    for _ in range(40):
        step = _newton(groups, weights)
        weights = [weight + part for weight, part in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-7:
            break
    return {
        signal: max(0, round(SCALE * weight))
        for signal, weight in zip(signals, weights[1:], strict=True)
    }


def _newton(groups: Counter[tuple[tuple[float, ...], bool]], weights: list[float]) -> list[float]:
    size = len(weights)
    slope = [0.0] * size
    curve = [[0.0] * size for _ in range(size)]
    for (values, truth), count in groups.items():
        inputs = (1.0, *values)
        odds = sum(weight * value for weight, value in zip(weights, inputs, strict=True))
        chance = 1 / (1 + math.exp(-max(-35.0, min(35.0, odds))))
        for i, one in enumerate(inputs):
            slope[i] += count * (truth - chance) * one
            for j, other in enumerate(inputs):
                curve[i][j] += count * chance * (1 - chance) * one * other
    for i in range(1, size):
        slope[i] -= RIDGE * weights[i]
        curve[i][i] += RIDGE
    return _solve(curve, slope)


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for i in range(size):
        pivot = max(range(i, size), key=lambda row: abs(rows[row][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for j in range(size):
            if j != i and rows[j][i]:
                part = rows[j][i] / rows[i][i]
                rows[j] = [a - part * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [rows[i][size] / rows[i][i] for i in range(size)]


def _fold(text: str) -> int:
    return zlib.crc32(text.encode()) % FOLDS


def _points(weights: Mapping[str, int], values: Values) -> float:
    return round(sum(weight * values[name] for name, weight in weights.items()), 1)


def cross_validate(
    samples: Sequence[Sample], signals: Sequence[str], *, unseen: int
) -> tuple[list[float], list[dict[str, float]]]:
    """Return the score of every sample out of fold, and what each fold shows."""
    scores = [0.0] * len(samples)
    folds = []
    for fold in range(FOLDS):
        weights = fit([sample for sample in samples if sample[2] != fold], signals)
        held = [place for place, sample in enumerate(samples) if sample[2] == fold]
        for place in held:
            scores[place] = _points(weights, samples[place][0])
        curve = judge([scores[place] for place in held], [samples[place][1] for place in held])
        folds.append({"fold": fold + 1, "pr_auc": curve.pr_auc, "roc_auc": curve.roc_auc})
    whole = judge(scores, [truth for _, truth, _ in samples], unseen=unseen)
    return scores, [*folds, {"fold": 0, "pr_auc": whole.pr_auc, "roc_auc": whole.roc_auc}]


def fit_rings(folder: Folder) -> dict[str, object]:
    """Fit the card of pairs; its threshold is set where few honest lots are flagged."""
    labels = folder.labels
    assert labels is not None
    found = list(count_pairs(folder.histories, folder.traces))
    samples = [
        (
            values,
            pair in labels.pairs,
            _fold(labels.rings[pair[0]] if pair in labels.pairs else "|".join(pair)),
        )
        for pair, _, values in found
    ]
    unseen = len(labels.pairs) - sum(truth for _, truth, _ in samples)
    scores, folds = cross_validate(samples, SIGNALS, unseen=unseen)
    threshold, held_out = 0.0, {}
    for limit in sorted(set(scores), reverse=True):
        flagged = {
            folder.histories[place].lot
            for (_, places, values), score in zip(found, scores, strict=True)
            if score >= limit and len(screens_of(values)) >= SCREENS_MIN
            for place in places
        }
        good = len(flagged & labels.lots)
        honest = len(folder.histories) - len(labels.lots)
        if (len(flagged) - good) / honest > FALSE_LOTS:
            break
        threshold = limit
        held_out = {
            "lot_recall": round(good / len(labels.lots), 4),
            "lot_precision": round(good / max(1, len(flagged)), 4),
            "false_lot_rate": round((len(flagged) - good) / honest, 4),
        }
    return {
        "version": "rings-1",
        "weights": fit(samples, SIGNALS),
        "threshold": threshold,
        "out_of_fold": {"folds": folds, "lots": held_out},
    }


def fit_pushers(folder: Folder) -> dict[str, object]:
    """Fit the card of those who drive prices; the threshold keeps three of five true."""
    labels = folder.labels
    assert labels is not None
    found = list(count_pushers(folder.histories))
    signals = tuple(found[0][1])
    turns = {bidder: turn % FOLDS for turn, bidder in enumerate(sorted(labels.pushers))}
    samples = [
        (values, bidder in labels.pushers, turns.get(bidder, _fold(bidder)))
        for bidder, values in found
    ]
    scores, folds = cross_validate(samples, signals, unseen=0)
    order = sorted(
        zip(scores, (truth for _, truth, _ in samples), strict=True), key=lambda item: -item[0]
    )
    threshold, good = order[0][0], 0
    for rank, (score, truth) in enumerate(order, 1):
        good += truth
        if good / rank >= 0.6:
            threshold = score
    return {
        "version": "pushers-1",
        "weights": fit(samples, signals),
        "threshold": threshold,
        "out_of_fold": {"folds": folds},
    }


def main() -> None:
    """Fit both cards and write them; the card of shill bidding is a rule and stays as it is."""
    folder = read_folder(Path(sys.argv[1]))
    cards = json.loads(CARDS.read_text(encoding="utf-8")) if CARDS.exists() else {}
    cards["rings"] = fit_rings(folder)
    cards["pushers"] = fit_pushers(folder)
    CARDS.write_text(json.dumps(cards, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(CARDS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
