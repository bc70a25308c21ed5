"""The replay of a sale that is over, for everybody, without scripts."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from app.kernel.clock import clock
from app.kernel.facts import stamp
from tests.support.sales import CLOSES, OPENS, START, STEP, Sale
from tests.support.web import Client

AFTER = CLOSES + timedelta(hours=1)


def at_moment(sale: Sale, client: Client, moment: str) -> str:
    with clock.stopped_at(AFTER):
        answer = client.get(f"/lots/{sale.lot_no}/replay?at={quote(moment)}")
    assert answer.status_code == 200
    return answer.text


def test_each_moment_shows_price_leader_clock_and_extensions_of_then(
    sale: Sale, client: Client
) -> None:
    sale.opened("bidder1", "bidder2")
    first, late = OPENS + timedelta(hours=1), CLOSES - timedelta(minutes=1)
    sale.bid("bidder2", START.fen, first)
    sale.bid("bidder1", START.fen + STEP.fen, late)
    sale.tick(CLOSES + timedelta(minutes=10))

    before = at_moment(sale, client, stamp(first - timedelta(microseconds=1)))
    then = at_moment(sale, client, stamp(first))
    extended = at_moment(sale, client, stamp(late + timedelta(seconds=2)))
    end = at_moment(sale, client, "2099-01-01T00:00:00Z")

    leads = '<dd data-r="paddle">{}</dd>'
    assert leads.format("—") in before
    assert ">1,540,000.00</dd>" in before
    assert leads.format(sale.paddle("bidder2")) in then
    assert '<dd data-r="left">23:00:00</dd>' in then
    assert leads.format(sale.paddle("bidder1")) in extended
    assert '<dd data-r="left">04:58</dd>' in extended
    assert '<dd data-r="extensions">1</dd>' in extended
    assert "成交" in end
    assert sale.bidders["bidder1"][0].name not in end
    assert f'data-jump="{stamp(late)}"' in end


def test_a_sale_that_runs_is_not_replayed(sale: Sale, client: Client) -> None:
    sale.opened("bidder1")
    sale.bid("bidder1", START.fen, OPENS + timedelta(hours=1))

    with clock.stopped_at(OPENS + timedelta(hours=2)):
        page = client.get(f"/lots/{sale.lot_no}/replay")

    assert page.status_code == 200
    assert "竞价尚未结束" in page.text
    assert "data-replay" not in page.text


def test_a_sale_nobody_bid_in_is_replayed_too(sale: Sale, client: Client) -> None:
    sale.failed()

    page = at_moment(sale, client, stamp(CLOSES))

    assert "竞价结束" in page
    assert '<dd data-r="paddle">—</dd>' in page


@pytest.mark.parametrize("moment", ["yesterday", "2026-04-20T02:00:00", "1"])
def test_no_moment_is_refused_by_name(sale: Sale, client: Client, moment: str) -> None:
    sale.failed()

    answer = client.get(f"/lots/{sale.lot_no}/replay?at={moment}")

    assert answer.status_code in {400, 422}


def test_public_facts_come_page_by_page(sale: Sale, client: Client) -> None:
    sale.sold()
    seen: list[int] = []
    after: str | None = "0"
    while after is not None:
        page = client.get(f"/api/v1/lots/{sale.lot_no}/facts?after={after}&limit=2").json
        assert page is not None
        assert len(page["items"]) <= 2
        seen += [fact["seq"] for fact in page["items"]]
        after = page["next"]

    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) >= 5
    assert client.get(f"/api/v1/lots/{sale.lot_no}/facts?limit=501").status_code == 422
