"""Weights for the weighted mode, which is off unless a published local policy turns it on."""

from collections.abc import Mapping

#: Weight at score 0 and at score 100 (fairness 1.6).
LOWEST, HIGHEST = 500, 1_500
#: Bounds of the load factor, in percent.
LOAD_MIN, LOAD_MAX = 50, 200


def score_weights(
    scores: Mapping[str, int], lowest: int = LOWEST, highest: int = HIGHEST
) -> dict[str, int]:
    """Turn scores of 0..100 into weights between the two bounds, in whole numbers."""
    return {code: lowest + (highest - lowest) * score // 100 for code, score in scores.items()}


def load_factors(loads: Mapping[str, int]) -> dict[str, int]:
    """Turn commissions of the trailing 180 days into percents: the idle gain, the busy wait.

    An agency with the mean load gets about 100; strict rotation would be foreseeable and is not
    used.
    """
    total, n = sum(loads.values()), len(loads)
    return {
        code: min(max(100 * (total + n) // (n * (1 + load)), LOAD_MIN), LOAD_MAX)
        for code, load in loads.items()
    }


def capped_weights(weights: Mapping[str, int], lowest: int = LOWEST) -> dict[str, int]:
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


def loaded_weights(
    scores: Mapping[str, int],
    loads: Mapping[str, int],
    lowest: int = LOWEST,
    highest: int = HIGHEST,
) -> dict[str, int]:
    """Return the weights of scores and loads before the cap; never nothing."""
    factors = load_factors({code: loads.get(code, 0) for code in scores})
    return {
        code: max(1, weight * factors[code] // 100)
        for code, weight in score_weights(scores, lowest, highest).items()
    }
