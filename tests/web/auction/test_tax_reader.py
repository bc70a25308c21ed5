"""Everybody reads the tax table of a published lot by side, and what it leaves open."""

from flask import Flask

from app.kernel.clock import clock
from tests.support.corrections import CORRECTED, DAY, LATER, correct
from tests.support.sales import ANNOUNCED, Sale
from tests.support.web import Client

TABLE = [
    {"tax": "deed", "bearer": "buyer", "basis": "契税法第1条"},
    {"tax": "vat", "bearer": "debtor", "basis": "增值税法"},
]


def test_the_table_of_the_notice_in_force_is_read_by_side_and_can_be_shared(
    sale: Sale, app: Flask, client: Client
) -> None:
    sale.draft()
    sale.decide()
    sale.write(taxes="一切税费由买受人承担")
    sale.serve()
    draft = client.get(f"/calculators/taxes?lot={sale.lot_no}").status_code
    sale.announce()
    address = f"/calculators/taxes?lot={sale.lot_no}"

    with clock.stopped_at(ANNOUNCED):
        bare = client.get(address)
        index = client.get("/calculators").text
        lot = client.get(f"/lots/{sale.lot_no}").text
        missing = client.get("/calculators/taxes?lot=nothing")
        blank = client.get("/calculators/taxes")
    correct(sale, taxes=TABLE, opens_at=LATER, closes_at=LATER + DAY)
    with clock.stopped_at(CORRECTED):
        page = client.get(f"/calculators/taxes?lot=https://x/lots/{sale.lot_no}%23notice").text
        wire = client.get(f"/api/v1/lots/{sale.lot_no}/taxes").get_json()

    assert draft == 404
    assert bare.status_code == 200
    assert "公告未列明该方负担的税费" in bare.text
    assert "“一切税费由买受人”将全部税费归于买受人" in bare.text
    assert 'href="/calculators/taxes"' in index
    assert f"/calculators/taxes?lot={sale.lot_no}" in lot
    assert (missing.status_code, blank.status_code) == (404, 200)
    debtor, _, buyer = page.partition("买受人一方")
    assert "增值税法" in debtor
    assert "契税法第1条" in buyer
    assert "契税法第1条" not in debtor
    assert "未知：公告未载明金额" in page
    assert "土地增值税" in page.partition('id="unknown"')[2]
    assert "契税、" not in page.partition('id="unknown"')[2].partition("</ul>")[0]
    assert (wire["notice_version"], wire["debtor"][0]["tax"]) == (2, "vat")
    assert wire["buyer"] == [TABLE[0]]
    assert "deed" not in wire["unlisted"]
