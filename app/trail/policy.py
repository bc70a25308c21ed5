"""Whom a reader trusts, as a text he keeps: the log's keys, its witnesses, how many; pure.

# comments begin with a number sign
log VKEY [until SIZE]
witness NAME VKEY
quorum N
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from app.trail.notes import COSIGNATURE, ED25519, NoteFault, VerifierKey

LINES_MAX = 200


class PolicyFault(ValueError):
    """A line of the policy that says nothing known; the message names it."""


@dataclass(frozen=True)
class Policy:
    """The keys a reader takes, and how many witnesses he asks for."""

    #: Keys of the log; a retired one with the last size it may have signed.
    logs: tuple[tuple[VerifierKey, int | None], ...] = ()
    witnesses: Mapping[str, VerifierKey] = field(default_factory=dict)
    quorum: str = "none"
    #: Lines that only a verifier reads, handed on as they are: groups and time-stamp authorities.
    others: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Policy":
        """Read a policy; raise PolicyFault."""
        lines = text.splitlines()
        if len(lines) > LINES_MAX:
            raise PolicyFault(f"a policy has at most {LINES_MAX} lines")
        logs: list[tuple[VerifierKey, int | None]] = []
        witnesses: dict[str, VerifierKey] = {}
        others: list[str] = []
        quorum = "none"
        for number, line in enumerate(lines, 1):
            words = line.partition("#")[0].split()
            try:
                match words:
                    case []:
                        continue
                    case ["log", *rest]:
                        logs.append(_log(rest))
                    case ["witness", name, vkey] if name not in witnesses:
                        witnesses[name] = _key(vkey, COSIGNATURE)
                    case ["quorum", wanted]:
                        quorum = wanted
                    case ["group", _, _, _, *_] | ["tsa", _]:
                        others.append(" ".join(words))
                    case _:
                        _refuse()
            except NoteFault as fault:
                raise PolicyFault(f"line {number} of the policy: {fault}") from None
        if quorum.isdigit() and int(quorum) > len(witnesses):
            raise PolicyFault("the quorum is larger than the number of witnesses")
        return cls(tuple(logs), witnesses, quorum, tuple(others))

    def __str__(self) -> str:
        lines = [
            f"log {key}" + ("" if until is None else f" until {until}") for key, until in self.logs
        ]
        lines += [f"witness {name} {key}" for name, key in self.witnesses.items()]
        lines += self.others
        lines.append(f"quorum {self.quorum}")
        return "".join(f"{line}\n" for line in lines)


def _key(text: str, kind: int) -> VerifierKey:
    key = VerifierKey.parse(text)
    if key.kind != kind:
        raise NoteFault("this key is of the other kind")
    return key


def _log(words: Sequence[str]) -> tuple[VerifierKey, int | None]:
    match words:
        case [vkey]:
            return _key(vkey, ED25519), None
        case [vkey, "until", size] if size.isascii() and size.isdigit():
            return _key(vkey, ED25519), int(size)
        case _:
            raise NoteFault("it is not understood")


def _refuse() -> NoReturn:
    raise NoteFault("it is not understood")
