"""What the applicant for enforcement need not pay in: its claim stands for the deposit."""

from dataclasses import dataclass

from app.kernel.actors import Actor
from app.kernel.money import Money, total
from app.lawbook import Calculation, Step
from auction.models import Lot
from auction.rules import articles
from auction.rules.prices import entry_after_set_off
from registry import facade as registry
from registry.vocabulary import PartyRole

#: The deposit of every lot is set off by itself, and no money beyond it.
SET_OFF_POLICY = "P78"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person pays in to take part in a lot, and why it is that much."""

    payable: Money
    #: What of the deposit the applicant's claim stands for; nothing for anybody else.
    set_off: Money
    calculation: Calculation


def entry_of(lot: Lot, actor: Actor) -> Entry:
    """Return what the actor pays in to take part in a lot (18号 art. 17(2), 455号 五)."""
    return _entry(lot, _claim_of(lot.case_number, actor))


def plain_entry(lot: Lot) -> Entry:
    """Return what joint bidders pay in, who set nothing off (P79)."""
    return _entry(lot, None)


def _entry(lot: Lot, claim: Money | None) -> Entry:
    assert lot.deposit is not None
    payable, set_off = entry_after_set_off(lot.entry_payment, lot.deposit, applicant_claim=claim)
    cited = articles.DEPOSIT_OF_APPLICANT
    steps = [Step("To be paid in to take part", lot.entry_payment.fen)]
    if claim is not None:
        note = f"min({lot.deposit.yuan}, {claim.yuan})"
        steps.append(
            Step("Claim of the applicant, standing for the deposit", set_off.fen, note, cited)
        )
    steps.append(Step("Left to pay", payable.fen))
    policies = (SET_OFF_POLICY,) if set_off else ()
    result = {"amount_fen": payable.fen}
    return Entry(payable, set_off, Calculation(result, (cited,), policies, tuple(steps)))


def _claim_of(case_number: str, actor: Actor) -> Money | None:
    """Return what the actor claims as an applicant of the case, or None for anybody else."""
    if actor.person_id is None:
        return None
    claims = [
        party.claim
        for party in registry.parties_of(case_number)
        if party.role is PartyRole.APPLICANT and party.person_id == actor.person_id and party.claim
    ]
    return total(claims) if claims else None
