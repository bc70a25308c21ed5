"""Move the rehearsal clock, for demo and training; production refuses (config.py)."""

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert

from app.kernel.actors import Actor
from app.kernel.clock import clock
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.facts import stamp
from app.scheduling import queries
from app.scheduling.facts import RehearsalMoved
from app.scheduling.models import Rehearsal
from app.scheduling.services.timekeeping import apply_rehearsal, sync_time
from app.store import Work, db, unit_of_work
from app.store.locks import lock_names
from app.store.settings import setting
from app.web.modules import loaded

#: One jump; a slip of the keyboard may not end up in another century.
JUMP_DAYS_MAX = 800


def jump_to(moment: datetime, *, actor: Actor) -> datetime:
    """Let law time be ``moment`` from now on, running or standing as it did before.

    Raises Refusal(rehearsal_backwards) when the record already reaches further.
    """
    with unit_of_work() as work:
        was = _open()
        _refuse_unlawful(moment, was)
        row = queries.find_rehearsal()
        if row is not None and row.stopped_at is not None:
            _write(work, "jump", row.offset, moment, was=was, actor=actor)
        else:
            _write(work, "jump", moment - clock.real_now(), None, was=was, actor=actor)
    return _settle()


def shift(by: timedelta, *, actor: Actor) -> datetime:
    """Move law time on by a span."""
    with unit_of_work():
        return jump_to(_open() + by, actor=actor)


def jump_to_next(*, actor: Actor) -> datetime:
    """Move law time to just after the next moment that the record or a module names.

    Raises Refusal(rehearsal_nothing_ahead).
    """
    with unit_of_work():
        now = _open()
        moment = next_moment(now)
        if moment is None:
            raise Conflict("rehearsal_nothing_ahead")
        return jump_to(moment + timedelta(milliseconds=1), actor=actor)


def next_moment(after: datetime) -> datetime | None:
    """Return the nearest moment that the record names or a module waits for; None without one."""
    asked = (module.next_moment(after) for module in loaded() if module.next_moment is not None)
    named = [queries.next_named_moment(after), *asked]
    return min((moment for moment in named if moment is not None), default=None)


def stop(*, actor: Actor) -> datetime:
    """Let law time stand still."""
    with unit_of_work() as work:
        was = _open()
        _write(work, "stop", was - clock.real_now(), was, was=was, actor=actor)
    return _settle()


def resume(*, actor: Actor) -> datetime:
    """Let law time run on from where it stands."""
    with unit_of_work() as work:
        was = _open()
        _write(work, "resume", was - clock.real_now(), None, was=was, actor=actor)
    return _settle()


def _open() -> datetime:
    """Refuse outside demo and training; take the rehearsal's lock and return law time."""
    if not setting("REHEARSAL"):
        raise Forbidden("rehearsal_off")
    lock_names("scheduling.rehearsal")
    sync_time()
    return clock.now()


def _refuse_unlawful(moment: datetime, now: datetime) -> None:
    latest = queries.latest_recorded_at()
    if moment < now and latest is not None and moment < latest:
        raise Refusal("rehearsal_backwards", params={"latest": stamp(latest)})
    if moment - now > timedelta(days=JUMP_DAYS_MAX):
        raise Refusal("rehearsal_too_far", params={"days": JUMP_DAYS_MAX})


def _write(
    work: Work,
    action: str,
    offset: timedelta,
    stopped_at: datetime | None,
    *,
    was: datetime,
    actor: Actor,
) -> None:
    values = {"offset": offset, "stopped_at": stopped_at}
    db.session.execute(
        insert(Rehearsal)
        .values(id=1, **values)
        .on_conflict_do_update(index_elements=["id"], set_=values)
    )
    now = stopped_at or clock.real_now() + offset
    fact = RehearsalMoved(action=action, was=stamp(was), now=stamp(now))
    # The fact carries the later of both times, so that the record's time never falls (T5).
    work.record(fact, actor=actor, at=max(was, now))


def _settle() -> datetime:
    """Move this process's clock at once; the others follow within a second."""
    apply_rehearsal()
    return clock.now()
