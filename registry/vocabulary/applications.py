"""The words of applications: purposes, states, moves and the papers they rest on."""

from enum import StrEnum


class Purpose(StrEnum):
    """What an applicant asks the court for."""

    ENTRY = "entry"
    RENEWAL = "renewal"
    CHANGE = "change"


class ApplicationState(StrEnum):
    """The life of an application."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ApplicationAction(StrEnum):
    """What may be done to an application."""

    SUBMIT = "submit"
    RECALL = "recall"
    RETURN = "return"
    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class ApplicationPaper(StrEnum):
    """What an uploaded paper shows."""

    BUSINESS_LICENCE = "business_licence"
    QUALIFICATION = "qualification"
    STAFF = "staff"
    OTHER = "other"


#: The applicant may still write in these.
OPEN_TO_APPLICANT = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED})
#: An agency has one application in these at a time.
UNDECIDED = frozenset({*OPEN_TO_APPLICANT, ApplicationState.SUBMITTED})

#: Papers without which nothing is handed in; policy. New people need their certificates besides.
PAPERS_NEEDED: dict[Purpose, tuple[ApplicationPaper, ...]] = {
    Purpose.ENTRY: (
        ApplicationPaper.BUSINESS_LICENCE,
        ApplicationPaper.QUALIFICATION,
        ApplicationPaper.STAFF,
    ),
    Purpose.RENEWAL: (ApplicationPaper.QUALIFICATION,),
    Purpose.CHANGE: (ApplicationPaper.BUSINESS_LICENCE,),
}
