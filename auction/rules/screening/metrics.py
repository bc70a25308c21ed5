"""How good a score is, where somebody said what is true."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Curve:
    """Areas and a point of the two usual curves; ties count as one step."""

    roc_auc: float
    pr_auc: float
    recall_at_5_fpr: float


def _steps(scores: Sequence[float], truth: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield true and false ones of each score, the highest score first."""
    order = sorted(zip(scores, truth, strict=True), key=lambda item: -item[0])
    at = 0
    while at < len(order):
        end = at
        while end < len(order) and order[end][0] == order[at][0]:
            end += 1
        good = sum(is_true for _, is_true in order[at:end])
        yield good, end - at - good
        at = end


def judge(scores: Sequence[float], truth: Sequence[bool], *, unseen: int = 0) -> Curve:
    """Return the areas under both curves.

    Args:
        unseen: true ones that never got a score; they count as missed, in recall and area.

    Raises ValueError where nothing, or everything, is true.
    """
    positives = sum(truth) + unseen
    negatives = len(truth) - sum(truth)
    if not positives or not negatives:
        raise ValueError("labels of both kinds are needed")
    good = bad = 0
    roc = average = recall = 0.0
    for new_good, new_bad in _steps(scores, truth):
        roc += new_bad * (good + new_good / 2)
        good, bad = good + new_good, bad + new_bad
        average += new_good / positives * good / (good + bad)
        if bad <= 0.05 * negatives:
            recall = good / positives
    return Curve(round(roc / (positives * negatives), 4), round(average, 4), round(recall, 4))
