"""CJD-1, the court's draw: the same public inputs give the same order to everyone.

Integers and SHA-256 only, so that a second implementation in any language agrees
bit for bit. Nothing here reads a clock, a file or a random source.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Weights are whole numbers up to this one; the uniform mode gives everybody 1.
WEIGHT_MAX = 1_000_000
#: The court's secret number has exactly this many bytes.
NONCE_BYTES = 32
_BLOCK_VALUES = 1 << 256


@dataclass(frozen=True)
class Ticket:
    """One chance in the draw: an agency, or a group of agencies under one controller."""

    id: str
    name: str
    weight: int = 1


@dataclass(frozen=True)
class Pick:
    """One step of the draw with every number needed to do it again by hand."""

    position: int
    total_weight: int
    x: int
    counter_first: int
    counter_used: int
    id: str


@dataclass(frozen=True)
class MemberPick:
    """The second step for a shared ticket: which member of the group it stands for."""

    ticket: str
    x: int
    counter_first: int
    counter_used: int
    code: str


@dataclass(frozen=True)
class Inputs:
    """Everything the seed is made of; the only things that can move the result."""

    case_id: str
    round: int
    k: int
    policy_digest: bytes
    nonce: bytes
    external: Sequence[tuple[str, str]]
    party: Mapping[str, str]
    tickets: Sequence[Ticket]


@dataclass(frozen=True)
class Result:
    """The published outcome of a draw and the values that lead to it."""

    commit: bytes
    list_digest: bytes
    seed: bytes
    picks: tuple[Pick, ...]
    members: tuple[MemberPick, ...] = ()

    @property
    def order(self) -> tuple[str, ...]:
        """The drawn ticket ids, first place first."""
        return tuple(pick.id for pick in self.picks)

    @property
    def agencies(self) -> tuple[str, ...]:
        """The drawn agencies, first place first; a shared ticket stands for its member."""
        drawn = {member.ticket: member.code for member in self.members}
        return tuple(drawn.get(ticket, ticket) for ticket in self.order)


def canonical_text(text: str) -> str:
    """Give the one form of a text that is hashed: NFC, without white space at the ends."""
    return unicodedata.normalize("NFC", text).strip()


def length_prefixed(part: bytes) -> bytes:
    """Put the length in four bytes before the part, so that no two lists join alike."""
    return len(part).to_bytes(4, "big") + part


def digest_of(*parts: bytes) -> bytes:
    """Hash the parts in order, each with its length before it."""
    return hashlib.sha256(b"".join(map(length_prefixed, parts))).digest()


def _text(text: str) -> bytes:
    return canonical_text(text).encode()


def sorted_tickets(tickets: Sequence[Ticket]) -> list[Ticket]:
    """Bring tickets into the order of their id bytes; refuse a repeated id or a bad weight."""
    ordered = sorted(tickets, key=lambda ticket: _text(ticket.id))
    ids = [_text(ticket.id) for ticket in ordered]
    if len(set(ids)) != len(ids):
        raise ValueError("a ticket id appears twice")
    if any(not 1 <= ticket.weight <= WEIGHT_MAX for ticket in ordered):
        raise ValueError("a weight lies outside 1..1,000,000")
    return ordered


def list_digest(tickets: Sequence[Ticket]) -> bytes:
    """Bind ids, names and weights of the whole frozen list into one value."""
    parts = [
        length_prefixed(_text(ticket.id))
        + length_prefixed(_text(ticket.name))
        + ticket.weight.to_bytes(4, "big")
        for ticket in sorted_tickets(tickets)
    ]
    return digest_of(b"CJD1/list", *parts)


def commit_of(nonce: bytes) -> bytes:
    """Give the value that is published at the freeze, before anyone may see the nonce."""
    if len(nonce) != NONCE_BYTES:
        raise ValueError("the nonce must be 32 bytes")
    return digest_of(b"CJD1/commit", nonce)


def seed_of(inputs: Inputs) -> bytes:
    """Mix case, round, list, policy, nonce, public figures and party strings into the seed."""
    external = b"".join(
        length_prefixed(_text(source)) + length_prefixed(_text(value))
        for source, value in inputs.external
    )
    party = b"".join(
        length_prefixed(key) + length_prefixed(value)
        for key, value in sorted((_text(k), _text(v)) for k, v in inputs.party.items())
    )
    return digest_of(
        b"CJD1/seed",
        _text(inputs.case_id),
        inputs.round.to_bytes(2, "big"),
        list_digest(inputs.tickets),
        inputs.policy_digest,
        inputs.nonce,
        external,
        party,
    )


class NumberStream:
    """Numbers from the seed, exactly uniform, no block of which is ever used twice."""

    def __init__(self, seed: bytes) -> None:
        self._mac = hmac.new(seed, b"CJD1/draw", hashlib.sha256)
        self.counter = 0

    def _block(self) -> int:
        mac = self._mac.copy()
        mac.update(self.counter.to_bytes(4, "big"))
        self.counter += 1
        return int.from_bytes(mac.digest(), "big")

    def below(self, n: int) -> int:
        """Give a number from 0 to n-1; blocks above the last whole multiple are thrown away."""
        limit = _BLOCK_VALUES // n * n
        while (block := self._block()) >= limit:
            pass
        return block % n


def pick_in_order(tickets: Sequence[Ticket], k: int, stream: NumberStream) -> list[Pick]:
    """Draw up to k tickets without putting any back; the tickets are already sorted."""
    remaining = list(tickets)
    picks: list[Pick] = []
    for position in range(1, min(k, len(remaining)) + 1):
        total = sum(ticket.weight for ticket in remaining)
        first = stream.counter
        x = stream.below(total)
        index, cumulative = 0, remaining[0].weight
        while cumulative <= x:
            index += 1
            cumulative += remaining[index].weight
        chosen = remaining.pop(index)
        picks.append(Pick(position, total, x, first, stream.counter - first, chosen.id))
    return picks


def pick_members(
    order: Sequence[str], groups: Mapping[str, Sequence[str]], stream: NumberStream
) -> list[MemberPick]:
    """Draw one member inside each drawn group (E10), in the order of the tickets.

    The stream is the one the order was drawn from, so no block serves twice.
    """
    picks = []
    for ticket in order:
        members = sorted(groups.get(ticket, ()), key=str.encode)
        if len(members) > 1:
            first = stream.counter
            x = stream.below(len(members))
            picks.append(MemberPick(ticket, x, first, stream.counter - first, members[x]))
    return picks


def draw(inputs: Inputs, groups: Mapping[str, Sequence[str]] | None = None) -> Result:
    """Compute the whole draw from its public inputs and the revealed nonce."""
    tickets = sorted_tickets(inputs.tickets)
    seed = seed_of(inputs)
    stream = NumberStream(seed)
    picks = pick_in_order(tickets, inputs.k, stream)
    members = pick_members([pick.id for pick in picks], groups or {}, stream)
    return Result(
        commit=commit_of(inputs.nonce),
        list_digest=list_digest(tickets),
        seed=seed,
        picks=tuple(picks),
        members=tuple(members),
    )
