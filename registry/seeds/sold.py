"""Real court auctions of apartments as the history of made-up agencies, for study and training.

The file is third-party data that lies beside the repository: sold lots of Seoul and Busan, with
the appraisal firms already under pseudonyms. Who did the work here is made up; the numbers are
not. All days are moved by one span, so that the last sale was yesterday.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from app.kernel.actors import SYSTEM
from app.kernel.calendar import SHANGHAI, local_date
from app.store import unit_of_work
from registry import queries
from registry.queries.sales import list_sales
from registry.rules.ratios import RatioStudy
from registry.rules.regions import HISTORY_PLACES
from registry.seeds.codes import credit_code
from registry.services.agencies import register_agency
from registry.services.evidence import Piece, load_history
from registry.services.nightly import make_run
from registry.views.ratios import study_of
from registry.vocabulary import AgencyField, AssetNature, EvidenceKind

SOURCE = "court_auctions_kr.csv"
_NEEDED = frozenset(
    {
        "lot_id",
        "appraiser",
        "appraisal_date",
        "sale_date",
        "failed_rounds",
        "appraisal_100m_krw",
        "reserve_100m_krw",
        "hammer_100m_krw",
        "city",
    }
)
_PLACES = {"Seoul": "890100", "Busan": "890200"}
#: Values stand in the file in 100 million won; here in hundredths of a won, as yuan in fen.
_UNIT = Decimal(100_000_000 * 100)
_CODES_FROM = 30_000
_LICENCE_DAYS = 900


@dataclass(frozen=True)
class SoldLot:
    """One row of the file."""

    lot_id: str
    appraiser: str
    appraised_on: date
    ended_on: date
    failed_rounds: int
    appraised: int
    reserve: int
    paid: int
    region: str


@dataclass(frozen=True)
class Loaded:
    """What loading the history did, and what the books now say of it."""

    agencies: int
    pieces: int
    study: RatioStudy | None


def read_sold(source: Iterable[str]) -> list[SoldLot]:
    """Read the file whole; a faulty line is a ValueError that names it, and nothing is kept."""
    reader = csv.DictReader(source)
    missing = _NEEDED - set(reader.fieldnames or ())
    if missing:
        raise ValueError(f"columns are missing: {', '.join(sorted(missing))}")
    found = []
    for row in reader:
        try:
            found.append(_lot(row))
        except (KeyError, TypeError, ValueError, InvalidOperation):
            raise ValueError(f"line {reader.line_num} is no sold lot") from None
    if len({lot.lot_id for lot in found}) != len(found):
        raise ValueError("a lot stands in the file twice")
    return found


def _lot(row: Mapping[str, str]) -> SoldLot:
    values = [_won(row[f"{name}_100m_krw"]) for name in ("appraisal", "reserve", "hammer")]
    if min(values) <= 0 or not row["lot_id"] or not row["appraiser"].startswith("APR"):
        raise ValueError(row["lot_id"])
    return SoldLot(
        lot_id=row["lot_id"],
        appraiser=row["appraiser"],
        appraised_on=date.fromisoformat(row["appraisal_date"]),
        ended_on=date.fromisoformat(row["sale_date"]),
        failed_rounds=int(row["failed_rounds"]),
        appraised=values[0],
        reserve=values[1],
        paid=values[2],
        region=_PLACES[row["city"]],
    )


def _won(text: str) -> int:
    return round(Decimal(text) * _UNIT)


def load_sold(lots: Sequence[SoldLot], *, at: datetime) -> Loaded:
    """Write agencies and sales down and score everybody; safe to repeat.

    Where no ranking has been made yet, the past is scored quarter by quarter, so that trends
    are seen; where one has, time does not run backward and everybody is scored once, now.
    """
    shift = local_date(at) - timedelta(days=1) - max(lot.ended_on for lot in lots)
    is_first = queries.latest_run() is None
    by_quarter = defaultdict(list)
    for lot in sorted(lots, key=lambda lot: (lot.ended_on, lot.lot_id)):
        ended_on = lot.ended_on + shift
        by_quarter[_quarter_end(ended_on, at) if is_first else at].append(lot)
    agencies, pieces = 0, 0
    for moment in sorted(by_quarter):
        batch = by_quarter[moment]
        with unit_of_work():
            agencies += _list_agencies(lots, at=moment, today=local_date(at))
            pieces += load_history(
                [_piece(lot, shift) for lot in batch], source=SOURCE, actor=SYSTEM, at=moment
            )
        if moment < at:
            make_run(at=moment)
    if pieces:
        make_run(at=at)
    return Loaded(agencies, pieces, study_of(list_sales(region="89")))


def _quarter_end(day: date, at: datetime) -> datetime:
    """Return the evening of the last day of a quarter, or now where that is still to come."""
    first = date(day.year + (day.month > 9), (day.month + 2) // 3 * 3 % 12 + 1, 1)
    return min(datetime(first.year, first.month, first.day, tzinfo=SHANGHAI), at)


def agency_code(appraiser: str) -> str:
    """Return the made-up credit code of a firm of the file."""
    return credit_code(_CODES_FROM + int(appraiser.removeprefix("APR")))


def _list_agencies(lots: Sequence[SoldLot], *, at: datetime, today: date) -> int:
    """Put the firms of the file on the list, each where most of its lots lie."""
    places: dict[str, Counter[str]] = defaultdict(Counter)
    for lot in lots:
        places[lot.appraiser][lot.region] += 1
    written = 0
    for appraiser in sorted(places):
        if queries.find_agency(agency_code(appraiser)) is not None:
            continue
        written += 1
        register_agency(
            code=agency_code(appraiser),
            name=f"演示历史评估机构 {appraiser}",
            fields=(AgencyField.REAL_ESTATE,),
            regions=(places[appraiser].most_common(1)[0][0],),
            grade=2,
            licence_no=f"演示历史 {appraiser}",
            licence_expires_on=today + timedelta(days=_LICENCE_DAYS),
            appraisers={AgencyField.REAL_ESTATE: 6},
            legal_representative="演示",
            listed_on=date(2015, 1, 1),
            # It takes no commissions: E08 keeps it out of every draw.
            declared_capacity=0,
            address="演示历史：成交数据真实，机构为虚构代号",
            actor=SYSTEM,
            at=at,
        )
    return written


def _piece(lot: SoldLot, shift: timedelta) -> Piece:
    ended_on = lot.ended_on + shift
    return Piece(
        agency_code=agency_code(lot.appraiser),
        kind=EvidenceKind.SALE,
        is_good=None,
        reference=lot.lot_id,
        cause="sold_in_history",
        told={
            "appraisal_no": lot.lot_id,
            "appraised": f"{lot.appraised // 100:,}",
            "paid": f"{lot.paid // 100:,}",
            "place": HISTORY_PLACES[lot.region],
        },
        measure={
            "appraised": str(lot.appraised),
            "price": str(lot.paid),
            "reserve": str(lot.reserve),
            "appraised_on": (lot.appraised_on + shift).isoformat(),
            "ended_on": ended_on.isoformat(),
            "region_code": lot.region,
            "nature": str(AssetNature.HOUSING),
            "failed_rounds": lot.failed_rounds,
            "unit": "KRW",
        },
        field=AgencyField.REAL_ESTATE,
        region_code=lot.region,
        occurred_at=datetime(ended_on.year, ended_on.month, ended_on.day, 10, tzinfo=SHANGHAI),
    )
