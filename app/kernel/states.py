"""A state machine is a table of lawful moves; everything else is refused."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from app.kernel.errors import IllegalMove

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


class StateMachine(Generic[S, A]):
    """Lawful moves of one kind of thing, drawn into the documents by the same table.

    ``returns`` are moves back to the state that was left, such as a resumption: (state, action)
    -> the states it may lead to; which one is remembered by the thing itself.
    """

    def __init__(
        self,
        name: str,
        moves: Mapping[tuple[S, A], S],
        *,
        returns: Mapping[tuple[S, A], Iterable[S]] | None = None,
    ) -> None:
        self.name = name
        self.moves = dict(moves)
        self.returns = {move: tuple(states) for move, states in (returns or {}).items()}

    def after(self, state: S, action: A, *, back_to: S | None = None) -> S:
        """Return the state that an action leads to, or raise IllegalMove."""
        if back_to is not None and back_to in self.returns.get((state, action), ()):
            return back_to
        try:
            return self.moves[(state, action)]
        except KeyError:
            raise IllegalMove(self.name, str(state), str(action)) from None

    def allowed(self, state: S) -> frozenset[A]:
        """Return the actions that are lawful now."""
        return frozenset(action for (at, action) in (*self.moves, *self.returns) if at == state)

    def sources(self, action: A) -> frozenset[S]:
        """Return the states in which an action is lawful."""
        known = (*self.moves, *self.returns)
        return frozenset(at for (at, found) in known if found == action)

    def mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {src} --> {dst}: {act}" for (src, act), dst in self.moves.items()]
        lines += [
            f"    {src} --> {dst}: {act}"
            for (src, act), states in self.returns.items()
            for dst in states
        ]
        return "\n".join(lines)
