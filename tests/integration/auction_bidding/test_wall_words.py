"""What the wall and a replay say of the facts of a lot."""

import re
from dataclasses import fields

from flask import Flask
from flask_babel import force_locale

from auction.facts import FACTS
from auction.facts.base import LotFact
from auction.live_views.wall import event_words


def test_every_public_fact_of_a_lot_has_a_sentence_for_the_scripts(app: Flask) -> None:
    lot_facts = {fact.name: fact for fact in FACTS if issubclass(fact, LotFact)}

    with app.test_request_context("/"), force_locale("zh_Hans_CN"):
        said = event_words()

    assert set(lot_facts) <= set(said)
    for name, sentence in said.items():
        assert "%(" not in sentence
        assert re.search("[\u4e00-\u9fff]", sentence), name
        places = set(re.findall(r"\{(\w+)\}", sentence))
        assert places <= {one.name for one in fields(lot_facts[name])}, name
    assert said["auction.confirmation.issued"].count("{") == 2
