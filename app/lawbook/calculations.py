"""One door to every calculator: a group, its inputs, and a result that explains itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.kernel.calendar import local_date
from app.kernel.clock import clock
from app.kernel.errors import Refusal
from app.lawbook.explain import Calculation
from app.lawbook.inputs import Inputs


@dataclass(frozen=True)
class Bench:
    """What a calculator may ask for besides its inputs: the day, and the other calculators."""

    on: date
    registry: "Registry"

    def calculate(self, group: str, inputs: Mapping[str, object]) -> Calculation:
        """Ask another group, so that one figure has one rule."""
        return calculate(group, inputs, self.registry, on=self.on)


Calculator = Callable[[Inputs, Bench], Calculation]
Registry = Mapping[str, Calculator]


def calculate(
    group: str, inputs: object, registry: Registry, *, on: date | None = None
) -> Calculation:
    """Judge one set of inputs by the rules in force on a day (today unless named)."""
    calculator = registry.get(group)
    if calculator is None:
        raise Refusal("not_supported", params={"group": group[:40]}, status=404)
    day = local_date(clock.now()) if on is None else on
    return calculator(Inputs(inputs), Bench(day, registry))
