"""Those who bid together, or through somebody else."""

from enum import StrEnum


class GroupKind(StrEnum):
    """How several people stand behind one paddle."""

    #: Each buys a share.
    JOINT = "joint"
    #: One buys, another acts.
    AGENT = "agent"
