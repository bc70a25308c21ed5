"""What a plan of distribution is made from, and when it may be paid.

民诉解释 508-510: several creditors get a plan, fifteen days to object, fifteen to oppose, fifteen
to sue. 执行规定 31, 34: costs first, then secured claims by rank, then the others pro rata.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.kernel.citation import Citation
from app.kernel.money import Money, total
from auction.rules.distribution import Claim, ClaimClass

SURPLUS = "surplus"

#: One creditor shares with nobody: no plan has to be served and no days have to pass.
SINGLE_CREDITOR_POLICY = "P46"
#: The days from receipt: of the plan, of an objection, of word that it is opposed.
OBJECTION_DAYS = "distribution_objection_days"
OPPOSITION_DAYS = "distribution_opposition_days"
SUIT_DAYS = "distribution_suit_days"


@dataclass(frozen=True, slots=True)
class CreditorClaim:
    """What one creditor may ask: the claim, its interest, its costs; a rank if it is secured."""

    party_id: int
    name: str
    principal: Money
    interest: Money = Money.ZERO
    costs: Money = Money.ZERO
    #: 1 is the first; none for an ordinary claim.
    rank: int | None = None
    #: Of a merged lot: the assets it is secured on; none named, on all of them.
    on: tuple[str, ...] = ()

    @property
    def amount(self) -> Money:
        """Return all of it."""
        return total((self.principal, self.interest, self.costs))

    @property
    def is_secured(self) -> bool:
        """Say whether the claim is served before ordinary ones."""
        return self.rank is not None

    def claim(self) -> Claim:
        """Return the claim as the rule takes it."""
        return Claim(self.name, self.amount, self.rank)


@dataclass(frozen=True, slots=True)
class SaleCost:
    """A cost of the sale: what for, to whom, how much."""

    account: str
    name: str
    amount: Money
    what: str = ""
    #: The agency's balance fee is posted with the fee's own settlement.
    is_posted: bool = False

    def claim(self) -> Claim:
        """Return the cost as the rule takes it."""
        return Claim(self.name, self.amount)


@dataclass(frozen=True, slots=True)
class PlanClaims:
    """Everything a plan is computed from, kept with each version of it."""

    creditors: tuple[CreditorClaim, ...]
    costs: tuple[SaleCost, ...]

    @property
    def secured(self) -> tuple[CreditorClaim, ...]:
        """Return the secured claims by rank, in the order of the file within one."""
        found = [claim for claim in self.creditors if claim.is_secured]
        return tuple(sorted(found, key=lambda claim: claim.rank or 0))

    @property
    def ordinary(self) -> tuple[CreditorClaim, ...]:
        """Return the ordinary claims in the order of the file."""
        return tuple(claim for claim in self.creditors if not claim.is_secured)

    def claimed(self) -> Money:
        """Return all that creditors claim."""
        return total(claim.amount for claim in self.creditors)

    def needs_window(self) -> bool:
        """Say whether the plan is served and days must pass: several creditors share (509)."""
        return sum(1 for claim in self.creditors if claim.amount) > 1

    def as_dict(self) -> dict[str, Any]:
        """Return the plain form that is stored."""
        return {
            "creditors": [
                {
                    "party_id": claim.party_id,
                    "name": claim.name,
                    "principal": str(claim.principal),
                    "interest": str(claim.interest),
                    "costs": str(claim.costs),
                    "rank": claim.rank,
                    **({"on": list(claim.on)} if claim.on else {}),
                }
                for claim in self.creditors
            ],
            "costs": [
                {
                    "account": cost.account,
                    "name": cost.name,
                    "amount": str(cost.amount),
                    "what": cost.what,
                    "is_posted": cost.is_posted,
                }
                for cost in self.costs
            ],
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "PlanClaims":
        """Read back what ``as_dict`` wrote."""
        return cls(
            tuple(
                CreditorClaim(
                    row["party_id"],
                    row["name"],
                    Money.parse(row["principal"]),
                    Money.parse(row["interest"]),
                    Money.parse(row["costs"]),
                    row["rank"],
                    tuple(row.get("on", ())),
                )
                for row in plain["creditors"]
            ),
            tuple(
                SaleCost(
                    row["account"],
                    row["name"],
                    Money.parse(row["amount"]),
                    row["what"],
                    row["is_posted"],
                )
                for row in plain["costs"]
            ),
        )


@dataclass(frozen=True)
class PlanRow:
    """One payment of the plan: to whom, from which ground, on which article."""

    ground: str
    payee: str
    account: str
    amount: Money
    citation: Citation
    #: The agency's balance fee is posted with the fee's own settlement.
    is_posted: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the plain form that is stored."""
        return {
            "ground": self.ground,
            "payee": self.payee,
            "account": self.account,
            "amount": str(self.amount),
            "citation": self.citation.as_dict(),
            "is_posted": self.is_posted,
        }

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "PlanRow":
        """Read back what ``as_dict`` wrote."""
        return cls(
            plain["ground"],
            plain["payee"],
            plain["account"],
            Money.parse(plain["amount"]),
            Citation(**plain["citation"]),
            plain["is_posted"],
        )

    def of(self, amount: Money) -> "PlanRow":
        """Return the same payment of another amount."""
        return replace(self, amount=amount)

    @property
    def is_claim(self) -> bool:
        """Say whether it pays a creditor's claim."""
        return self.ground in (ClaimClass.SECURED, ClaimClass.ORDINARY)

    @property
    def party_id(self) -> int | None:
        """Return the party whose account it goes to, or nothing."""
        kind, _, number = self.account.partition(":")
        return int(number) if kind == "party" else None


def shares_of(rows: Sequence[PlanRow]) -> dict[int, Money]:
    """Return what each party gets as creditor or debtor; costs advanced are no share."""
    shares: dict[int, Money] = {}
    for row in rows:
        if row.party_id is not None and row.ground != ClaimClass.SALE_COST:
            shares[row.party_id] = shares.get(row.party_id, Money.ZERO) + row.amount
    return shares


def set_aside(shares: Mapping[int, Money], disputed: Sequence[tuple[int, Money]]) -> list[Money]:
    """Return what each suit keeps here of the shares it disputes; 民诉解释 510(3).

    ``disputed`` names whose share it is and by how much, suit by suit; together the suits never
    keep more than the share (P49).
    """
    left = dict(shares)
    kept: list[Money] = []
    for party_id, amount in disputed:
        part = min(amount, left.get(party_id, Money.ZERO))
        left[party_id] = left.get(party_id, Money.ZERO) - part
        kept.append(part)
    return kept
