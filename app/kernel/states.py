"""A state machine is a table of lawful moves; everything else is refused."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from app.kernel.errors import IllegalMove

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


class StateMachine(Generic[S, A]):
    """Lawful moves of one kind of thing, drawn into the documents by the same table."""

    def __init__(self, name: str, moves: Mapping[tuple[S, A], S]) -> None:
        self.name = name
        self.moves = dict(moves)

    def after(self, state: S, action: A) -> S:
        """Return the state that an action leads to, or raise IllegalMove."""
        try:
            return self.moves[(state, action)]
        except KeyError:
            raise IllegalMove(self.name, str(state), str(action)) from None

    def allowed(self, state: S) -> frozenset[A]:
        """Return the actions that are lawful now."""
        return frozenset(action for (at, action) in self.moves if at == state)

    def sources(self, action: A) -> frozenset[S]:
        """Return the states in which an action is lawful."""
        return frozenset(at for (at, known) in self.moves if known == action)

    def mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {src} --> {dst}: {act}" for (src, act), dst in self.moves.items()]
        return "\n".join(lines)
