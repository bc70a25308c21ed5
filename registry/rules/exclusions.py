"""The grounds E01-E12, each a check of its own that answers with its code and its evidence.

The law behind them is 法释〔2018〕15号 arts. 15, 16 and 19 and 资产评估法 art. 24 (two qualified
people, recusal for interest); the figures are the published policy of the draw.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

from registry.rules.faces import AgencyFace, Evidence, Exclusion, Matter, PartyFace, Tie
from registry.rules.policy import Policy
from registry.vocabulary import ExclusionCode, Standing

Check = Callable[[AgencyFace, Matter, Policy], Exclusion | None]


def required_band(matter: Matter, policy: Policy) -> tuple[int, int]:
    """Give the least grade and the least number of qualified people for the value (E02)."""
    for band in policy.bands.get(matter.field, ()):
        if band.upto is None or matter.value <= band.upto:
            return band.grade, band.appraisers_min
    return 0, policy.people_for(matter.field)


def left_the_list(agency: AgencyFace, matter: Matter, _: Policy) -> Exclusion | None:
    """E01: the newest national list no longer names it (法释〔2018〕15号 art. 15)."""
    if agency.left_on is None or agency.left_on > matter.on:
        return None
    return Exclusion(ExclusionCode.FIELD, {"left_on": agency.left_on.isoformat()})


def wrong_field(agency: AgencyFace, matter: Matter, _: Policy) -> Exclusion | None:
    """E01: not on the list of the profession that is asked for."""
    if matter.field in agency.fields:
        return None
    return Exclusion(ExclusionCode.FIELD, {"required": str(matter.field)})


def low_grade(agency: AgencyFace, matter: Matter, policy: Policy) -> Exclusion | None:
    """E02: grade or people below the value band; on probation the upper band is closed."""
    grade, people = required_band(matter, policy)
    if grade and agency.grade > grade:
        return Exclusion(ExclusionCode.GRADE, {"required": grade, "held": agency.grade})
    held = agency.appraisers.get(matter.field, 0)
    if grade and people > policy.people_for(matter.field) and held < people:
        return Exclusion(
            ExclusionCode.GRADE, {"appraisers_required": people, "appraisers_held": held}
        )
    limit = policy.probation_value_max(matter.field)
    if agency.standing_on(matter.on) is Standing.PROBATION and matter.value > limit:
        return Exclusion(
            ExclusionCode.GRADE,
            {"standing": str(Standing.PROBATION), "value_limit_fen": str(limit)},
        )
    return None


def paused(agency: AgencyFace, matter: Matter, _: Policy) -> Exclusion | None:
    """E04: paused until a day, or no longer commissioned (法释〔2011〕21号 art. 8)."""
    standing = agency.standing_on(matter.on)
    if standing not in (Standing.PAUSED, Standing.STOPPED):
        return None
    return Exclusion(ExclusionCode.PAUSED, _standing_evidence(agency))


def delisted(agency: AgencyFace, matter: Matter, _: Policy) -> Exclusion | None:
    """E05: removed, and five years have not passed (法释〔2018〕15号 art. 15)."""
    if agency.standing_on(matter.on) is not Standing.DELISTED:
        return None
    return Exclusion(ExclusionCode.DELISTED, _standing_evidence(agency))


def _standing_evidence(agency: AgencyFace) -> Evidence:
    evidence: Evidence = {"standing": str(agency.standing)}
    if agency.standing_until is not None:
        evidence["until"] = agency.standing_until.isoformat()
    return evidence


def conflicted(agency: AgencyFace, matter: Matter, _: Policy) -> Exclusion | None:
    """E06: whoever has an interest in the case steps back (资产评估法 art. 24).

    Its owners, controller, head and appraisers, and whoever it owes, is owed by or appraised for,
    against the parties, their agents and the judges.
    """
    own = Tie("itself", agency.name)
    for party in matter.parties:
        for tie in (own, *agency.ties):
            if tie.counts_on(matter.on) and _is_same(tie, party):
                return Exclusion(
                    ExclusionCode.CONFLICT, {"related_to": party.role, "through": tie.through}
                )
    return None


def _is_same(tie: Tie, party: PartyFace) -> bool:
    """Say whether both are one: by number where both are known, else by name."""
    if tie.digest and party.id_digest:
        return tie.digest == party.id_digest
    return bool(tie.name) and tie.name == party.name


def already_failed(agency: AgencyFace, matter: Matter, _: Policy) -> Exclusion | None:
    """E07: drawn in this case before and failed, withdrew or was recused."""
    if agency.code not in matter.fallen:
        return None
    return Exclusion(ExclusionCode.ALREADY_FAILED, {"in_draw": matter.fallen[agency.code]})


def at_capacity(agency: AgencyFace, matter: Matter, policy: Policy) -> Exclusion | None:
    """E08: as many open commissions as its people, its own word or its trial time allow."""
    people = agency.appraisers.get(matter.field, 0)
    limit, why = people * policy.commissions_per_appraiser, ""
    if agency.declared_capacity is not None and agency.declared_capacity < limit:
        limit, why = agency.declared_capacity, "declared"
    trial = _trial(agency, matter, policy)
    if trial and policy.probation_commissions < limit:
        limit, why = policy.probation_commissions, trial
    if agency.open_commissions < limit:
        return None
    evidence: Evidence = {"open": agency.open_commissions, "limit": limit}
    if why:
        evidence["limited_by"] = why
    return Exclusion(ExclusionCode.AT_CAPACITY, evidence)


def _trial(agency: AgencyFace, matter: Matter, policy: Policy) -> str:
    """Say why the load is capped: on probation, or new and without a record (fairness 2.7)."""
    if agency.standing_on(matter.on) is Standing.PROBATION:
        return "probation"
    new_until = (agency.listed_on or matter.on) + timedelta(days=policy.newcomer_days)
    if agency.listed_on and matter.on < new_until and agency.record < policy.newcomer_record:
        return "newcomer"
    return ""


def not_qualified(agency: AgencyFace, matter: Matter, policy: Policy) -> Exclusion | None:
    """E09: licence expired, or too few qualified people of the kind (资产评估法 art. 24)."""
    if agency.licence_expires_on < matter.on:
        return Exclusion(
            ExclusionCode.NOT_QUALIFIED, {"expired_on": agency.licence_expires_on.isoformat()}
        )
    needed, held = policy.people_for(matter.field), agency.appraisers.get(matter.field, 0)
    if held < needed:
        return Exclusion(
            ExclusionCode.NOT_QUALIFIED,
            {"appraisers_required": needed, "appraisers_held": held},
        )
    return None


def refused_twice(agency: AgencyFace, matter: Matter, policy: Policy) -> Exclusion | None:
    """E11: two refusals without an accepted reason within ninety days."""
    since = matter.on - timedelta(days=policy.refusal_days)
    counted = sorted(day for day in agency.refused_on if since <= day <= matter.on)
    if len(counted) < policy.refusals_max:
        return None
    return Exclusion(
        ExclusionCode.REFUSED_TWICE,
        {"refusals": len(counted), "last_refused_on": counted[-1].isoformat()},
    )


def review_pending(agency: AgencyFace, matter: Matter, _: Policy) -> Exclusion | None:
    """E12: a negative professional review the court has not decided about yet."""
    if agency.review_since is None or agency.review_since > matter.on:
        return None
    return Exclusion(
        ExclusionCode.REVIEW_PENDING,
        {"review": agency.review, "since": agency.review_since.isoformat()},
    )


#: Asked of every agency of the profession, in the order of their codes.
CHECKS: tuple[Check, ...] = (
    left_the_list,
    low_grade,
    paused,
    delisted,
    conflicted,
    already_failed,
    at_capacity,
    not_qualified,
    refused_twice,
    review_pending,
)


def exclusions_of(agency: AgencyFace, matter: Matter, policy: Policy) -> Iterator[Exclusion]:
    """Yield every ground against an agency, the region left aside.

    For another profession nothing more is asked: its grade and people say nothing here.
    """
    if wrong := wrong_field(agency, matter, policy):
        yield wrong
        return
    for check in CHECKS:
        found = check(agency, matter, policy)
        if found is not None:
            yield found
