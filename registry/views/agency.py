"""Everything the public page of an agency shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.store.paging import Page
from registry import queries
from registry.models import Agency, Evidence, StandingDecision
from registry.queries.sales import list_sales
from registry.views.ratios import QuarterView, RatioView, quarter_view, ratio_views
from registry.views.scores import ScoreView, score_view
from registry.views.trend import TrendView, score_trend
from registry.vocabulary import AgencyField, AgencyKind, EvidenceKind

EVIDENCE_SHOWN = 8
REPORTS_SHOWN = 20


@dataclass(frozen=True)
class AgencyView:
    """One agency with what is public of it."""

    agency: Agency
    decisions: Sequence[StandingDecision]
    score: ScoreView | None
    trend: TrendView | None
    ratios: Sequence[RatioView]
    quarters: QuarterView | None
    evidence: Page
    annulled: frozenset[int]
    reports: Sequence[Evidence]
    drawn: Page


def agency_view(agency: Agency, *, at: datetime) -> AgencyView:
    """Gather what everybody may know of an agency."""
    field = AgencyField(agency.fields[0])
    own = list_sales(agency_code=agency.code) if agency.kind is AgencyKind.APPRAISAL else ()
    studies = ratio_views(own, field)
    unit = studies[0].unit if studies else ""
    same = [asset for asset in own if asset.unit == unit]
    panel = [asset for asset in list_sales(field=field) if asset.unit == unit] if studies else []
    evidence = queries.list_evidence(agency.code, limit=EVIDENCE_SHOWN)
    return AgencyView(
        agency=agency,
        decisions=queries.decisions.in_force(agency.code),
        score=score_view(agency),
        trend=score_trend(agency, at=at),
        ratios=studies,
        quarters=quarter_view(same, panel),
        evidence=evidence,
        annulled=frozenset(queries.list_annulments([row.id for row in evidence.items])),
        reports=_reports(agency.code),
        drawn=queries.list_public_draws(agency_code=agency.code),
    )


def _reports(code: str) -> list[Evidence]:
    """Return one row for each published report: what was sold, or stood, was published."""
    found: dict[str, Evidence] = {}
    for kind in (EvidenceKind.SALE, EvidenceKind.OBJECTION):
        for row in queries.list_evidence(code, kind=kind, limit=REPORTS_SHOWN).items:
            no = str(row.told.get("appraisal_no", ""))
            # Of an earlier time nothing is published here: it has no asset in the books.
            if row.asset_no and no and row.cause != "correction_ordered":
                found.setdefault(no, row)
    return sorted(found.values(), key=lambda row: row.occurred_at, reverse=True)[:REPORTS_SHOWN]
