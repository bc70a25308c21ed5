"""The practice: open to all, marked as such, and nowhere written down."""

import json
import re

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.models import Transfer
from app.store import db
from app.trail.models import TrailEntry
from auction.models import Attempt, Bid, Enrollment, Lot

WRITTEN = (TrailEntry, Transfer, Lot, Enrollment, Bid, Attempt)


def rows() -> list[int | None]:
    return [db.session.scalar(select(func.count()).select_from(table)) for table in WRITTEN]


@pytest.fixture
def page(app: Flask, db_session: Session) -> str:
    """The page as a visitor without an account reads it, having left no row anywhere."""
    before = rows()
    answer = app.test_client().get("/practice")
    assert answer.status_code == 200
    assert rows() == before
    assert not answer.headers.getlist("Set-Cookie") or "session" not in str(answer.headers)
    return answer.get_data(as_text=True)


def test_the_practice_says_that_it_is_none_of_the_real_sales(page: str) -> None:
    assert "这是模拟" in page
    assert "模拟竞价的时钟比真实时钟快 15 倍" in page
    assert "以法院服务器时间为准" not in page


def test_the_practice_runs_on_the_halls_own_template_and_five_minutes(page: str) -> None:
    found = re.search(r'id="hall-data">(.*?)</script>', page, re.DOTALL)
    assert found
    data = json.loads(found[1])

    assert data["practice"]["extension_seconds"] == 300
    assert data["place"] == "bidder"
    assert data["snapshot"]["bids"] == []
    assert 'data-hall="practice"' in page
    assert "js/auction/practice.js" in page
    assert "js/auction/hall.js" not in page.partition("hall-data")[2]


def test_no_form_of_the_practice_leads_to_a_real_sale(page: str) -> None:
    forms = re.findall(r'<form[^>]*action="([^"]*)"[^>]*data-(?:bid|own)-form', page)

    assert set(forms) == {"/practice"}
