"""Those who bid together, or through somebody else."""

from enum import StrEnum


class GroupKind(StrEnum):
    """How several people stand behind one paddle."""

    #: Each buys a share.
    JOINT = "joint"
    #: One buys, another acts.
    AGENT = "agent"


class GroupStanding(StrEnum):
    """Where a group stands, from the asking to the court's word."""

    ASKED = "asked"
    AGREED = "agreed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    DECLINED = "declined"
