"""When the days of a report may be moved, and by how much (法释〔2018〕15号 art. 19)."""

from datetime import date, datetime, timedelta

from app import lawbook
from app.kernel.calendar import local_date
from appraisal.vocabulary import RespiteFault, RespiteGround

#: Days of a delay of the court's own that one entry may hold: policy, against a slip of the pen.
COURT_DELAY_DAYS_MAX = 180
_A_SECOND = timedelta(seconds=1)


def judge_respite(
    ground: RespiteGround, days: int, *, asked_on: date, due_at: datetime, earlier: int
) -> RespiteFault | None:
    """Say why more time cannot be given, or None.

    Art. 19(2): an extension is asked for at least five days before the end, lasts at most fifteen
    days, and is given at most twice. Time that the court itself took is no extension.
    """
    if ground is RespiteGround.COURT_DELAY:
        return None if 1 <= days <= COURT_DELAY_DAYS_MAX else RespiteFault.DAYS_OUT_OF_RANGE
    last_day = local_date(due_at - _A_SECOND)
    if not 1 <= days <= lawbook.number("report_extension_days", on=asked_on):
        return RespiteFault.DAYS_OUT_OF_RANGE
    if earlier >= lawbook.number("report_extensions_max", on=asked_on):
        return RespiteFault.ASKED_TOO_OFTEN
    ahead = lawbook.number("report_extension_ask_days", on=asked_on)
    if asked_on > last_day - timedelta(days=ahead):
        return RespiteFault.ASKED_TOO_LATE
    return None
