"""Ask those who know the sale whether deposits may end yet (reliability M6)."""

from collections.abc import Callable, Sequence

#: Raises a refusal while one of the deposits is still bound by its sale.
Guard = Callable[[Sequence[str]], None]
_guards: list[Guard] = []


def add_deposit_guard(guard: Guard) -> None:
    """Let a part of the platform hold deposits fast; called once when it loads."""
    if guard not in _guards:
        _guards.append(guard)


def require_free(references: Sequence[str]) -> None:
    """Refuse to end deposits that their sale still binds.

    Called before the deposit's own row is locked: the order is the sale first, then the deposit.
    """
    for guard in _guards:
        guard(references)
