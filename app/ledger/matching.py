"""Judge bank lines against entries of the book: each ends in a pair or in a named difference.

Pure: values in, verdicts out. The order of the rules is the order in which an auditor would ask:
the bank's own serial, then what the words refer to, then what the bank says the line is.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.ledger.reconciliation_words import Difference, Direction, Nature
from app.ledger.rules import plain_name

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,79}", re.ASCII)
#: Signs with which banks hide parts of a name.
_MASK = re.compile(r"[*＊×?]+")


class ReferenceKind(StrEnum):
    """What a word in a memo is the number of."""

    ORDER = "order"
    INSTRUCTION = "instruction"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class BankLine:
    """A line of the bank that counts."""

    id: int
    day: date
    direction: Direction
    fen: int
    serial: str
    name: str
    memo: str
    nature: Nature = Nature.PAYMENT

    @property
    def signed(self) -> int:
        """Fen with the sign of their way."""
        return self.direction.signed(self.fen)


@dataclass(frozen=True, slots=True)
class BookEntry:
    """A transfer of the book that touches the bank."""

    id: int
    day: date
    direction: Direction
    fen: int
    serial: str
    instruction_id: str = ""
    order_no: str = ""
    name: str = ""
    #: Already paired with an earlier line; it only shows that this one is a second.
    is_taken: bool = False

    @property
    def signed(self) -> int:
        """Fen with the sign of their way."""
        return self.direction.signed(self.fen)


@dataclass(frozen=True, slots=True)
class Pair:
    """A line and the entry it is."""

    line: BankLine
    entry: BookEntry
    by: str


@dataclass(frozen=True, slots=True)
class Named:
    """A difference with its name, and what it moves the bank's balance away from the book's."""

    kind: Difference
    day: date
    effect: int
    line_id: int | None = None
    entry_id: int | None = None
    #: The day on which both sides are even again without anybody's doing.
    until: date | None = None


@dataclass(slots=True)
class Verdict:
    """What became of the lines and entries that were looked at."""

    pairs: list[Pair] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)


def tokens_of(memo: str) -> list[str]:
    """Return the words of a memo that may be a number of ours."""
    return _TOKEN.findall(memo)


def names_agree(told: str, known: str) -> bool:
    """Say whether a name on a statement may be a person's: masked signs may be any, none is all."""
    shown, real = plain_name(told), plain_name(known)
    if not shown or not real or shown == real:
        return True
    pattern = ".+".join(re.escape(piece) for piece in _MASK.split(shown))
    return bool(_MASK.search(shown)) and re.fullmatch(pattern, real) is not None


def judge(
    lines: Sequence[BankLine],
    entries: Sequence[BookEntry],
    references: Mapping[str, ReferenceKind],
    covered: Iterable[date],
) -> Verdict:
    """Return the pairs and the differences of unmatched lines and entries.

    `references` are the words of memos that are numbers of ours; `covered` are the days of which
    a statement is here: an entry of any other day is not judged yet.
    """
    judging = _Judging(references)
    for entry in entries:
        judging.add(entry)
    left = [line for line in lines if not judging.pair_by_serial(line, exactly=True)]
    left = [line for line in left if not judging.pair_by_serial(line, exactly=False)]
    left = [line for line in left if not judging.pair_by_words(line)]
    for line in left:
        judging.name(line)
    days = set(covered)
    for entry in entries:
        if entry.id not in judging.used and not entry.is_taken and entry.day in days:
            effect = -entry.signed
            judging.verdict.named.append(
                Named(Difference.MISSING_AT_BANK, entry.day, effect, entry_id=entry.id)
            )
    return judging.verdict


@dataclass
class _Judging:
    references: Mapping[str, ReferenceKind]
    verdict: Verdict = field(default_factory=Verdict)
    used: set[int] = field(default_factory=set)
    by_serial: dict[str, list[BookEntry]] = field(default_factory=lambda: defaultdict(list))
    by_word: dict[str, list[BookEntry]] = field(default_factory=lambda: defaultdict(list))

    def add(self, entry: BookEntry) -> None:
        if entry.serial:
            self.by_serial[entry.serial].append(entry)
        for word in {entry.instruction_id, entry.order_no} - {""}:
            self.by_word[word].append(entry)

    def is_free(self, entry: BookEntry) -> bool:
        return not entry.is_taken and entry.id not in self.used

    def pair_by_serial(self, line: BankLine, *, exactly: bool) -> bool:
        """Pair a line with the entry of its serial, first where all fits; a second stays over."""
        kin = self.by_serial.get(line.serial, ()) if line.serial else ()
        free = [entry for entry in kin if self.is_free(entry) and _fits(line, entry, exactly)]
        if not free:
            return False
        self._pair(line, min(free, key=lambda entry: _distance(line, entry)), "serial")
        return True

    def pair_by_words(self, line: BankLine) -> bool:
        """Pair a line with the entry its memo refers to: amount and payer must fit as well."""
        for word in tokens_of(line.memo):
            for entry in self.by_word.get(word, ()):
                is_same = (entry.direction, entry.fen) == (line.direction, line.fen)
                if self.is_free(entry) and is_same and names_agree(line.name, entry.name):
                    self._pair(line, entry, "memo")
                    return True
        return False

    def _pair(self, line: BankLine, entry: BookEntry, by: str) -> None:
        self.used.add(entry.id)
        self.verdict.pairs.append(Pair(line, entry, by))
        self.verdict.named += _faults_of(line, entry)

    def name(self, line: BankLine) -> None:
        """Give the difference of a line that is no entry of ours its name."""
        self.verdict.named.append(Named(self._kind(line), line.day, line.signed, line_id=line.id))

    def _kind(self, line: BankLine) -> Difference:
        kin = self.by_serial.get(line.serial, []) if line.serial else []
        is_same_sum = any(entry.fen == line.fen for entry in kin)
        is_twice = any(entry.fen == line.fen and entry.direction is line.direction for entry in kin)
        kinds = {self.references.get(word) for word in tokens_of(line.memo)} - {None}
        is_reversal = line.nature is Nature.REVERSAL or _goes_back(line, kinds)
        names = (
            (is_twice, Difference.BOOKED_TWICE),
            (is_same_sum, Difference.RETURNED),
            (bool(kin), Difference.SERIAL_REUSED),
            (is_reversal, Difference.RETURNED),
            (not kinds and line.nature is Nature.FEE, Difference.BANK_FEE),
            (not kinds and line.nature is Nature.INTEREST, Difference.BANK_INTEREST),
            (self._is_paid(line), Difference.BOOKED_TWICE),
            (line.direction is Direction.IN and not kinds, Difference.UNKNOWN_PAYER),
        )
        return next((name for holds, name in names if holds), Difference.MISSING_IN_BOOK)

    def _is_paid(self, line: BankLine) -> bool:
        """Say whether the bank did already what the words of a line order it to do."""
        if line.direction is Direction.IN:
            return False
        kin = [entry for word in tokens_of(line.memo) for entry in self.by_word.get(word, ())]
        return any(
            not self.is_free(entry) and (entry.direction, entry.fen) == (line.direction, line.fen)
            for entry in kin
        )


def _goes_back(line: BankLine, kinds: set[ReferenceKind | None]) -> bool:
    """Say whether a line runs against the way of what it refers to."""
    if line.direction is Direction.IN:
        return ReferenceKind.INSTRUCTION in kinds
    return bool(kinds) and ReferenceKind.INSTRUCTION not in kinds


def _fits(line: BankLine, entry: BookEntry, exactly: bool) -> bool:  # noqa: FBT001 - a filter
    """Say whether two of one serial may be one movement: way and amount, or one of them."""
    is_same_way, is_same_sum = entry.direction is line.direction, entry.fen == line.fen
    return (is_same_way and is_same_sum) if exactly else (is_same_way or is_same_sum)


def _distance(line: BankLine, entry: BookEntry) -> tuple[bool, bool, int, int]:
    """Order entries of one serial by how well they fit a line."""
    return (
        entry.direction is not line.direction,
        entry.fen != line.fen,
        abs((entry.day - line.day).days),
        entry.id,
    )


def _faults_of(line: BankLine, entry: BookEntry) -> Iterable[Named]:
    """Yield what differs between a line and the entry it is."""
    later = max(line.day, entry.day)
    gap = line.signed - entry.signed

    def named(kind: Difference, day: date, effect: int, until: date | None = None) -> Named:
        return Named(kind, day, effect, line.id, entry.id, until)

    if line.direction is not entry.direction:
        yield named(Difference.WRONG_DIRECTION, later, gap)
    elif gap:
        yield named(Difference.AMOUNT_DIFFERS, later, gap)
    if line.day < entry.day:
        yield named(Difference.WRONG_DAY, line.day, line.signed, entry.day)
    elif entry.day < line.day:
        yield named(Difference.WRONG_DAY, entry.day, -entry.signed, line.day)
    if line.direction is Direction.IN and not names_agree(line.name, entry.name):
        yield named(Difference.OTHER_PAYER, later, 0)
