"""The one door before names behind money: the opening is on the record, then they are shown."""

from datetime import datetime, timedelta

from app.kernel.actors import Actor
from app.kernel.citation import Citation
from app.ledger.desk_rules import POLICY
from app.ledger.facts.reading import MoneyNamesRead
from app.ledger.queries.reading import has_read_since
from app.ledger.reading_vocabulary import NamedPage
from app.store import unit_of_work

#: Within an hour a reader's further openings of the same page or file are the same reading.
READING_POLICY = Citation(POLICY, "P58")
ONE_READING = timedelta(hours=1)


def note_reading(
    page: NamedPage, about: str, *, case_number: str | None = None, actor: Actor, at: datetime
) -> None:
    """Put on the record, and commit, that an actor opens what names people (L11).

    The caller unseals and shows nothing before this returned; what cannot be recorded is not
    shown. ``about`` is a number or a day and never a name; once an hour is enough (P58).
    """
    fact = MoneyNamesRead(opened=f"{page}/{about.replace(':', '.')}", case_number=case_number)
    with unit_of_work() as work:
        if not has_read_since(fact.stream(), reader=actor.label, since=at - ONE_READING):
            work.record(fact, actor=actor, at=at)
