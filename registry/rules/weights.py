"""Weights for the weighted mode, which is off unless a published local policy turns it on."""

from collections.abc import Mapping


def score_weights(scores: Mapping[str, int], lowest: int, highest: int) -> dict[str, int]:
    """Turn scores of 0..100 into weights between the two bounds, in whole numbers."""
    return {code: lowest + (highest - lowest) * score // 100 for code, score in scores.items()}


def capped_weights(weights: Mapping[str, int], lowest: int) -> dict[str, int]:
    """Cut the weights so that nobody holds more than a quarter of the total.

    Water-filling: the heaviest are lowered to the same level until the level is a quarter
    of the sum. With four or fewer a quarter cannot be kept, so all get the lowest weight.
    """
    if len(weights) <= 4:
        return dict.fromkeys(weights, lowest)
    heaviest_first = sorted(weights.values(), reverse=True)
    level = heaviest_first[0]
    for capped in range(1, 4):
        if level * 4 <= sum(min(weight, level) for weight in weights.values()):
            break
        level = sum(heaviest_first[capped:]) // (4 - capped)
    return {code: min(weight, level) for code, weight in weights.items()}
