"""When the parties have agreed on three agencies (法释〔2018〕15号 art. 16); pure."""

from collections.abc import Collection, Mapping, Sequence

from app.kernel.errors import Refusal
from registry.rules.policy import THREE_IN_ORDER

#: Art. 16 lets the parties agree on three agencies, no fewer and no more.
AGREED_COUNT = 3


def check_list(codes: Sequence[str], pool: Collection[str]) -> tuple[str, ...]:
    """Return three different agencies of the pool in their order, or refuse the list."""
    named = tuple(code.strip().upper() for code in codes if code.strip())
    if len(named) != AGREED_COUNT:
        raise Refusal("list_not_three", citations=(THREE_IN_ORDER,))
    if len(set(named)) != AGREED_COUNT:
        raise Refusal("agency_named_twice")
    outside = [code for code in named if code not in pool]
    if outside:
        raise Refusal("agency_not_in_pool", params={"codes": "、".join(outside)})
    return named


def agreed_order(
    awaited: Collection[str], lists: Mapping[str, Sequence[str]]
) -> tuple[str, ...] | None:
    """Return the order all awaited parties named; another order of the same three is none."""
    if not awaited or any(party not in lists for party in awaited):
        return None
    named = {tuple(lists[party]) for party in awaited}
    return named.pop() if len(named) == 1 else None
