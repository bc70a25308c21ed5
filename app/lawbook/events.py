"""A calculator whose parts are asked by the event they count from; modules add parts of their own.

Its inputs name events, such as a publication or a payment. Every part whose event is named is
judged, and the answers are laid together.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from app.lawbook.calculations import Bench, Registry
from app.lawbook.explain import Calculation, merge_citations, merge_policies
from app.lawbook.inputs import Inputs

#: Judges what a part has read; called once all inputs were found sound.
Judge = Callable[[], Calculation]
#: Reads the inputs of one event and returns how to judge them.
Part = Callable[[Inputs, Bench], Judge]


class EventCalculator:
    """A calculator made of parts, each under the name of the event it counts from."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self.parts: Mapping[str, Part] = MappingProxyType(dict(parts))

    def __call__(self, inputs: Inputs, bench: Bench) -> Calculation:
        """Judge every event that is named; refuse inputs that name none."""
        judges = [part(inputs, bench) for name, part in self.parts.items() if inputs.has(name)]
        if not judges:
            inputs.fault("", "no_event")
        inputs.done()
        found = [judge() for judge in judges]
        return Calculation(
            {key: value for part in found for key, value in part.result.items()},
            merge_citations(*(part.citations for part in found)),
            merge_policies(*(part.policies for part in found)),
            tuple(step for part in found for step in part.steps),
        )

    def joined(self, other: "EventCalculator") -> "EventCalculator":
        """Return a calculator with the parts of both; an event belongs to one of them."""
        shared = self.parts.keys() & other.parts.keys()
        if shared:
            raise ValueError(f"two parts count from {sorted(shared)}")
        return EventCalculator({**self.parts, **other.parts})


def join_registries(registries: Iterable[Registry]) -> Registry:
    """Lay the calculators of all modules together; those made of parts share a group."""
    joined: dict[str, Callable[[Inputs, Bench], Calculation]] = {}
    for registry in registries:
        for group, calculator in registry.items():
            known = joined.get(group)
            if known is None:
                joined[group] = calculator
            elif isinstance(known, EventCalculator) and isinstance(calculator, EventCalculator):
                joined[group] = known.joined(calculator)
            else:
                raise ValueError(f"two calculators for {group}")
    return joined
