"""Turn the course of a made-up agency into pieces of evidence, the same ones every time."""

import hashlib
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from app.kernel.calendar import local_date
from registry.seeds.courses import Course
from registry.seeds.plan import AgencySeed
from registry.services.evidence import Piece
from registry.vocabulary import AgencyField, AgencyKind, AssetNature, EvidenceKind

_NATURES = {
    AgencyField.REAL_ESTATE: AssetNature.HOUSING,
    AgencyField.LAND: AssetNature.LAND_USE,
    AgencyField.ASSETS: AssetNature.EQUIPMENT,
}
_TYPICAL_FEN = 180_000_000
#: How far single things lie from the typical one, and results from what was foretold: logarithms.
_SPREAD, _TASK_SPREAD, _RESULT_SPREAD = 0.7, 0.5, 0.09
#: Seven tenths of the value, a fifth less in each later round.
_RESERVE, _ROUND_CUT = Fraction(7, 10), Fraction(8, 10)
_MONTH = timedelta(days=30)
_QUESTIONS = 5
_REFUSED_BECAUSE = ("人手不足", "工作安排冲突", "距离财产所在地过远")
_CORRECTED_BECAUSE = ("比较案例修正依据不足", "权属状况描述有误", "面积引用与登记不一致")


@dataclass
class Month:
    """One agency in one month; every number in it follows from the agency and the month."""

    seed: AgencySeed
    course: Course
    begins_at: datetime
    #: Which month of the history, from 1.
    number: int
    #: 0 in the first month of the history, 1 in the last.
    progress: float
    #: The court of the place.
    court_id: int
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        # From the agency and the month's place in the history: the same on whatever day.
        key = f"{self.seed.number}-{self.number}"
        self.chance = random.Random(key)  # noqa: S311 - a made-up past, no secret

    def pieces(self) -> list[Piece]:
        """Return all that happened, in the order it happened."""
        whole, rest = divmod(self.course.jobs, 1)
        jobs = int(whole) + self._happens(rest)
        found = [piece for number in range(1, jobs + 1) for piece in self._job(number)]
        return sorted(found, key=lambda piece: piece.occurred_at)

    def _job(self, number: int) -> Iterator[Piece]:
        no = f"H-{self.begins_at:%Y%m}-{self.seed.number:02d}{number}"
        job = _Job(self, no, self.begins_at + _MONTH * self.chance.uniform(0.02, 0.6))
        if self._happens(self.course.refused):
            reason = self.chance.choice(_REFUSED_BECAUSE)
            yield job.piece(EvidenceKind.ACCEPTANCE, "refused", is_good=False, reason=reason)
            return
        if self.seed.kind is not AgencyKind.AUXILIARY:
            yield job.piece(EvidenceKind.ACCEPTANCE, "accepted")
        if self.seed.kind is AgencyKind.APPRAISAL:
            yield from self._appraisal(job)
        else:
            yield from self._task(job)
        if self._happens(0.6):
            yield job.rating(EvidenceKind.JUDGE_RATING, self.course.judge, day=11)

    def _appraisal(self, job: "_Job") -> Iterator[Piece]:
        value = self._near(_TYPICAL_FEN, 0, _SPREAD, step=100_000)
        is_late = self._happens(self._now(self.course.late))
        yield job.piece(
            EvidenceKind.TIMELINESS,
            "handed_in_late" if is_late else "in_time",
            is_good=not is_late,
            day=4,
            measure={"nature": str(job.nature), "value": str(value)},
            due_on=local_date(job.begins_at + timedelta(days=4 - is_late)).isoformat(),
        )
        if self._happens(self._now(self.course.corrected)):
            note = self.chance.choice(_CORRECTED_BECAUSE)
            yield job.piece(
                EvidenceKind.OBJECTION, "correction_ordered", is_good=False, day=6, note=note
            )
        else:
            yield job.piece(EvidenceKind.OBJECTION, "stood", day=6)
        if self._happens(self.course.reviewed):
            is_good = not self._happens(self.course.rejected)
            cause = "review_confirmed" if is_good else "review_negative"
            yield job.piece(EvidenceKind.REVIEW, cause, is_good=is_good, day=8)
        yield self._sale(job, value)
        for kind, share in (
            (EvidenceKind.APPLICANT_RATING, self.course.applicant),
            (EvidenceKind.DEBTOR_RATING, self.course.debtor),
        ):
            if self._happens(0.45):
                yield job.rating(kind, share, day=10)

    def _sale(self, job: "_Job", value: int) -> Piece:
        failed = int(self._happens(0.3)) + int(self._happens(0.1))
        reserve = int(value * _RESERVE * _ROUND_CUT**failed)
        center = -0.02 - self.course.above - 0.05 * failed
        price = self._near(value, center, _RESULT_SPREAD, step=10_000)
        is_withdrawn = self._happens(0.06)
        is_sold = price > reserve and not is_withdrawn
        ended_on = local_date(job.begins_at + timedelta(days=9))
        told = {"appraised_value": str(value)}
        if is_sold:
            told["sale_price"] = str(price)
        measure = {
            "appraised": str(value),
            "price": str(price) if is_sold else None,
            "reserve": str(reserve),
            "appraised_on": (ended_on - timedelta(days=60 + 45 * failed)).isoformat(),
            "ended_on": ended_on.isoformat(),
            "region_code": job.region,
            "nature": str(job.nature),
            "failed_rounds": failed,
        }
        cause = "sold" if is_sold else "unsold"
        return job.piece(EvidenceKind.SALE, cause, is_good=None, day=9, measure=measure, **told)

    def _task(self, job: "_Job") -> Iterator[Piece]:
        is_late = self._happens(self._now(self.course.late))
        yield job.piece(
            EvidenceKind.TIMELINESS,
            "task_late" if is_late else "task_in_time",
            is_good=not is_late,
            day=4,
        )
        faulty = self._now(self.course.corrected)
        if self.seed.kind is AgencyKind.AUCTION_HOUSE:
            yield self._verdict(job, EvidenceKind.PROCEDURE, "sale", faulty)
        else:
            yield self._verdict(job, EvidenceKind.MATERIALS, "materials", faulty)
            yield self._verdict(job, EvidenceKind.VIEWING, "viewing", faulty * 1.5)
        yield self._verdict(job, EvidenceKind.HANDOVER, "handover", faulty)
        yield self._sale(job, self._near(_TYPICAL_FEN, 0, _TASK_SPREAD, step=100_000))
        if self._happens(0.6):
            yield job.rating(EvidenceKind.BIDDER_RATING, self.course.applicant, day=10)

    def _verdict(self, job: "_Job", kind: EvidenceKind, stem: str, share: float) -> Piece:
        is_good = not self._happens(share)
        cause = f"{stem}_good" if is_good else f"{stem}_faulty"
        return job.piece(kind, cause, is_good=is_good, day=7)

    def _now(self, share: tuple[float, float]) -> float:
        return share[0] + (share[1] - share[0]) * self.progress

    def _near(self, fen: int, center: float, spread: float, *, step: int) -> int:
        """Return an amount about ``fen`` times e to the center, in whole steps of fen."""
        millionths = round(1_000_000 * math.exp(self.chance.gauss(center, spread)))
        return fen * millionths // 1_000_000 // step * step

    def _happens(self, share: float) -> bool:
        return self.chance.random() < share


@dataclass(frozen=True)
class _Job:
    """One commission of the past."""

    month: Month
    no: str
    begins_at: datetime

    @property
    def field(self) -> AgencyField:
        """What it was for: the agency's professions take turns."""
        fields = self.month.seed.fields
        return fields[int(self.no[-1]) % len(fields)]

    @property
    def nature(self) -> AssetNature:
        """What was appraised or sold."""
        return _NATURES.get(self.field, AssetNature.HOUSING)

    @property
    def region(self) -> str:
        """The place of the thing: the agency's own."""
        return self.month.seed.regions[0]

    def piece(
        self,
        kind: EvidenceKind,
        cause: str,
        *,
        is_good: bool | None = True,
        day: int = 0,
        measure: dict[str, Any] | None = None,
        rater: str | None = None,
        **told: Any,
    ) -> Piece:
        """Return one piece about this commission, some days after it began."""
        return Piece(
            agency_code=self.month.seed.code,
            kind=kind,
            is_good=is_good,
            reference=self.no,
            cause=cause,
            told={"appraisal_no": self.no, **told},
            measure=measure,
            field=self.field,
            region_code=self.region,
            rater_digest=rater,
            court_id=self.month.court_id,
            occurred_at=self.begins_at + timedelta(days=day),
        )

    def rating(self, kind: EvidenceKind, share: float, *, day: int) -> Piece:
        """Return the answers of one rater, each someone else."""
        chance = self.month.chance
        good = sum(chance.random() < share for _ in range(_QUESTIONS))
        told = {"good": good, "asked": _QUESTIONS}
        rater = hashlib.sha256(f"{self.no}/{kind}".encode()).hexdigest()
        is_good = good * 2 > _QUESTIONS
        return self.piece(
            kind, "rated", is_good=is_good, day=day, measure=told, rater=rater, **told
        )
