"""Whom a reader trusts, as a text he keeps: the log's keys, its witnesses, how many; pure.

# comments begin with a number sign
log VKEY [until SIZE | compromised SIZE]
witness NAME VKEY
quorum N
hash sha256|sm3
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from app.trail.merkle import HASHES
from app.trail.notes import COSIGNATURE, ED25519, NoteFault, VerifierKey

LINES_MAX = 200


class PolicyFault(ValueError):
    """A line of the policy that says nothing known; the message names it."""


@dataclass(frozen=True)
class LogRule:
    """A key of the log, and how far what it signed is taken for the log's."""

    key: VerifierKey
    #: Retired: nothing larger that it signed counts.
    until: int | None = None
    #: Stolen: of what it signed alone only that counts which is no larger and was witnessed.
    compromised: int | None = None

    def __str__(self) -> str:
        if self.compromised is not None:
            return f"log {self.key} compromised {self.compromised}"
        return f"log {self.key}" + ("" if self.until is None else f" until {self.until}")

    def lasts(self, size: int) -> bool:
        """Say whether what the key signed at a size counts by itself."""
        return self.compromised is None and (self.until is None or size <= self.until)


@dataclass(frozen=True)
class Policy:
    """The keys a reader takes, and how many witnesses he asks for."""

    logs: tuple[LogRule, ...] = ()
    witnesses: Mapping[str, VerifierKey] = field(default_factory=dict)
    quorum: str = "none"
    #: What the log is hashed with.
    hash: str = "sha256"
    #: Lines that only a verifier reads, handed on as they are: groups and time-stamp authorities.
    others: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Policy":
        """Read a policy; raise PolicyFault."""
        lines = text.splitlines()
        if len(lines) > LINES_MAX:
            raise PolicyFault(f"a policy has at most {LINES_MAX} lines")
        logs: list[LogRule] = []
        witnesses: dict[str, VerifierKey] = {}
        others: list[str] = []
        quorum, hash_ = "none", "sha256"
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
                    case ["hash", name] if name in HASHES.values():
                        hash_ = name
                    case ["group", _, _, _, *_] | ["tsa", _]:
                        others.append(" ".join(words))
                    case _:
                        _refuse()
            except NoteFault as fault:
                raise PolicyFault(f"line {number} of the policy: {fault}") from None
        _check_quorum(quorum, len(witnesses))
        return cls(tuple(logs), witnesses, quorum, hash_, tuple(others))

    @property
    def has_stolen_key(self) -> bool:
        """Whether a key of the log was reported stolen."""
        return any(rule.compromised is not None for rule in self.logs)

    def __str__(self) -> str:
        lines = [str(rule) for rule in self.logs]
        lines += [f"witness {name} {key}" for name, key in self.witnesses.items()]
        lines += self.others
        lines.append(f"quorum {self.quorum}")
        if self.hash != "sha256":
            lines.append(f"hash {self.hash}")
        return "".join(f"{line}\n" for line in lines)


def _check_quorum(quorum: str, witnesses: int) -> None:
    if quorum.isdigit() and int(quorum) > witnesses:
        raise PolicyFault("the quorum is larger than the number of witnesses")


def _key(text: str, kind: int) -> VerifierKey:
    key = VerifierKey.parse(text)
    if key.kind != kind:
        raise NoteFault("this key is of the other kind")
    return key


def _log(words: Sequence[str]) -> LogRule:
    match words:
        case [vkey]:
            return LogRule(_key(vkey, ED25519))
        case [vkey, "until", size] if size.isascii() and size.isdigit():
            return LogRule(_key(vkey, ED25519), until=int(size))
        case [vkey, "compromised", size] if size.isascii() and size.isdigit():
            return LogRule(_key(vkey, ED25519), compromised=int(size))
        case _:
            raise NoteFault("it is not understood")


def _refuse() -> NoReturn:
    raise NoteFault("it is not understood")
