"""Whether every agency's standing is what its decisions say."""

from app.web.modules import Breach
from registry.queries import decisions
from registry.rules.standing import STANDING_OF, strictest
from registry.vocabulary import Standing


def standings_follow_from_decisions() -> list[Breach]:
    """R9: an agency's standing and its last day are those of its strictest running measure."""
    found = []
    for agency, running in decisions.list_running():
        act = strictest([decision.act for decision in running])
        measure = next((decision for decision in running if decision.act is act), None)
        said = (
            (Standing.ELIGIBLE, None)
            if act is None or measure is None
            else (STANDING_OF[act], measure.until_on)
        )
        if said != (agency.standing, agency.standing_until):
            found.append(
                Breach("R9", f"{agency.code} is {agency.standing}, its decisions say {said[0]}")
            )
    return found


CHECKS = {"R9": standings_follow_from_decisions}
