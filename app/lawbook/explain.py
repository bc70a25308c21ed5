"""A calculation that explains itself: result, steps, the articles and the policies behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.kernel.citation import Citation


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a calculation.

    ``label`` is an English message id that pages translate; ``note`` holds figures only.
    """

    label: str
    amount_fen: int | None = None
    note: str = ""
    citation: Citation | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the plain form that is stored and sent."""
        return {
            "label": self.label,
            "amount_fen": self.amount_fen,
            "note": self.note,
            "citation": self.citation.as_dict() if self.citation else None,
        }


@dataclass(frozen=True, slots=True)
class Calculation:
    """A result in whole fen together with everything needed to check it by hand."""

    result: Mapping[str, Any]
    citations: tuple[Citation, ...] = ()
    policies: tuple[str, ...] = ()
    steps: tuple[Step, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Return the plain form that is stored and sent."""
        return {
            "result": dict(self.result),
            "citations": [citation.as_dict() for citation in self.citations],
            "policies": list(self.policies),
            "steps": [step.as_dict() for step in self.steps],
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Calculation":
        """Read back what ``as_dict`` wrote, so that a stored amount still opens to its articles."""
        return cls(
            result=dict(plain["result"]),
            citations=tuple(Citation(**citation) for citation in plain["citations"]),
            policies=tuple(plain["policies"]),
            steps=tuple(
                Step(
                    step["label"],
                    step["amount_fen"],
                    step["note"],
                    Citation(**step["citation"]) if step["citation"] else None,
                )
                for step in plain["steps"]
            ),
        )


def merge_citations(*groups: Iterable[Citation]) -> tuple[Citation, ...]:
    """Join citations, each once, in the order in which they were first named."""
    return tuple(dict.fromkeys(citation for group in groups for citation in group))


def merge_policies(*groups: Iterable[str]) -> tuple[str, ...]:
    """Join policy numbers, each once, in the order of their numbers."""
    names = {name for group in groups for name in group}
    return tuple(sorted(names, key=lambda name: int(name[1:])))
