"""Read what `flask screen evaluate` scores: folders and files of bids, with labels if there."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import click

from auction.rules.screening.records import LotHistory, Pair, PlacedBid, Traces

Row = dict[str, str]
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?([eE]-?[0-9]{1,2})?", re.ASCII)


@dataclass(frozen=True)
class Labels:
    """What is true of a folder: which lots a ring met on, who belongs to which ring."""

    rings: dict[str, str] = field(default_factory=dict)
    pushers: frozenset[str] = frozenset()
    lots: frozenset[str] = frozenset()

    @property
    def pairs(self) -> frozenset[Pair]:
        """Every two of one ring."""
        members: dict[str, list[str]] = {}
        for bidder, ring in self.rings.items():
            members.setdefault(ring, []).append(bidder)
        return frozenset(
            pair for ring in members.values() for pair in combinations(sorted(ring), 2)
        )


@dataclass(frozen=True)
class Folder:
    """One folder as read."""

    histories: list[LotHistory]
    traces: Traces
    labels: Labels | None


def number(text: str) -> Decimal:
    """Read one plain number; raise ValueError otherwise."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is no plain number")
    return Decimal(text)


def read_rows(path: Path, needed: Iterable[str]) -> list[Row]:
    """Read a CSV file whose head has the needed columns; say what is missing otherwise."""
    if not path.is_file():
        raise click.ClickException(f"{path} is not there")
    with path.open(encoding="utf-8-sig", newline="") as source:
        reader = csv.DictReader(source)
        missing = set(needed) - set(reader.fieldnames or ())
        if missing:
            raise click.ClickException(
                f"{path.name}: columns are missing: {', '.join(sorted(missing))}"
            )
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise click.ClickException(
                    f"{path.name}: line {reader.line_num} has not the columns of the head"
                )
            rows.append(row)
    return rows


def _bids(path: Path, lot_column: str) -> tuple[dict[str, tuple[PlacedBid, ...]], list[Row]]:
    rows = read_rows(path, (lot_column, "seq", "bidder_id", "amount", "time_s"))
    found: dict[str, list[tuple[Decimal, PlacedBid]]] = {}
    for row in rows:
        try:
            bid = PlacedBid(
                row["bidder_id"],
                int(number(row["amount"]) * 100),
                timedelta(microseconds=int(number(row["time_s"]) * 1_000_000)),
            )
            found.setdefault(row[lot_column], []).append((number(row["seq"]), bid))
        except (ValueError, OverflowError) as fault:
            raise click.ClickException(f"{path.name}: {row[lot_column]}: {fault}") from None
    ordered = {
        lot: tuple(bid for _, bid in sorted(bids, key=lambda pair: pair[0]))
        for lot, bids in found.items()
    }
    return ordered, rows


def read_folder(folder: Path) -> Folder:
    """Read registrations, bids and outcomes of a folder, and its labels where they stand by."""
    registrations = read_rows(
        folder / "registrations.csv", ("lot_id", "bidder_id", "payer", "device", "ip24")
    )
    bids, _ = _bids(folder / "bids.csv", "lot_id")
    bidders: dict[str, set[str]] = {}
    traces: dict[str, dict[str, set[str]]] = {"payer": {}, "device": {}, "ip24": {}}
    for row in registrations:
        bidders.setdefault(row["lot_id"], set()).add(row["bidder_id"])
        for kind, kept in traces.items():
            if row[kind]:
                kept.setdefault(row["bidder_id"], set()).add(row[kind])
    histories = [
        LotHistory(
            lot=row["lot_id"],
            bidders=frozenset(bidders.get(row["lot_id"], ())),
            bids=bids.get(row["lot_id"], ()),
            winner=row["winner"] or None,
            is_defaulted=row["defaulted"] == "1",
            seller=row["agency"],
        )
        for row in read_rows(
            folder / "outcomes.csv", ("lot_id", "agency", "winner", "price", "defaulted")
        )
    ]
    return Folder(histories, _traces(traces), _labels(folder))


def _traces(kept: dict[str, dict[str, set[str]]]) -> Traces:
    frozen = {
        kind: {bidder: frozenset(keys) for bidder, keys in found.items()}
        for kind, found in kept.items()
    }
    return Traces(frozen["payer"], frozen["device"], frozen["ip24"])


def _labels(folder: Path) -> Labels | None:
    """Read the labels; a folder without them is scored and not judged."""
    if not (folder / "labels_bidders.csv").is_file():
        return None
    people = read_rows(folder / "labels_bidders.csv", ("bidder_id", "kind", "group"))
    lots = read_rows(folder / "labels_lots.csv", ("lot_id", "ring"))
    return Labels(
        {row["bidder_id"]: row["group"] for row in people if row["kind"] == "ring"},
        frozenset(row["bidder_id"] for row in people if row["kind"] == "pusher"),
        frozenset(row["lot_id"] for row in lots),
    )


def read_bid_file(path: Path) -> dict[str, list[LotHistory]]:
    """Read a file of bids alone: lots by the family of their source, bidders as registered.

    A source is named like ``ebay-palm``; its family is all of the name but its last part where
    several share a beginning. Whoever bid highest last won; lots that a file of expected results
    beside it marks as not clean are a family of their own.
    """
    bids, rows = _bids(path, "auction_id")
    sources = {row["auction_id"]: row["source"] for row in rows}
    clean = _clean(path.with_name(f"{path.stem}_expected.csv"))
    families: dict[str, list[LotHistory]] = {}
    for lot, made in bids.items():
        high = max(range(len(made)), key=lambda place: (made[place].amount_fen, -place))
        family = _family(sources[lot], is_clean=clean.get(lot, True))
        families.setdefault(family, []).append(
            LotHistory(lot, frozenset(bid.bidder for bid in made), made, made[high].bidder)
        )
    return families


def _family(source: str, *, is_clean: bool) -> str:
    family = source if source == "cn-judicial" else source.rpartition("-")[0] or source
    return family if is_clean else f"{family} (not clean)"


def _clean(expected: Path) -> dict[str, bool]:
    if not expected.is_file():
        return {}
    rows = read_rows(expected, ("auction_id", "clean"))
    return {row["auction_id"]: row["clean"].lower() in {"1", "true"} for row in rows}
