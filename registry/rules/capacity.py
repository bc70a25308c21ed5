"""How many open commissions an agency may hold (E08); pure."""

from collections.abc import Mapping

from app.kernel.errors import Refusal
from registry.rules.policy import Policy


def capacity_limit(staff: Mapping[str, int], policy: Policy) -> int:
    """Return the most commissions the people of an agency may hold at once."""
    return max(staff.values(), default=0) * policy.commissions_per_appraiser


def check_declared(declared: int | None, limit: int) -> int | None:
    """Return the declared limit, or refuse one beyond what the people can carry."""
    if declared is not None and not 0 <= declared <= limit:
        raise Refusal(
            "capacity_too_high",
            params={"limit": limit},
            fields={"declared_capacity": ["capacity_too_high"]},
        )
    return declared
