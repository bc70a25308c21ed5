"""A case told from seizure to distribution by the modules that know its parts."""

from datetime import timedelta

from flask import Flask

from app.kernel.actors import Actor
from app.kernel.permissions import Role
from app.supervision.facade import chapters_of
from auction.services.settling import approve_distribution
from tests.support.sales import CLOSES, Sale

DEBTOR = Actor(900, "debtor", "被执行人", frozenset({Role.PARTY}))


def test_a_settled_sale_has_come_to_the_end_of_its_road(app: Flask, sale: Sale) -> None:
    sale.paid()
    approve_distribution(lot_no=sale.lot_no, actor=sale.judge, at=CLOSES + timedelta(days=4))

    with app.test_request_context():
        road = chapters_of(sale.lot().case_number, sale.judge)

    sold = [chapter for chapter in road if chapter.url.startswith("/desk/lots/")]
    assert [chapter.tag for chapter in sold] == ["success", "done", "done"]
    assert {chapter.about for chapter in road} == {sale.lot().asset_no}
    assert [chapter.at for chapter in sold if chapter.at is None] == []


def test_a_party_is_not_told_of_a_lot_before_its_notice(app: Flask, sale: Sale) -> None:
    sale.draft()

    with app.test_request_context():
        told = chapters_of(sale.lot().case_number, DEBTOR)
        known = chapters_of(sale.lot().case_number, sale.clerk)

    assert any(chapter.url == f"/desk/lots/{sale.lot_no}" for chapter in known)
    assert all(sale.lot_no not in chapter.url for chapter in told)
