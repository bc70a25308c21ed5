"""The registry's part of a case's story: seizure, findings, choice of the agencies."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.calendar import legal_period_end, start_of_day
from app.kernel.permissions import Permission
from app.web.modules import Chapter
from registry import queries
from registry.messages import DRAW_TAGS, choice_state
from registry.models import Asset, Draw
from registry.vocabulary import ASSET_FACTS, AgencyKind, ChoiceMethod, DrawState

#: 法释〔2018〕15号 art. 1: the price is to be started within thirty days of the seizure.
PRICE_STARTED_DAYS = 30


def chapters(case_number: str, actor: Actor) -> Sequence[Chapter]:
    """Return how each asset of a case was seized, looked into, and given to an agency."""
    case = queries.find_case(case_number)
    if case is None:
        return []
    found: list[Chapter] = []
    for asset in queries.list_assets(case.id):
        found += _of_asset(asset, actor)
    return found


def _of_asset(asset: Asset, actor: Actor) -> Iterator[Chapter]:
    draws = [
        draw
        for draw in queries.list_draws_of_asset(asset.id)
        if draw.kind is AgencyKind.APPRAISAL and draw.state is not DrawState.VOID
    ]
    yield _seizure(asset, is_started=bool(draws))
    missing = len(asset.missing_facts)
    is_clerk = actor.may(Permission.MANAGE_CASES) and actor.court_id == asset.case.court_id
    yield Chapter(
        _("Findings"),
        _("%(n)s of five missing", n=missing) if missing else _("complete"),
        "warning" if missing else "done",
        f"/desk/assets/{asset.no}/findings" if is_clerk else "",
        hint=_("%(n)s of five", n=len(ASSET_FACTS) - missing),
        about=asset.no,
    )
    if draws:
        yield _choice(draws[-1], actor)
    else:
        yield Chapter(_("Choice of agencies"), _("not yet"), "neutral", about=asset.no)


def _seizure(asset: Asset, *, is_started: bool) -> Chapter:
    at = start_of_day(asset.seized_on) + timedelta(hours=12)
    if asset.withdrawn_at is not None:
        reason = asset.withdrawn_reason or ""
        return Chapter(
            _("Seizure"), _("released"), "danger", "", asset.withdrawn_at, reason, asset.no
        )
    due = legal_period_end(asset.seized_on, PRICE_STARTED_DAYS).isoformat()
    hint = "" if is_started else _("the price is to be started by %(day)s", day=due)
    return Chapter(_("Seizure"), _("seized"), "done", "", at, hint, asset.no)


def _choice(draw: Draw, actor: Actor) -> Chapter:
    first = next((drawn.agency_name for drawn in draw.drawn if not drawn.fallen_at), "")
    state = str(choice_state(draw))
    if draw.state is DrawState.NOTIFIED and draw.method is ChoiceMethod.AGREEMENT:
        state = _("agreed and notified")
    return Chapter(
        _("Choice of agencies"),
        _("all fell away") if draw.is_exhausted else state,
        "danger" if draw.is_exhausted else DRAW_TAGS[draw.state],
        choice_url(draw, actor),
        draw.changed_at,
        _("next: %(name)s", name=first) if first else "",
        draw.asset.no,
    )


def choice_url(draw: Draw, actor: Actor) -> str:
    """Return the page of a choice for a reader: its room, its negotiation, or its preparation."""
    if draw.frozen_at is not None:
        return f"/draws/{draw.no}"
    if draw.state in (DrawState.NEGOTIATING, DrawState.AGREED, DrawState.NOTIFIED):
        return f"/draws/{draw.no}/negotiation"
    may_prepare = actor.may(Permission.MANAGE_DRAWS) and actor.court_id == draw.asset.case.court_id
    return f"/desk/draws/{draw.no}" if may_prepare and draw.state is DrawState.DRAFT else ""
