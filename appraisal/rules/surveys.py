"""Judge the record of a site survey (法释〔2018〕15号 art. 18)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.citation import Citation
from appraisal.vocabulary import Capacity, Presence, SurveyFault

ON_THE_SPOT = Citation("法释〔2018〕15号", "第18条")
#: Whose absence has to be watched by a witness.
PARTIES = frozenset({Capacity.APPLICANT, Capacity.DEBTOR, Capacity.OTHER_PARTY})


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person of the record: who, in what capacity, there or not, signed or not."""

    name: str
    capacity: Capacity
    presence: Presence
    #: Why somebody who was there did not sign, or why a party stayed away.
    note: str = ""
    #: The handwritten signature, as a picture of the media.
    signature_id: int | None = None

    @property
    def was_there(self) -> bool:
        """Say whether the person stood on the spot."""
        return self.presence is not Presence.ABSENT

    def as_dict(self) -> dict[str, object]:
        """Return the plain form that is stored."""
        return {
            "name": self.name,
            "capacity": self.capacity.value,
            "presence": self.presence.value,
            "note": self.note,
            "signature_id": self.signature_id,
        }


@dataclass(frozen=True, slots=True)
class Position:
    """Where a site is, in millionths of a degree (WGS-84): whole numbers compare exactly."""

    latitude_e6: int
    longitude_e6: int


def judge_survey(attendees: Sequence[Attendee]) -> SurveyFault | None:
    """Say what a record of a survey lacks, or None.

    Art. 18: the parties are called; when one stays away a witness is there; those present sign,
    or the record says why not (2009〔16〕 art. 12).
    """
    there = [one for one in attendees if one.was_there]
    if not any(one.capacity is Capacity.APPRAISER for one in there):
        return SurveyFault.NOBODY_PRESENT
    if any(one.presence is Presence.REFUSED_TO_SIGN and not one.note.strip() for one in there):
        return SurveyFault.SIGNATURE_MISSING
    is_party_away = any(one.capacity in PARTIES and not one.was_there for one in attendees)
    if is_party_away and not any(one.capacity is Capacity.WITNESS for one in there):
        return SurveyFault.WITNESS_NEEDED
    return None
