"""The page of the verifier is open to everybody and needs nothing from elsewhere."""

import re

from flask import Flask

from app.supervision.verify_pages import MODULES, program
from app.supervision.verify_words import ALIKE, failures
from tests.support.offline import CHECKER
from tests.support.web import Client


def test_anybody_finds_the_verifier_and_can_keep_it(app: Flask) -> None:
    client = Client(app)

    page = client.get("/verify").get_data(as_text=True)
    saved = client.get("/verify/mingchui-verify.html").get_data(as_text=True)

    assert "核对记录" in page
    assert "/verify/mingchui-verify.html" in page
    assert 'href="/verify"' in client.get("/lots").get_data(as_text=True)
    assert re.findall(r'(?:src|href)="', saved) == []
    assert not re.search(r"^(?:import|export) ", program(), flags=re.MULTILINE)
    assert set(MODULES) == {file.name for file in CHECKER.parent.glob("*.js")}


def test_every_failure_has_a_sentence(app: Flask) -> None:
    with app.test_request_context():
        words = failures()
    texts = "".join((CHECKER.parent / name).read_text("utf-8") for name in MODULES)
    named = set(re.findall(r'(?:Broken\(|push\(\[|yield \[|return \[)"([A-Za-z_]+)"', texts))
    named |= set(re.findall(r'(?:fail|agree)\("([a-z_]+)"', texts))

    assert len(named) > 35
    assert named - set(words) == set()
    assert set(ALIKE) <= set(words)
