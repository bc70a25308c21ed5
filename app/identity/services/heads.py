"""Who heads a court."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from app.identity.facts import CourtHeadNamed
from app.identity.models import CourtHead, Person
from app.kernel.actors import Actor
from app.kernel.errors import Refusal
from app.kernel.permissions import Role
from app.store import db, unit_of_work


def name_head(*, court_id: int, person_id: int, actor: Actor, at: datetime) -> None:
    """Name a judge of a court as its head; the one before is head no more.

    Named again, nothing happens. Raises Refusal(not_a_judge_here).
    """
    with unit_of_work() as work:
        person = db.session.get(Person, person_id)
        if (
            person is None
            or not person.is_active
            or person.court_id != court_id
            or Role.JUDGE not in person.roles
        ):
            raise Refusal("not_a_judge_here", fields={"person_id": ["not_a_judge_here"]})
        now = db.session.get(CourtHead, court_id)
        if now is not None and now.person_id == person_id:
            return
        values = {"person_id": person_id, "named_at": at}
        db.session.execute(
            insert(CourtHead)
            .values(court_id=court_id, **values)
            .on_conflict_do_update(index_elements=["court_id"], set_=values)
        )
        fact = CourtHeadNamed(account=person.account, court_id=court_id)
        work.record(fact, actor=actor, at=at)
