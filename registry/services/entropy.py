"""Strings of the parties and the supervisor: sealed until nobody can add another one."""

from datetime import datetime

from app.identity import vault
from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.facts import stamp
from app.kernel.permissions import Role
from app.store import db, unit_of_work
from app.store.locks import lock_row
from registry import facts, queries
from registry.models import Draw, DrawString
from registry.rules.cjd1 import canonical_text
from registry.rules.draw_states import DRAW
from registry.vocabulary import DrawAction, DrawState, EntropyMode, PartyRole

#: Fairness 1.3: any text up to this many characters.
STRING_MAX = 200
_STRING = "draw_string"
#: Parties who are awaited; once all who can sign in have handed in, nobody need wait longer.
_AWAITED = (PartyRole.APPLICANT, PartyRole.DEBTOR)


def find_giver(draw: Draw, actor: Actor) -> str | None:
    """Return under which name a person may hand in a string; None when not at all."""
    if actor.has(Role.INSPECTOR):
        return f"inspector/{actor.account}"
    if actor.person_id is None:
        return None
    party = queries.find_party_of(actor.person_id, draw.asset.case_id)
    return party.key if party else None


def awaited_givers(draw: Draw) -> list[str]:
    """Return the applicants and debtors with an account who have not handed in yet."""
    given = {string.giver for string in draw.strings}
    return [
        party.key
        for party in queries.list_parties(draw.asset.case_id)
        if party.role in _AWAITED and party.person_id and party.key not in given
    ]


def hand_in_string(*, no: str, text: str, actor: Actor, at: datetime) -> DrawString:
    """Take one string of a party or the supervisor; the court itself hands in nothing (DRW-03)."""
    text = canonical_text(text)
    if not 1 <= len(text) <= STRING_MAX or any(ord(sign) < ord(" ") for sign in text):
        raise Refusal("bad_string", fields={"text": ["bad_string"]})
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        giver = find_giver(draw, actor)
        if giver is None:
            raise Forbidden("not_a_giver")
        until = draw.strings_until
        if draw.state is not DrawState.FROZEN or until is None or at > until:
            raise Refusal("strings_closed", status=409)
        if any(string.giver == giver for string in draw.strings):
            raise Conflict("string_given")
        string = DrawString(
            draw_id=draw.id,
            giver=giver,
            person_id=actor.person_id,
            handed_in_at=at,
            text_sealed=vault.seal(_STRING, text, f"{draw.no}/{giver}"),
        )
        db.session.add(string)
        db.session.flush()
        work.record(
            facts.DrawStringHandedIn(no=draw.no, case_number=draw.asset.case.number, giver=giver),
            actor=actor,
            at=at,
        )
        return string


def close_entropy(*, no: str, actor: Actor, at: datetime) -> Draw:
    """Take no more strings and show all that came.

    Refused while somebody who may still hand in has time left, and while nobody outside the
    court's office has handed in anything: the seed never rests on the court alone.
    """
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        require_court(actor, draw.asset.case.court_id)
        draw.state = DRAW.after(draw.state, DrawAction.CLOSE_ENTROPY)
        # Named public figures stand for those who hand in nothing.
        if not draw.strings and draw.mode is EntropyMode.CEREMONY:
            raise Refusal("no_strings")
        if draw.strings_until and at < draw.strings_until and awaited_givers(draw):
            raise Refusal("strings_open", params={"until": stamp(draw.strings_until)})
        for string in draw.strings:
            string.text = vault.unseal(_STRING, string.text_sealed, f"{draw.no}/{string.giver}")
        draw.entropy_closed_at = at
        work.record(
            facts.DrawEntropyClosed(
                no=draw.no,
                case_number=draw.asset.case.number,
                count=len(draw.strings),
                strings=[{"giver": s.giver, "text": s.text or ""} for s in draw.strings],
            ),
            actor=actor,
            at=at,
        )
        return draw
