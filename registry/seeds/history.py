"""The past of the demo's agencies: more than a year of evidence, scored month by month."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.kernel.actors import SYSTEM
from app.kernel.calendar import local_date
from registry.seeds.courses import COURSES
from registry.seeds.courts import seed_courts
from registry.seeds.panel import PANEL, lay_agency, lay_standing, missing
from registry.seeds.pieces import Month
from registry.services.evidence import load_history
from registry.services.nightly import make_run

MONTHS = 15
MONTH = timedelta(days=30)
#: Where the pieces say they come from.
SOURCE = "演示历史"


class PanelHistory:
    """The months before ``ends_at``, some before the first case of the demo and some after."""

    def __init__(self, ends_at: datetime, *, months: int = MONTHS) -> None:
        self.ends_at = ends_at
        self.months = months
        self.begins_at = ends_at - months * MONTH

    def lay_past(self, at: datetime) -> None:
        """Put the agencies on the list long ago and tell the months before a moment.

        Who is paused or removed is so from that moment on. Safe to repeat.
        """
        today = local_date(at)
        fresh = missing()
        for seed in fresh:
            lay_agency(seed, today=today, at=self.begins_at)
        if fresh:
            for month in range(1, self.months + 1):
                if self._end_of(month) <= at:
                    self._lay(month)
        for seed in fresh:
            lay_standing(seed, today=today, at=at)

    def steps_after(self, at: datetime) -> Iterator[datetime]:
        """Yield the end of each later month; going on tells that month."""
        for month in range(1, self.months + 1):
            if self._end_of(month) > at:
                yield self._end_of(month)
                self._lay(month)

    @staticmethod
    def _courts() -> dict[str, int]:
        """Return by city the court that commissions there; the intermediate court elsewhere."""
        ids = {court.region_code: court.id for court in seed_courts()}
        found = dict.fromkeys({seed.regions[0][:4] for seed in PANEL}, ids["370100"])
        return found | {region[:4]: id_ for region, id_ in ids.items() if region != "370100"}

    def _end_of(self, month: int) -> datetime:
        return self.begins_at + month * MONTH

    def _lay(self, month: int) -> None:
        ends_at, left = self._end_of(month), self.months - month
        courts = self._courts()
        progress = (month - 1) / max(self.months - 1, 1)
        pieces = [
            piece
            for seed in PANEL
            if (course := COURSES.get(seed.number)) and left >= course.silent_months
            for piece in Month(
                seed, course, ends_at - MONTH, month, progress, courts[seed.regions[0][:4]]
            ).pieces()
        ]
        load_history(pieces, source=SOURCE, actor=SYSTEM, at=ends_at)
        make_run(at=ends_at)
