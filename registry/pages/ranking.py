"""The public rankings, how they are made, and how appraisals stood against sales."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.kernel.calendar import local_date
from app.web.guards import public, received_at
from app.web.parsing import load
from registry import messages, queries
from registry.pages.agencies import STUDY_WORDS, WORDS
from registry.queries.panel import count_places, list_listed_cities, list_places
from registry.queries.sales import list_sales
from registry.rules.regions import region_name
from registry.rules.scoring.model import model_of, version_of
from registry.schemas.agencies import RankingList, RatioList
from registry.views.ratios import compare_by_court, compare_by_field, ratio_views
from registry.views.scores import pieces_of
from registry.vocabulary import FIELDS_OF_KIND, AgencyKind

bp = Blueprint("ranking", __name__)

PAGE = 50


@bp.get("/ranking")
@public
def get_ranking() -> ResponseReturnValue:
    """Rank the agencies of a kind by profession and place, and say how the score is made."""
    given = load(RankingList, request.args)
    kind: AgencyKind = given["kind"]
    field = given["field"] if given["field"] in FIELDS_OF_KIND[kind] else None
    start = (given["page"] - 1) * PAGE
    on = local_date(received_at())
    ranked = count_places(kind, field=field, region=given["region"])
    return render_template(
        "registry/ranking.html",
        given={**given, "field": field},
        places=list_places(kind, field=field, region=given["region"], start=start, limit=PAGE),
        ranked=ranked,
        has_more=start + PAGE < ranked,
        kind=kind,
        profession_options=_professions(kind),
        pieces_of=pieces_of,
        regions=_regions(kind),
        model=model_of(kind, on),
        version=version_of(on),
        run=queries.latest_run(),
        part_names=messages.SCORE_PARTS,
        part_notes=messages.SCORE_PART_NOTES,
        **WORDS,
    )


@bp.get("/ratios")
@public
def get_ratios() -> ResponseReturnValue:
    """Study what appraised things sold for: all of them, by profession, place and court."""
    given = load(RatioList, request.args)
    sales = list_sales(field=given["field"], region=given["region"], court_id=given["court"])
    courts = queries.list_courts()
    return render_template(
        "registry/ratios.html",
        given=given,
        views=ratio_views(sales, given["field"]),
        by_field=compare_by_field(sales),
        by_court=compare_by_court(sales),
        courts={court.id: court.name for court in courts},
        regions=_regions(AgencyKind.APPRAISAL),
        profession_options=_professions(AgencyKind.APPRAISAL),
        **STUDY_WORDS,
        **WORDS,
    )


def _professions(kind: AgencyKind) -> list[tuple[str, Any]]:
    return [(str(field), WORDS["fields"][field]) for field in FIELDS_OF_KIND[kind]]


def _regions(kind: AgencyKind) -> list[tuple[str, str]]:
    """Return the provinces and cities an agency of a kind is listed in, as choices."""
    cities = list_listed_cities(kind)
    provinces = sorted({city[:2] for city in cities})
    choices: list[tuple[str, Any]] = []
    for province in provinces:
        choices.append((province, region_name(f"{province}0000")))
        choices += [
            (city, region_name(f"{city}00")) for city in cities if city.startswith(province)
        ]
    return choices
