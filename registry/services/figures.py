"""Public figures of the external mode: named at the freeze, typed twice, agreed on (1.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.facts import parse_stamp, stamp
from app.kernel.permissions import Role
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from registry import facts
from registry.models import Draw, DrawFigures
from registry.rules import sources
from registry.rules.draw_states import DRAW
from registry.vocabulary import DrawAction, DrawState, EntropyMode

ISSUE_MAX = 40
REASON_MIN = 4
SUPERVISOR = "inspector"


@dataclass(frozen=True)
class NamedFigure:
    """A public figure as the clerk names it at the freeze: game, issue, moment it is drawn."""

    game: str
    issue: str
    draws_at: datetime


def name_figures(
    mode: EntropyMode, figures: Sequence[NamedFigure], strings_until: datetime
) -> list[dict[str, Any]]:
    """Write the named figures as they are published; each lies after the last string."""
    if mode is EntropyMode.CEREMONY:
        if figures:
            raise Refusal("figures_unasked", fields={"mode": ["figures_unasked"]})
        return []
    named: list[dict[str, Any]] = []
    for place, figure in enumerate(figures, 1):
        game, issue = sources.GAMES.get(figure.game), figure.issue.strip()
        if game is None:
            raise Refusal("unknown_game", fields={f"game_{place}": ["unknown_game"]})
        if not 1 <= len(issue) <= ISSUE_MAX:
            raise Refusal("issue_missing", fields={f"issue_{place}": ["issue_missing"]})
        if figure.draws_at <= strings_until:
            raise Refusal("source_too_early", fields={f"draws_at_{place}": ["source_too_early"]})
        name = f"{game.title} {issue}"
        if any(earlier["name"] == name for earlier in named):
            raise Refusal("source_twice", fields={f"issue_{place}": ["source_twice"]})
        named.append(
            {
                "name": name,
                "game": game.code,
                "issue": issue,
                "draws_at": stamp(figure.draws_at),
                "bits": str(game.bits),
                "fallback": game.fallback,
                "is_fallback": False,
                "value": None,
            }
        )
    return named


def check_figures(
    mode: EntropyMode, named: Sequence[dict[str, Any]], *, tickets: int, k: int
) -> None:
    """Refuse figures that carry less chance than the list needs with its margin."""
    if mode is EntropyMode.CEREMONY:
        return
    needed, carried = sources.needed_bits(tickets, k), sources.carried_bits(named)
    if len(named) > sources.SOURCES_MAX:
        raise Refusal("too_many_sources", fields={"mode": ["too_many_sources"]})
    if not named or carried < needed:
        raise Refusal(
            "too_little_entropy",
            params={"needed": f"{needed:.1f}", "carried": f"{carried:.1f}"},
            fields={"mode": ["too_little_entropy"]},
        )


def figures_of_attempt(draw: Draw) -> tuple[int, list[DrawFigures]]:
    """Return the number of the newest attempt and what was typed in it."""
    latest = max((entry.attempt for entry in draw.figures), default=1)
    return latest, [entry for entry in draw.figures if entry.attempt == latest]


def are_agreed(draw: Draw) -> bool:
    """Say whether every named figure has its value."""
    return all(source["value"] is not None for source in draw.sources)


def are_typed_alike(draw: Draw) -> bool:
    """Say whether each figure of the seed is what two people typed in the newest attempt."""
    _, typed = figures_of_attempt(draw)
    values = [source["value"] for source in draw.sources]
    return not values or sum(1 for entry in typed if entry.values == values) > 1


def may_type(draw: Draw, actor: Actor, at: datetime) -> bool:
    """Say whether a person is asked for the figures now."""
    if draw.state is not DrawState.ENTROPY_CLOSED or draw.mode is not EntropyMode.EXTERNAL:
        return False
    if are_agreed(draw) or at < _last_drawn(draw):
        return False
    try:
        _place_of(draw, actor)
    except Refusal:
        return False
    return True


def is_split(draw: Draw) -> bool:
    """Say whether two clerks typed different figures and nobody has decided yet."""
    if not draw.sources or are_agreed(draw):
        return False
    _, typed = figures_of_attempt(draw)
    clerks = [entry for entry in typed if entry.typed_by != SUPERVISOR]
    return len(clerks) > 1 and _said(clerks[0]) != _said(clerks[1])


def _said(entry: DrawFigures) -> tuple[list[str], list[bool]]:
    return entry.values, entry.fallbacks


def _last_drawn(draw: Draw) -> datetime:
    return max(parse_stamp(source["draws_at"]) for source in draw.sources)


def _place_of(draw: Draw, actor: Actor) -> tuple[int, str]:
    """Return attempt and name under which a person types next."""
    attempt, typed = figures_of_attempt(draw)
    clerks = [entry for entry in typed if entry.typed_by != SUPERVISOR]
    if actor.has(Role.INSPECTOR):
        if not is_split(draw) or len(typed) > len(clerks):
            raise Forbidden("figures_not_split")
        return attempt, SUPERVISOR
    if len(clerks) > 1:
        return attempt + 1, "clerk/1"
    if any(entry.person_id == actor.person_id for entry in clerks):
        raise Conflict("figures_given")
    return attempt, f"clerk/{len(clerks) + 1}"


def _canonical(draw: Draw, values: Sequence[str]) -> list[str]:
    if len(values) != len(draw.sources):
        raise Refusal("bad_figure", fields={"value_1": ["bad_figure"]})
    written = []
    for place, (source, value) in enumerate(zip(draw.sources, values, strict=True), 1):
        game = sources.GAMES[source["game"]]
        try:
            written.append(sources.canonical_value(game, value))
        except sources.BadFigure:
            params = {"example": game.example}
            fields = {f"value_{place}": ["bad_figure"]}
            raise Refusal("bad_figure", params=params, fields=fields) from None
    return written


def type_figures(
    *, no: str, values: Sequence[str], fallbacks: Sequence[bool], actor: Actor, at: datetime
) -> Draw:
    """Take what one clerk read from the official notice; two clerks must have typed the same.

    Nobody sees what the other typed. When two differ both entries stay on record and
    ``figures_differ`` is raised: both type again, or the supervisor's entry decides.
    """
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        require_court(actor, draw.asset.case.court_id)
        if draw.state is not DrawState.ENTROPY_CLOSED or draw.mode is not EntropyMode.EXTERNAL:
            raise Conflict("figures_not_awaited")
        if are_agreed(draw):
            raise Conflict("figures_not_awaited")
        if at < _last_drawn(draw):
            raise Refusal("source_not_drawn", params={"until": stamp(_last_drawn(draw))})
        attempt, typed_by = _place_of(draw, actor)
        entry = DrawFigures(
            draw_id=draw.id,
            attempt=attempt,
            person_id=actor.person_id,
            typed_by=typed_by,
            values=_canonical(draw, values),
            fallbacks=[bool(flag) for flag in fallbacks],
            typed_at=at,
        )
        draw.figures.append(entry)
        db.session.flush()
        do_differ = _settle(work, draw, entry, actor, at)
    if do_differ:
        raise Conflict("figures_differ")
    return draw


def _settle(work: Work, draw: Draw, entry: DrawFigures, actor: Actor, at: datetime) -> bool:
    """Take the figures once two entries agree; tell whether they differ instead."""
    case_number = draw.asset.case.number
    work.record(
        facts.DrawFiguresTyped(
            no=draw.no, case_number=case_number, typed_by=entry.typed_by, attempt=entry.attempt
        ),
        actor=actor,
        at=at,
    )
    _, typed = figures_of_attempt(draw)
    others = [other for other in typed if other.typed_by != entry.typed_by]
    if not others:
        return False
    if all(_said(other) != _said(entry) for other in others):
        work.record(
            facts.DrawFiguresDiffer(no=draw.no, case_number=case_number, attempt=entry.attempt),
            actor=actor,
            at=at,
        )
        return True
    draw.sources = [
        {**source, "value": value, "is_fallback": is_fallback}
        for source, value, is_fallback in zip(
            draw.sources, entry.values, entry.fallbacks, strict=True
        )
    ]
    work.record(
        facts.DrawFiguresAgreed(
            no=draw.no,
            case_number=case_number,
            figures=[{"name": s["name"], "value": s["value"]} for s in draw.sources],
            said="；".join(f"{s['name']} {s['value']}" for s in draw.sources),
        ),
        actor=actor,
        at=at,
    )
    return False


def reopen_figures(*, no: str, reason: str, actor: Actor, at: datetime) -> Draw:
    """Have the figures typed anew since an official one was misread; the draw is computed again.

    Only before anybody was notified; what was computed from the wrong figure stays on record.
    """
    if len(reason.strip()) < REASON_MIN:
        raise Refusal("reason_missing", fields={"reason": ["reason_missing"]})
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        require_court(actor, draw.asset.case.court_id)
        if draw.mode is not EntropyMode.EXTERNAL:
            raise Conflict("figures_not_awaited")
        state = DRAW.after(draw.state, DrawAction.CORRECT)
        work.record(
            facts.DrawFiguresReopened(
                no=draw.no,
                case_number=draw.asset.case.number,
                reason=reason.strip(),
                seed=draw.seed or "",
                figures=[{"name": s["name"], "value": s["value"]} for s in draw.sources],
                order=[drawn.agency_code for drawn in draw.drawn],
                transcript_digest=draw.transcript_digest or "",
            ),
            actor=actor,
            at=at,
        )
        draw.state, draw.correction_reason = state, reason.strip()
        draw.sources = [{**source, "value": None, "is_fallback": False} for source in draw.sources]
        for candidate in draw.candidates:
            candidate.position = None
        draw.seed = draw.transcript = draw.transcript_digest = draw.drawn_at = None
        return draw
