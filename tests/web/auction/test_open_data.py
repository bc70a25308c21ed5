"""Public tables, their catalogue and snapshots of them; feeds of notices and results."""

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from app.feed.catalogue import datasets
from app.feed.snapshots import SnapshotFault, write_snapshot
from app.web import open_data
from app.web.open_data import Column, Kind, csv_lines
from tests.support import feeding
from tests.support.corrections import correct
from tests.support.markup import faults_of
from tests.support.sales import Sale
from tests.support.web import Client

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def table(client: Client, name: str) -> list[dict[str, str]]:
    answer = client.get(f"/open-data/{name}.csv", buffered=True)
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.fixture
def sold(sale: Sale) -> Sale:
    return sale.sold()


def test_a_sale_can_be_counted_from_the_public_tables(sold: Sale, client: Client) -> None:
    (lot,), (result,) = table(client, "lots"), table(client, "results")
    bids, lots = table(client, "bids"), sold.lot()

    assert (lot["lot"], lot["state"], lot["price_fen"]) == (lots.no, "sold", str(lots.price))
    assert (result["outcome"], result["price_fen"]) == ("sold", str(lots.price))
    assert result["paddle"] == bids[-1]["paddle"]
    assert [bid["seq"] for bid in bids] == [str(place + 1) for place in range(len(bids))]
    assert table(client, "appraisals")[0]["reference_price_fen"] == str(lots.reference_price)
    assert {row["position"] for row in table(client, "draws")} >= {"1"}
    assert table(client, "agencies")


def test_no_name_of_a_bidder_is_in_any_table(sold: Sale, client: Client) -> None:
    whole = "".join(client.get(f"/open-data/{name}.csv", buffered=True).text for name in datasets())

    for actor, payer in sold.bidders.values():
        assert actor.account not in whole
        assert payer.name not in whole


def test_a_draft_is_in_no_table(sale: Sale, client: Client) -> None:
    sale.draft()

    assert table(client, "lots") == []


def test_the_catalogue_names_every_table_with_its_columns(sold: Sale, client: Client) -> None:
    catalogue = client.get("/open-data/catalogue.json").json

    for item in catalogue["dcat:dataset"]:
        address = item["dcat:distribution"]["dcat:downloadURL"]["@id"]
        head = client.get(
            address.removeprefix("http://localhost"), buffered=True
        ).text.splitlines()[0]
        named = [one["csvw:name"] for one in item["csvw:tableSchema"]["csvw:columns"]]
        assert head.split(",") == named
        assert {word["@language"] for word in item["dct:title"]} == {"zh", "en"}
    named = {item["dct:identifier"] for item in catalogue["dcat:dataset"]}
    assert named >= {"lots", "results", "bids", "draws", "agencies", "appraisals"}
    assert catalogue["@type"] == "dcat:Catalog"
    page = client.get("/open-data")
    assert faults_of(page.text) == []
    assert "/open-data/lots.csv" in page.text
    assert client.get("/open-data/people.csv").status_code == 404


def test_a_long_table_is_walked_in_batches_without_a_gap(
    sold: Sale, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = table(client, "bids")
    assert len(whole) > 1

    monkeypatch.setattr(open_data, "BATCH", 1)

    assert table(client, "bids") == whole
    assert len(table(client, "agencies")) > 3


def test_no_cell_is_a_formula() -> None:
    columns = [Column("title", Kind.TEXT, "title")]

    written = b"".join(csv_lines(columns, [("=HYPERLINK(1)",), ("甲,乙",)]))

    assert written.decode().splitlines() == ["title", "'=HYPERLINK(1)", '"甲,乙"']


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_snapshot_proves_itself_and_says_where_the_feed_goes_on(
    sold: Sale, client: Client, tmp_path: Path, form: str
) -> None:
    manifest = write_snapshot(tmp_path / "out", form)

    feeding.tell(feeding.bid(99))
    later = client.get("/api/v1/feed", query_string={"after": manifest["cursor"]}).json["items"]
    assert [event["data"]["bid_seq"] for event in later] == [99]
    assert json.loads((tmp_path / "out" / "manifest.json").read_text()) == manifest
    for file in manifest["files"]:
        content = (tmp_path / "out" / file["name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert len(content) == file["bytes"]
        rows = _rows(content, form)
        assert len(rows) == file["rows"]
        if file["dataset"] == "lots":
            assert str(rows[0]["price_fen"]) == str(sold.lot().price)
    with pytest.raises(SnapshotFault, match="not empty"):
        write_snapshot(tmp_path / "out", form)


def _rows(content: bytes, form: str) -> list[dict[str, Any]]:
    if form == "csv":
        return list(csv.DictReader(io.StringIO(content.decode())))
    import pyarrow.parquet as pq

    rows: list[dict[str, Any]] = pq.read_table(io.BytesIO(content)).to_pylist()
    return rows


def test_the_command_writes_a_snapshot(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["export", "--to", str(tmp_path / "out")])

    assert done.exit_code == 0, done.output
    assert (tmp_path / "out" / "lots.csv").read_text().startswith("lot,title,")


def test_notices_and_results_are_entries_of_a_feed(sold: Sale, client: Client) -> None:
    answer = client.get("/publications.atom")

    feed = ET.fromstring(answer.data)  # noqa: S314 - our own
    ids = [node.text for node in feed.findall("a:entry/a:id", ATOM)]
    titles = [node.text or "" for node in feed.findall("a:entry/a:title", ATOM)]
    host = f"tag:localhost,2026-01-01:lot:{sold.lot_no}"
    assert ids == [f"{host}:result", f"{host}:notice"]
    assert titles[0].startswith("拍卖结果：")
    for needed in ("id", "title", "updated", "link[@rel='self']"):
        assert feed.find(f"a:{needed}", ATOM) is not None
    for entry in feed.findall("a:entry", ATOM):
        for needed in ("id", "title", "updated", "author/a:name", "link[@rel='alternate']"):
            assert entry.find(f"a:{needed}", ATOM) is not None
    again = client.get("/publications.atom", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_same_is_had_as_json_feed_and_narrowed(sold: Sale, client: Client) -> None:
    lot = sold.lot()
    whole = client.get("/publications.json").json

    assert whole["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["url"] for item in whole["items"]] == [f"http://localhost/lots/{lot.no}"] * 2
    assert lot.price is not None
    assert lot.price.yuan in whole["items"][0]["content_text"]
    for narrowed, count in (
        ({"court": lot.court_code, "category": lot.nature.value, "region": "3701"}, 2),
        ({"court": "9999"}, 0),
        ({"category": "vehicle"}, 0),
        ({"region": "44"}, 0),
    ):
        found = client.get("/publications.json", query_string=narrowed).json
        assert len(found["items"]) == count, narrowed
    assert client.get("/publications.json?category=nothing").status_code == 422


def test_a_corrected_notice_is_the_same_entry_brought_up_to_date(
    sale: Sale, client: Client
) -> None:
    sale.announced()
    (first,) = client.get("/publications.json").json["items"]

    correct(sale, items={"court_contact": "执行局 李法官，电话 0531-00000103。"})

    (second,) = client.get("/publications.json").json["items"]
    assert second["id"] == first["id"]
    assert second["date_published"] == first["date_published"]
    assert second["date_modified"] > first["date_modified"]
    assert second["title"].startswith("更正拍卖公告")


def test_public_pages_tell_readers_of_feeds_where_they_are(client: Client) -> None:
    page = client.get("/lots").text

    assert '<link rel="alternate" type="application/atom+xml"' in page
    assert 'href="/publications.json"' in page
