"""Words of the grounds E01-E12 and of the evidence beside each."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app.kernel.money import Money
from registry.messages.agencies import FIELDS, GRADES, STANDINGS
from registry.messages.books import PARTY_ROLES
from registry.messages.draws import SCOPES
from registry.messages.standing import CASE_PEOPLE, RELATIONS
from registry.rules.regions import region_name
from registry.vocabulary import ExclusionCode

REFUSALS: dict[str, tuple[Any, Any]] = {}
WORDING: dict[str, Any] = {}

EXCLUSIONS = {
    ExclusionCode.FIELD: _l("Not on the list of this profession"),
    ExclusionCode.GRADE: _l("Grade or staff below what the value asks for"),
    ExclusionCode.REGION: _l("Not on the list of this place"),
    ExclusionCode.PAUSED: _l("Paused or stopped"),
    ExclusionCode.DELISTED: _l("Removed from the list; five years have not passed"),
    ExclusionCode.CONFLICT: _l("Related to somebody in the case; must step back"),
    ExclusionCode.ALREADY_FAILED: _l("Drawn in this case before and failed"),
    ExclusionCode.AT_CAPACITY: _l("Has as many open commissions as it may"),
    ExclusionCode.NOT_QUALIFIED: _l("Licence expired or too few qualified people"),
    ExclusionCode.REFUSED_TWICE: _l("Refused twice without reason within 90 days"),
    ExclusionCode.REVIEW_PENDING: _l("A negative professional review is pending"),
    ExclusionCode.SHARED_TICKET: _l("Shares one ticket with others of the same controller"),
}

EVIDENCE = {
    "left_on": _l("off the list since"),
    "required": _l("required"),
    "held": _l("held"),
    "appraisers_required": _l("appraisers required"),
    "appraisers_held": _l("appraisers registered"),
    "standing": _l("standing"),
    "until": _l("until"),
    "value_limit_fen": _l("up to (yuan)"),
    "related_to": _l("related to"),
    "shared_with": _l("shared with"),
    "through": _l("through"),
    "in_draw": _l("in draw"),
    "open": _l("open commissions"),
    "limit": _l("at most"),
    "limited_by": _l("limited by"),
    "expired_on": _l("expired on"),
    "refusals": _l("refusals counted"),
    "last_refused_on": _l("last refused on"),
    "review": _l("review"),
    "since": _l("since"),
    "scope": _l("list used"),
    "place": _l("place of the asset"),
    "listed_in": _l("listed in"),
}

#: Through what an agency is bound to somebody, or shares a ticket.
THROUGH = {
    "itself": _l("the agency itself"),
    "shareholder": _l("a shareholder"),
    "controller": _l("whoever controls it"),
    "legal_representative": _l("its legal representative"),
    "practitioner": _l("one of its appraisers"),
    "chain": _l("a chain of owners"),
    **{str(kind): words for kind, words in RELATIONS.items()},
}
LIMITED_BY = {
    "declared": _l("its own declared capacity"),
    "probation": _l("probation"),
    "newcomer": _l("being new to the list"),
}
_TABLES: Mapping[str, Mapping[Any, Any]] = {
    "required": {**FIELDS, **GRADES},
    "held": GRADES,
    "standing": STANDINGS,
    "related_to": {**PARTY_ROLES, **CASE_PEOPLE},
    "through": THROUGH,
    "limited_by": LIMITED_BY,
    "scope": SCOPES,
}


def evidence_lines(evidence: dict[str, str | int]) -> list[tuple[Any, Any]]:
    """Return name and value of each piece of evidence in words, in a fixed order."""
    return [
        (words, evidence_value(name, evidence[name]))
        for name, words in EVIDENCE.items()
        if evidence.get(name) not in (None, "")
    ]


def evidence_value(name: str, value: str | int) -> Any:
    """Return the words of a piece of evidence, or the value itself when it speaks for itself."""
    if name.endswith("_fen"):
        return Money.parse(str(value)).yuan
    if name in ("place", "listed_in"):
        return "、".join(region_name(code) for code in str(value).split("、"))
    return _TABLES.get(name, {}).get(value, value)
