"""`flask export`: the public tables as of one moment, in files that prove themselves."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import text

from app.feed import queries
from app.feed.catalogue import datasets
from app.feed.events import site
from app.feed.rules import cursor_of
from app.kernel.clock import clock
from app.kernel.facts import stamp
from app.store import db, rest
from app.web.open_data import BATCH, Column, Dataset, Kind, csv_lines, plain

FORMAT = "mingchui-snapshot/1"
MANIFEST = "manifest.json"


class SnapshotFault(click.ClickException):
    """Why no snapshot was written."""


@click.command("export")
@click.option("--to", "target", required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option("--format", "form", type=click.Choice(["csv", "parquet"]), default="csv")
@with_appcontext
def export_command(target: Path, form: str) -> None:
    """Write every public table as it stands now into a folder, with a manifest.

    All tables are of one moment. The manifest, written last, holds the SHA-256 of each file and
    the cursor from which the feed goes on: what happened after the snapshot is read from there.
    """
    manifest = write_snapshot(target, form)
    for file in manifest["files"]:
        click.echo(f"{file['name']}: {file['rows']} rows, {file['bytes']} bytes")
    click.echo(f"{target / MANIFEST}: cursor {manifest['cursor']}")


def write_snapshot(target: Path, form: str) -> dict[str, Any]:
    """Write the snapshot and return its manifest; raises SnapshotFault, then nothing is written."""
    write = _write_csv if form == "csv" else _parquet_writer()
    target.mkdir(parents=True, exist_ok=True)
    if any(target.iterdir()):
        raise SnapshotFault(f"{target} is not empty; a snapshot is written into a new folder")
    rest()
    db.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
    try:
        cursor = cursor_of(queries.head())
        files = [_written(dataset, target, form, write) for dataset in datasets().values()]
    finally:
        rest()
    manifest = {
        "format": FORMAT,
        "made_at": stamp(clock.now()),
        "source": site(),
        "cursor": cursor,
        "files": files,
    }
    content = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (target / MANIFEST).write_text(content, encoding="utf-8")
    return manifest


def _written(dataset: Dataset, target: Path, form: str, write: Any) -> dict[str, Any]:
    """Write one table and return its line of the manifest."""
    count = 0

    def counted() -> Iterator[Sequence[Any]]:
        nonlocal count
        for row in dataset.rows(lambda: None):
            count += 1
            yield row

    path = target / f"{dataset.name}.{form}"
    write(path, dataset.columns, counted())
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {
        "name": path.name,
        "dataset": dataset.name,
        "rows": count,
        "bytes": path.stat().st_size,
        "sha256": digest,
        "columns": [{"name": one.name, "type": one.kind.value} for one in dataset.columns],
    }


def _write_csv(path: Path, columns: Sequence[Column], rows: Iterator[Sequence[Any]]) -> None:
    with path.open("wb") as stream:
        for part in csv_lines(columns, rows):
            stream.write(part)


def _parquet_writer() -> Any:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise SnapshotFault(
            "Parquet needs the package pyarrow, which is not installed here; CSV needs none"
        ) from None
    types = {
        Kind.TEXT: pa.string(),
        Kind.INTEGER: pa.int64(),
        Kind.DECIMAL: pa.decimal128(18, 2),
        Kind.FEN: pa.int64(),
        Kind.MOMENT: pa.timestamp("us", tz="UTC"),
        Kind.DAY: pa.date32(),
    }

    def write(path: Path, columns: Sequence[Column], rows: Iterator[Sequence[Any]]) -> None:
        schema = pa.schema([(column.name, types[column.kind]) for column in columns])
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in _batches(rows):
                cells = [
                    pa.array([_typed(row[place]) for row in batch], type=types[column.kind])
                    for place, column in enumerate(columns)
                ]
                writer.write_table(pa.Table.from_arrays(cells, schema=schema))

    return write


def _batches(rows: Iterator[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    """Yield rows in lists of a batch each."""
    batch: list[Sequence[Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH * 10:
            yield batch
            batch = []
    if batch:
        yield batch


def _typed(value: Any) -> Any:
    """Return a value as its Parquet column holds it."""
    found = plain(value)
    is_kept = found is None or isinstance(found, int | Decimal | datetime | date)
    return found if is_kept else str(found)
