"""S13: whom an agency meets beyond chance, its buyers and the judges of its cases (P108)."""

from dataclasses import replace
from datetime import datetime

from app.screening.facade import make_finding
from app.screening.vocabulary import AGENCY_NAMED, JUDGE_NAMED, ScreenCode
from appraisal import facade as appraisal
from auction.models import Lot
from auction.queries import screening as kept
from auction.queries.screening_pairings import list_appraised_cases, list_purchases
from auction.rules.screening.pairings import MEETINGS_MIN, pairing
from auction.services.screening_clues import by_rule
from registry import facade as registry


def screen_pairings(lot: Lot, at: datetime) -> None:
    """Look whom the agency of an ended lot met; told anew for each so many meetings more."""
    agency = appraisal.agencies_of([lot.appraisal_no]).get(lot.appraisal_no)
    if not agency:
        return
    name = registry.agency_names([agency]).get(agency, agency)
    _screen_buyer(lot, agency, name, at)
    _screen_judge(lot, agency, name, at)


def _screen_buyer(lot: Lot, agency: str, name: str, at: datetime) -> None:
    seat = kept.find_buyer_seat(lot.id)
    if seat is None:
        return
    found = pairing(list_purchases(lot.kind), agency, seat.person_mark)
    if found is None:
        return
    shown: dict[str, float | str] = {
        "buyer_meetings": found["meetings"],
        "buyer_rare": found["rare"],
        "buyer_purchases": found["of_other"],
        "agency_things": found["of_agency"],
        AGENCY_NAMED: name,
    }
    _tell(lot, shown, (seat.paddle,), f"buyer|{agency}|{seat.person_mark}", found, at)


def _screen_judge(lot: Lot, agency: str, name: str, at: datetime) -> None:
    cases = list_appraised_cases(lot.court_id, lot.nature)
    agencies = appraisal.agencies_of(cases)
    judges = registry.judges_of(set(cases.values()))
    judge = judges.get(lot.case_number)
    if judge is None:
        return
    met = [(agencies[no], judges.get(case, "")) for no, case in cases.items() if no in agencies]
    found = pairing(met, agency, judge)
    if found is None:
        return
    shown: dict[str, float | str] = {
        "judge_meetings": found["meetings"],
        "judge_rare": found["rare"],
        "judge_cases": found["of_other"],
        "agency_things": found["of_agency"],
        AGENCY_NAMED: name,
        JUDGE_NAMED: judge,
    }
    _tell(lot, shown, (), f"judge|{lot.court_id}|{agency}|{judge}", found, at)


def _tell(
    lot: Lot,
    shown: dict[str, float | str],
    paddles: tuple[str, ...],
    about: str,
    found: dict[str, float],
    at: datetime,
) -> None:
    clue = by_rule(lot, ScreenCode.S13, shown, paddles, "pairing")
    # The pair makes it this finding, whichever lot showed it: the next lot tells nothing new.
    times = int(found["meetings"]) // MEETINGS_MIN
    make_finding(replace(clue, key=f"S13|{about}|{times}"), at=at)
