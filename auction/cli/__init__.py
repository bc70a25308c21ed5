"""`flask replay`: play recorded bids through the rules; `flask statistics`: count anew."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.kernel.money import MAX_FEN, Money
from auction.rules.replay import History, RecordedBid, Replay, replay
from auction.services.counting import rebuild

COLUMNS = (
    "source",
    "auction_id",
    "bids",
    "bidders",
    "extension_s",
    "accepted",
    "refused_low",
    "refused_late",
    "self_outbids",
    "final_high",
    "winner",
    "final_end_s",
    "extensions",
)
_NEEDED = frozenset(
    {
        "source",
        "auction_id",
        "seq",
        "bidder_id",
        "amount",
        "time_s",
        "scheduled_close_s",
        "extension_s",
        "open_price",
    }
)
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", re.ASCII)
_MICROSECONDS = 1_000_000
_SECONDS_MAX = 10**9

Row = dict[str, str]


@click.command("replay")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
def replay_command(file: Path, out: Path | None) -> None:
    """Judge every bid in FILE by the live rules; print one row an auction."""
    with file.open(encoding="utf-8-sig", newline="") as source:
        rows = list(replay_rows(source))
    if out is None:
        click.echo(_table(rows), nl=False)
    else:
        out.write_text(_table(rows), encoding="utf-8", newline="")
        click.echo(f"{len(rows)} auctions written to {out}")


def replay_rows(source: Iterable[str]) -> Iterator[Row]:
    """Yield the outcome of each auction of a CSV file, in the order of first appearance."""
    for auction_id, rows in _by_auction(source).items():
        try:
            history = read_history(rows)
        except ValueError as fault:
            raise click.ClickException(f"auction {auction_id}: {fault}") from None
        yield _outcome(auction_id, rows, history, replay(history))


def _by_auction(source: Iterable[str]) -> dict[str, list[Row]]:
    """Gather the rows of each auction."""
    reader = csv.DictReader(source)
    missing = _NEEDED - set(reader.fieldnames or ())
    if missing:
        raise click.ClickException(f"columns are missing: {', '.join(sorted(missing))}")
    auctions: dict[str, list[Row]] = {}
    for row in reader:
        if None in row or None in row.values():
            raise click.ClickException(f"line {reader.line_num} has not the columns of the head")
        auctions.setdefault(row["auction_id"], []).append(row)
    return auctions


def read_history(rows: list[Row]) -> History:
    """Read one auction exactly: amounts to the fen, times to the microsecond.

    The conditions of the sale stand on every row; those of the first bid count, since a source
    may carry a slip on a later one.
    """
    ordered = sorted(rows, key=lambda row: _decimal(row["seq"]))
    head = ordered[0]
    extension_seconds = _decimal(head["extension_s"])
    if extension_seconds != int(extension_seconds) or not (0 <= extension_seconds <= _SECONDS_MAX):
        raise ValueError(f"{head['extension_s'][:40]!r} is no extension in whole seconds")
    return History(
        open_price=_money(head["open_price"]),
        closes_after=_span(head["scheduled_close_s"]),
        extension_seconds=int(extension_seconds),
        bids=tuple(
            RecordedBid(row["bidder_id"], _money(row["amount"]), _span(row["time_s"]))
            for row in ordered
        ),
    )


def _outcome(auction_id: str, rows: list[Row], history: History, found: Replay) -> Row:
    """Write the outcome of one auction as a row."""
    return {
        "source": rows[0]["source"],
        "auction_id": auction_id,
        "bids": str(len(rows)),
        "bidders": str(len({row["bidder_id"] for row in rows})),
        "extension_s": str(history.extension_seconds),
        "accepted": str(found.accepted),
        "refused_low": str(found.refused_low),
        "refused_late": str(found.refused_late),
        "self_outbids": str(found.self_outbids),
        "final_high": _plain(found.final_high.fen, 100) if found.final_high else "0",
        "winner": found.winner or "",
        "final_end_s": _plain(found.final_end // timedelta(microseconds=1), _MICROSECONDS),
        "extensions": str(found.extensions),
    }


def _table(rows: list[Row]) -> str:
    target = io.StringIO()
    writer = csv.DictWriter(target, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def _decimal(text: str) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is no plain number")
    return Decimal(text)


def _money(text: str) -> Money:
    fen = _decimal(text) * 100
    if fen != int(fen) or not 0 <= fen <= MAX_FEN:
        raise ValueError(f"{text[:40]!r} is no amount in whole fen")
    return Money(int(fen))


def _span(text: str) -> timedelta:
    microseconds = _decimal(text) * _MICROSECONDS
    if microseconds != int(microseconds) or abs(microseconds) > _SECONDS_MAX * _MICROSECONDS:
        raise ValueError(f"{text[:40]!r} is no time in whole microseconds")
    return timedelta(microseconds=int(microseconds))


def _plain(units: int, per_whole: int) -> str:
    """Write a count of small units as a decimal with at least one place."""
    text = f"{Decimal(units) / per_whole:f}"
    whole, _, places = text.partition(".")
    return f"{whole}.{places.rstrip('0') or '0'}"


@click.group("statistics")
def statistics_group() -> None:
    """The kept counts behind the pages of statistics."""


@statistics_group.command("rebuild")
@with_appcontext
def rebuild_command() -> None:
    """Count every lot anew, as if nothing had been kept; safe while the platform runs."""
    months = rebuild()
    click.echo(f"Counted {months} months of courts anew.")
