"""The calculator of the choice of agencies: agreed in order, drawn by lot, and from which list."""

from app import lawbook
from app.lawbook.calculations import Bench, Calculator
from app.lawbook.explain import Calculation, Step
from app.lawbook.inputs import Inputs
from registry.rules.agreement import AGREED_COUNT, agreed_order
from registry.rules.policy import LISTED_BY_PLACE, THREE_IN_ORDER
from registry.rules.pool import narrowest_of
from registry.vocabulary import Scope

_PRESENT = "PRESENT"
_STANDINGS = (_PRESENT, "WHEREABOUTS_UNKNOWN", "ABSENT", "REFUSED", "SILENT")
_PARTIES = ("applicant", "debtor")
_LISTS = {
    Scope.CITY: "city_eligible",
    Scope.PROVINCE: "province_eligible",
    Scope.NATION: "national_eligible",
}
_NAMES = {Scope.CITY: "CITY", Scope.PROVINCE: "PROVINCE", Scope.NATION: "NATIONAL"}
_AGENCIES_MAX = 10_000


def agency_selection(inputs: Inputs, bench: Bench) -> Calculation:
    """Say how the agencies are chosen, or from which list they are drawn (art. 16, P14)."""
    if any(inputs.has(name) for name in _LISTS.values()):
        return _pool(inputs, bench)
    return _method(inputs)


def _method(inputs: Inputs) -> Calculation:
    """Judge whether both parties named the same three in the same order; art. 16.

    Whoever cannot be found, stays away, refuses or says nothing leaves it to the lot.
    """
    choices = {party: inputs.texts(f"{party}_choice") for party in _PARTIES}
    given = {party: inputs.has(f"{party}_choice") for party in _PARTIES}
    standings = {
        party: inputs.choice(f"{party}_status", _STANDINGS, default=_PRESENT) for party in _PARTIES
    }
    is_named = any(given.values()) or any(inputs.has(f"{party}_status") for party in _PARTIES)
    if not is_named:
        inputs.fault("applicant_choice", "required")
    for party, named in choices.items():
        if len(set(named)) != len(named):
            inputs.fault(f"{party}_choice", "named_twice")
    inputs.done()
    awaiting = {
        party: tuple(code.strip().upper() for code in named)
        for party, named in choices.items()
        if standings[party] == _PRESENT and len(named) == AGREED_COUNT
    }
    agreed = agreed_order(_PARTIES, awaiting)
    if agreed is None:
        step = Step("No three agencies in one order: the lot decides", None, "", THREE_IN_ORDER)
        return Calculation({"method": "LOTTERY"}, (THREE_IN_ORDER,), (), (step,))
    order = " → ".join(agreed)
    step = Step("Both parties named the same three in order", None, order, THREE_IN_ORDER)
    result = {"method": "NEGOTIATED", "ordered": list(agreed)}
    return Calculation(result, (THREE_IN_ORDER,), (), (step,))


def _pool(inputs: Inputs, bench: Bench) -> Calculation:
    """Return the narrowest list with enough agencies that may be drawn; arts. 15, 16, P14."""
    lists = {scope: inputs.texts(name) for scope, name in _LISTS.items() if inputs.has(name)}
    excluded = set(inputs.texts("excluded"))
    for scope, named in lists.items():
        if len(named) > _AGENCIES_MAX:
            inputs.fault(_LISTS[scope], "too_many")
    inputs.done()
    least = lawbook.number("agency_count", on=bench.on)
    left = {scope: len(set(named) - excluded) for scope, named in lists.items()}
    used = narrowest_of(left, least)
    result: dict[str, object] = {"pool_used": _NAMES[used], "pool_size": left[used]}
    if left[used] < least:
        result["error"] = "POOL_TOO_SMALL"
    steps = tuple(
        Step("Agencies that may be drawn from the list", None, f"{_NAMES[scope]}: {count}",
             LISTED_BY_PLACE)
        for scope, count in left.items()
    )  # fmt: skip
    return Calculation(result, (LISTED_BY_PLACE, THREE_IN_ORDER), ("P14",), steps)


CALCULATORS: dict[str, Calculator] = {"agency_selection": agency_selection}
