"""Who plays in the story of the main job, and what they have come to on the way."""

from dataclasses import dataclass, field
from datetime import datetime

from auction.seeds.people import PEOPLE, resident_id
from tests.browser.story import Person, Story

CASE_NUMBER = "（2026）鲁0102执1618号"
#: Worked case PRC-01, a real listing: the value, and seventy percent of it to the fen.
VALUE, START, ONE_FEN_LESS = "1,634,094.00", "1,143,865.80", "1,143,865.79"
STEP, DEPOSIT = "5,000.00", "200,000.00"
LIN_NAME, LIN_NUMBER = "林晓岚", resident_id(333, "19920318")


@dataclass
class Cast:
    """The people, each at a browser of their own, and the addresses they work at."""

    story: Story
    clerk: Person
    judge: Person
    finance: Person
    inspector: Person
    applicant: Person
    debtor: Person
    visitor: Person
    #: 张伟 and 林晓岚 bid on telephones; 吴敏's browser runs no script at all.
    zhang: Person
    lin: Person
    wu: Person
    agency: Person | None = None
    case_number: str = CASE_NUMBER
    case_path: str = ""
    appraisal_path: str = ""
    appraisal_no: str = ""
    draw_path: str = ""
    lot_no: str = ""
    opens_at: datetime | None = None
    ends_at: datetime | None = None
    paddles: dict[str, str] = field(default_factory=dict)

    @property
    def lot(self) -> str:
        """The public page of the lot."""
        return f"/lots/{self.lot_no}"

    @property
    def desk(self) -> str:
        """The court's page of the lot."""
        return f"/desk/lots/{self.lot_no}"


def gather(story: Story) -> Cast:
    """Seat everybody; nobody has signed in yet."""
    bidders = {person.account: person for person in PEOPLE if person.account.startswith("bidder")}
    names = [LIN_NAME, LIN_NUMBER]
    for account in ("bidder1", "bidder2"):
        names += [bidders[account].name, bidders[account].id_number or ""]
    story.secrets = tuple(names)
    return Cast(
        story=story, clerk=story.person("clerk"), judge=story.person("judge"),
        finance=story.person("finance"), inspector=story.person("inspector"),
        applicant=story.person("applicant"), debtor=story.person("debtor", phone=True),
        visitor=story.person(None), zhang=story.person("bidder1", phone=True),
        lin=story.person(None, phone=True),
        wu=story.person("bidder2", java_script_enabled=False),
    )  # fmt: skip
