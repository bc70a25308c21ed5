"""What a made-up agency of the demo is, before it stands on the list."""

from collections.abc import Sequence
from dataclasses import dataclass

from registry.seeds.codes import JINAN, credit_code
from registry.vocabulary import AgencyField, AgencyKind, Standing


@dataclass(frozen=True)
class AgencySeed:
    """One made-up agency; what is not said is ordinary."""

    number: int
    name: str
    grade: int
    staff: int
    legal_representative: str
    fields: Sequence[AgencyField] = (AgencyField.REAL_ESTATE,)
    regions: Sequence[str] = (JINAN,)
    standing: Standing = Standing.ELIGIBLE
    standing_days: int | None = None
    standing_reason: str = ""
    licence_days: int = 900
    capacity: int | None = None
    open_commissions: int = 0
    is_controlled: bool = False
    shareholders: Sequence[tuple[str, str | None]] = ()
    kind: AgencyKind = AgencyKind.APPRAISAL
    #: Form of the licence number; {} takes the number.
    licence: str = "鲁房评字第{:03d}号"

    @property
    def code(self) -> str:
        """The credit code, made from the number and the home place."""
        return credit_code(self.number, self.regions[0])
