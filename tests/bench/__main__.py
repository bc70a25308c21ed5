"""`make bench`: measure, print ratios, and write one JSON line a figure to BENCH_JSON."""

import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.bench import (
    acks,
    book,
    draws,
    hot_row,
    list_import,
    photographs,
    ranking,
    reconciliation,
    sealing,
    searching,
    statistics,
    uploads,
    wall,
    whole_log,
)
from tests.bench.figures import Figure
from tests.support.database import TestDatabases
from tests.support.web import lay_schema


def main() -> int:
    """Run every bench on a private PostgreSQL that waits for its disk; 1 if a ratio fails."""
    databases = TestDatabases(is_durable=True)
    figures: list[Figure] = draws.measure()
    try:
        lay_schema(databases.make_template())
        with tempfile.TemporaryDirectory(prefix="mingchui-bench-") as folder:
            figures += hot_row.measure(databases.copy("bench_row"), Path(folder))
            figures += acks.measure(databases.copy("bench_acks"), Path(folder))
            figures += book.measure(databases.copy("bench_book"), Path(folder))
            figures += list_import.measure(databases.copy("bench_list"), Path(folder))
            figures += photographs.measure(databases.copy("bench_photographs"), Path(folder))
            figures += ranking.measure(databases.copy("bench_ranking"), Path(folder))
            figures += reconciliation.measure(databases.copy("bench_bank"), Path(folder))
            figures += sealing.measure(databases.copy("bench_sealing"), Path(folder))
            figures += searching.measure(databases.copy("bench_search"), Path(folder))
            figures += statistics.measure(databases.copy("bench_statistics"), Path(folder))
            figures += uploads.measure(databases.copy("bench_uploads"), Path(folder))
            figures += wall.measure(databases.copy("bench_wall"), Path(folder))
            figures += whole_log.measure(Path(folder))
    finally:
        databases.stop()
    for figure in figures:
        sys.stdout.write(f"{figure}\n")
    if path := os.environ.get("BENCH_JSON"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.writelines(
                json.dumps(asdict(figure), ensure_ascii=False) + "\n" for figure in figures
            )
    return 0 if all(figure.is_held for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
