"""Make a finding once, read the names behind it, close it with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.screening.facts import FindingClosed, FindingMade, FindingNamesRead
from app.screening.models import Finding, FindingClosure
from app.screening.queries import find_closure, get_finding
from app.screening.screens import NamedPaddle, screened
from app.screening.vocabulary import JUDGE_NAMED, FindingPhase, ScreenCode, Verdict
from app.store import db, unit_of_work

RULE = Citation("明槌平台规则", "P92")
PAIRINGS = Citation("明槌平台规则", "P108")
#: Fewer signs give no reason.
REASON_MIN = 5


@dataclass(frozen=True)
class ShownSignal:
    """One signal of a finding: its number and what it adds, as text."""

    signal: str
    screen: ScreenCode
    value: str
    points: str


@dataclass(frozen=True)
class Clue:
    """What a check found about one thing."""

    key: str
    phase: FindingPhase
    court_id: int
    case_number: str
    subject: str
    title: str
    paddles: tuple[str, ...]
    #: The strongest first; its screen is the finding's own.
    signals: tuple[ShownSignal, ...]
    points_tenths: int
    threshold_tenths: int
    card: str


def make_finding(clue: Clue, *, at: datetime) -> int | None:
    """Record a finding; the same clue twice is one finding. Return its number if it is new."""
    with unit_of_work() as work:
        made = db.session.scalar(
            insert(Finding)
            .values(
                key=clue.key,
                screen=clue.signals[0].screen,
                phase=clue.phase,
                court_id=clue.court_id,
                case_number=clue.case_number,
                subject=clue.subject,
                title=clue.title,
                paddles=list(clue.paddles),
                signals=[
                    {
                        "signal": one.signal,
                        "screen": one.screen.value,
                        "value": one.value,
                        "points": one.points,
                    }
                    for one in clue.signals
                ],
                points_tenths=clue.points_tenths,
                threshold_tenths=clue.threshold_tenths,
                card=clue.card,
                made_at=at,
            )
            .on_conflict_do_nothing()
            .returning(Finding.id)
        )
        if made is None:
            return None
        fact = FindingMade(
            finding=made,
            subject=clue.subject,
            case_number=clue.case_number,
            screens=sorted({one.screen.value for one in clue.signals}),
            paddles=list(clue.paddles),
            signals=[f"{one.signal}={one.value}" for one in clue.signals],
            points=tenths(clue.points_tenths),
            threshold=tenths(clue.threshold_tenths),
            card=clue.card,
        )
        work.record(fact, actor=SYSTEM, at=at)
        return made


def tenths(count: int) -> str:
    """Write tenths as a decimal."""
    whole, rest = divmod(count, 10)
    return f"{whole}.{rest}" if rest else str(whole)


def is_about(finding: Finding, actor: Actor) -> bool:
    """Say whether a finding names this judge, who then has no word on it (P108)."""
    return any(
        one["signal"] == JUDGE_NAMED and one["value"] == actor.name for one in finding.signals
    )


def close_finding(
    *, finding_id: int, verdict: Verdict, reason: str, actor: Actor, at: datetime
) -> FindingClosure:
    """Say as a judge of the court what a finding is; nothing else follows from it.

    Raises Forbidden(other_court, finding_about_you), Refusal(finding_reason_missing),
    Conflict(finding_closed).
    """
    words = " ".join(reason.split())
    with unit_of_work() as work:
        finding = get_finding(finding_id)
        require_court(actor, finding.court_id)
        if is_about(finding, actor):
            raise Forbidden("finding_about_you", citations=(PAIRINGS,))
        if len(words) < REASON_MIN:
            raise Refusal(
                "finding_reason_missing",
                fields={"reason": "finding_reason_missing"},
                citations=(RULE,),
            )
        assert actor.person_id is not None
        made = db.session.scalar(
            insert(FindingClosure)
            .values(
                finding_id=finding.id,
                verdict=verdict,
                reason=words,
                closed_by=actor.person_id,
                closed_name=actor.name,
                closed_at=at,
            )
            .on_conflict_do_nothing()
            .returning(FindingClosure.finding_id)
        )
        if made is None:
            raise Conflict("finding_closed", citations=(RULE,))
        fact = FindingClosed(
            finding=finding.id,
            subject=finding.subject,
            case_number=finding.case_number,
            screens=sorted({one["screen"] for one in finding.signals}),
            verdict=verdict,
            reason=words,
        )
        work.record(fact, actor=actor, at=at)
    closure = find_closure(finding_id)
    assert closure is not None
    return closure


def read_names(*, finding_id: int, actor: Actor, at: datetime) -> Sequence[NamedPaddle]:
    """Read who stands behind the paddles; the reading is on the record before it is shown.

    Raises Forbidden(other_court), and identity_sealed while bidding goes on (18号 art. 18(2)).
    """
    with unit_of_work() as work:
        finding = get_finding(finding_id)
        require_court(actor, finding.court_id)
        names = screened().names_of(finding.subject, finding.paddles, actor, at)
        fact = FindingNamesRead(
            finding=finding.id,
            subject=finding.subject,
            case_number=finding.case_number,
            paddles=list(finding.paddles),
        )
        work.record(fact, actor=actor, at=at)
    return names
