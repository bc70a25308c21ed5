"""Who stands behind whom (E10): agencies under common control share one ticket."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from registry.rules.faces import AgencyFace, Exclusion
from registry.rules.policy import Policy
from registry.vocabulary import ExclusionCode

#: A common shareholder of unknown share counts by its credit code only: names of people repeat.
Key = tuple[str, str]


def _keys(agency: AgencyFace, policy: Policy) -> Iterator[tuple[Key, str]]:
    """Yield what binds an agency to others, and through what."""
    yield ("code", agency.code), "controller"
    if agency.controller_code:
        yield ("code", agency.controller_code), "controller"
    elif agency.controller_name:
        yield ("name", agency.controller_name), "controller"
    for holder in agency.holders:
        controls = holder.percent is None or holder.percent >= policy.control_percent
        if holder.code and controls:
            yield ("code", holder.code), "shareholder"
        elif not holder.code and holder.percent is not None and controls:
            yield ("name", holder.name), "shareholder"


def control_groups(agencies: Sequence[AgencyFace], policy: Policy) -> dict[str, str]:
    """Return for each agency the name of its group: the smallest code in it.

    Groups close over chains: if A and B share an owner and B controls C, all three are one.
    """
    parent: dict[Key, Key] = {}

    def root(key: Key) -> Key:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for agency in agencies:
        for key, _ in _keys(agency, policy):
            parent[root(key)] = root(("code", agency.code))
    members: dict[Key, list[str]] = defaultdict(list)
    for agency in agencies:
        members[root(("code", agency.code))].append(agency.code)
    return {code: min(codes) for codes in members.values() for code in codes}


def shared_with(
    agency: AgencyFace, members: Sequence[AgencyFace], policy: Policy
) -> Exclusion | None:
    """Say with whom an agency shares its ticket and through what; none when it is alone."""
    others = sorted(member.code for member in members if member.code != agency.code)
    if not others:
        return None
    theirs = {
        key for member in members if member.code != agency.code for key, _ in _keys(member, policy)
    }
    through = next((why for key, why in _keys(agency, policy) if key in theirs), "chain")
    return Exclusion(
        ExclusionCode.SHARED_TICKET, {"shared_with": "、".join(others), "through": through}
    )


def members_of(
    eligible: Sequence[AgencyFace], group_of: Mapping[str, str]
) -> dict[str, list[AgencyFace]]:
    """Return the eligible members of each group, by code."""
    found: dict[str, list[AgencyFace]] = defaultdict(list)
    for agency in sorted(eligible, key=lambda agency: agency.code):
        found[group_of[agency.code]].append(agency)
    return dict(found)
