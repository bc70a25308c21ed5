"""Why several things of one case are sold together (法释〔2020〕21号 art. 15)."""

from enum import StrEnum


class MergeGround(StrEnum):
    """The two cases of art. 15: it cannot be divided, or loses much of its value when it is."""

    INDIVISIBLE = "indivisible"
    VALUE_LOST = "value_lost"
