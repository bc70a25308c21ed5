"""Words of identity: kinds of people and of papers they prove themselves with."""

from enum import StrEnum


class PersonKind(StrEnum):
    """A human being or an organization."""

    NATURAL = "natural"
    LEGAL = "legal"


class IdType(StrEnum):
    """The paper behind a real name."""

    RESIDENT_ID = "resident_id"
    CREDIT_CODE = "credit_code"
