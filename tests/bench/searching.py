"""Lots found by words among 100,000: in the database, and as the first page a visitor reads."""

import csv
import io
import json
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg2
from flask import Flask
from sqlalchemy import select

from app.kernel.clock import clock
from app.store import db
from auction.models import Lot
from auction.queries import LotFilter, list_public_lots
from auction.seeds.notice import ITEMS
from auction.vocabulary import LotOrder, NoticeItem
from tests.bench.figures import Figure, quantile
from tests.support.web import Client, make_app

LOTS = 100_000
WRITERS = 2
LOT_COLUMNS = (
    "id, no, asset_no, case_number, court_id, court_code, court_name, region_code, round, venue,"
    " venue_reason, state, state_since, title, kind, nature, address, appraisal_no,"
    " reference_price, reference_valid_until, start_price, bid_step, deposit, on_grid,"
    " may_raise_self, extension_seconds, balance_days, opens_at, scheduled_close_at, closes_at,"
    " last_seq, extensions, notice_version, announced_at, version, created_at"
)
NOTICE_COLUMNS = (
    "lot_id, version, items, prompts, disclaimer, media, digest, edited_by, edited_at, published_at"
)
NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
DISTRICTS = (
    "济南市历下区", "济南市市中区", "济南市槐荫区", "济南市天桥区", "济南市历城区", "济南市长清区",
    "济南市章丘区", "济南市济阳区", "济南市莱芜区", "济南市钢城区", "济南市平阴县", "济南市商河县",
    "青岛市市南区", "青岛市市北区", "青岛市黄岛区", "青岛市崂山区", "淄博市张店区", "烟台市芝罘区",
    "潍坊市奎文区", "临沂市兰山区", "威海市环翠区", "日照市东港区", "德州市德城区",
    "聊城市东昌府区",
)  # fmt: skip
ROADS = (
    "泉城", "经十", "解放", "北园", "工业南", "和平", "文化东", "山大", "舜耕", "英雄山", "旅游",
    "奥体中", "花园", "历山", "黑虎泉",
)  # fmt: skip
THINGS = (
    ("housing", "房产一套", "住宅，钢混结构，建筑面积{n}.5平方米，所在楼层{f}层，附地下车位一个"),
    ("commercial", "商铺一间", "商业用房，临街，建筑面积{n}平方米，现由承租人占用，租期至2027年"),
    ("vehicle", "鲁A{p}号小型轿车一辆", "车辆识别代号LSV{p}，行驶里程{n}00公里，未见重大事故"),
    ("industrial", "厂房及设备", "工业厂房{f}层，占地{n}平方米，内有数控机床若干，未办理消防验收"),
    ("equity", "有限公司{f}％股权", "持有的有限责任公司股权，公司正常经营，财务资料未能全部取得"),
    ("land_use", "国有建设用地使用权", "出让工业用地{n}平方米，终止日期2056年，地上附着物一并处置"),
)
#: What every notice says alike; all sixteen items would take twice as long to write.
SHARED = (
    NoticeItem.KNOWN_DEFECTS,
    NoticeItem.BIDDING_RULES,
    NoticeItem.TITLE_AND_OCCUPATION,
    NoticeItem.TAXES,
    NoticeItem.VIEWING,
)
#: What people type: common and rare, two signs and many, plates, numbers, several words.
ASKED = (
    "历下", "房产", "车位", "济南市", "历下区", "泉城路", "济南市历下区泉城路", "青岛市崂山区",
    "鲁A12345", "鲁Ａ５", "股权 崂山", "数控机床", "商铺 承租人 历城", "国有建设用地使用权",
    "2026 鲁0102执777号", "车", "舜耕路88号", "东昌府 厂房", "紫藤", "住宅 经十路 车位",
    "未办理消防验收", "LSV54321",
)  # fmt: skip


def measure(url: str, folder: Path) -> list[Figure]:
    """Return the times of searches, their ratio to a read by key, and of the first page."""
    app = make_app(url, data_dir=folder)
    with app.app_context(), clock.stopped_at(NOW):
        filled = _fill(url)
        by_key = _by_key()
        found = _found(LotOrder.NEWEST)
        ending, priced = _found(LotOrder.CLOSING), _found(LotOrder.PRICE_UP)
        pages = _pages(app)
        db.session.remove()
        db.engine.dispose()
    worst, key = quantile(found, 0.95), quantile(by_key, 0.5)
    return [
        Figure("words of 100,000 lots folded, cut and indexed", LOTS / filled, "lots/s"),
        Figure("a search among 100,000 lots, p50", quantile(found, 0.5), "ms"),
        Figure("a search among 100,000 lots, p95", worst, "ms"),
        Figure("50 ms over the p95 of a search", 50 / worst, "x", 1),
        Figure("a lot read by its key, p50", key, "ms"),
        Figure("the p95 of a search over a read by key", worst / key, "x"),
        Figure("the same, what ends next first, p95", quantile(ending, 0.95), "ms"),
        Figure("the same, the lowest price first, p95", quantile(priced, 0.95), "ms"),
        Figure("the first page of lots, p95", quantile(pages, 0.95), "ms"),
        Figure("150 ms over the p95 of the first page", 150 / quantile(pages, 0.95), "x", 1),
    ]


def _fill(url: str) -> float:
    """Write the lots and then, as the migration does, their words; return the seconds of those."""
    address = url.replace("+psycopg2", "", 1)
    _order(
        address,
        "DROP INDEX ix_auction_lot_text_grams",
        "ALTER TABLE auction_lot DISABLE TRIGGER auction_lot_keep_text",
        "ALTER TABLE auction_notice DISABLE TRIGGER auction_notice_keep_text",
    )
    _in_parallel(_write, address)
    began = time.perf_counter()
    _in_parallel(_find_words, address)
    _order(
        address,
        "CREATE INDEX ix_auction_lot_text_grams ON auction_lot_text USING gin (grams)",
    )
    spent = time.perf_counter() - began
    _order(address, "VACUUM ANALYZE auction_lot", "VACUUM ANALYZE auction_lot_text")
    return spent


def _in_parallel(work: Callable[[str, int, int], None], address: str) -> None:
    share = LOTS // WRITERS
    workers = [
        threading.Thread(target=work, args=(address, 1 + place * share, share))
        for place in range(WRITERS)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def _order(address: str, *statements: str) -> None:
    connection = psycopg2.connect(address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def _write(address: str, first: int, count: int) -> None:
    chance = random.Random(first)
    lots, notices = io.StringIO(), io.StringIO()
    write_lot, write_notice = csv.writer(lots).writerow, csv.writer(notices).writerow
    for number in range(first, first + count):
        lot, notice = _lot(number, chance)
        write_lot(lot)
        write_notice(notice)
    with psycopg2.connect(address) as connection, connection.cursor() as cursor:
        for table, columns, rows in (
            ("auction_lot", LOT_COLUMNS, lots),
            ("auction_notice", NOTICE_COLUMNS, notices),
        ):
            rows.seek(0)
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)", rows)


def _find_words(address: str, first: int, count: int) -> None:
    with psycopg2.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO auction_lot_text (lot_id, folded, grams)"
            " SELECT id, words, auction_grams(words) FROM (SELECT id, auction_words_of(id) AS words"
            " FROM auction_lot WHERE id >= %s AND id < %s OFFSET 0) AS lot",
            (first, first + count),
        )
        assert cursor.rowcount == count


def _lot(number: int, chance: random.Random) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """Return the rows of one lot, old ones sold and the newest ones running."""
    district = chance.choice(DISTRICTS)
    nature, thing, told = chance.choice(THINGS)
    given = {"n": chance.randrange(30, 400), "f": chance.randrange(1, 34)}
    given["p"] = chance.randrange(10_000, 99_999)
    road = f"{district}{chance.choice(ROADS)}路{chance.randrange(1, 400)}号"
    code = 370_102 + DISTRICTS.index(district)
    state = "open" if number > LOTS * 0.95 else chance.choice(("settled", "settled", "unsold"))
    opens_at = NOW - timedelta(hours=(LOTS - number) / 20)
    closes_at = opens_at + timedelta(hours=300 if state == "open" else 24)
    price = chance.randrange(1_000_000, 900_000_000)
    row = (
        number, f"{code}-2026-{number:06d}", f"A{number}", f"（2026）鲁0{code % 1000}执{number}号",
        code, f"0{code % 1000}", f"{district}人民法院", str(code), "first", "internal", "选择",
        state, opens_at, road + thing.format(**given), "immovable", nature, road, f"P{number}",
        price * 10 // 7, NOW.date(), price, 100_000, price // 10, True, True, 300, 10, opens_at,
        closes_at, closes_at, 0, 0, 1, opens_at - timedelta(days=30), 1, opens_at,
    )  # fmt: skip
    items = {item.value: ITEMS[item] for item in SHARED}
    items[NoticeItem.PROPERTY.value] = f"{road}，{told.format(**given)}。"
    notice = (
        number, 1, json.dumps(items), "{}", "无", "[]", "0" * 64, "bench", opens_at, opens_at,
    )  # fmt: skip
    return row, notice


def _by_key() -> list[float]:
    return [
        _timed(lambda one=number: db.session.execute(select(Lot).where(Lot.id == one)).one())
        for number in range(1, LOTS, LOTS // 200)
    ]


def _found(order: LotOrder) -> list[float]:
    """Time each question some times over, the answer's rows read and let go."""
    spent = []
    for q in ASKED * 4:
        wanted = LotFilter(q=q, order=order)
        spent.append(_timed(lambda one=wanted: list_public_lots(one, now=NOW)))
        db.session.expunge_all()
    return spent


def _pages(app: Flask) -> list[float]:
    visitor = Client(app)

    def read(query: str) -> None:
        answer = visitor.get(f"/lots{query}")
        assert answer.status_code == 200, answer.status

    read("")
    asked = ["", "?q=历下", "?q=济南市历下区泉城路", "?sort=closing", "?q=房产&state=bidding"]
    return [_timed(lambda one=query: read(one)) for query in asked * 6]


def _timed(act: Callable[[], object]) -> float:
    """Return how many milliseconds an act takes."""
    since = time.perf_counter()
    act()
    return (time.perf_counter() - since) * 1000
