"""Bid together or through an agent: each agrees, the court confirms before the start.

法释〔2016〕18号 art. 14(2); who may not bid alone may not bid behind others either (art. 34).
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.identity import facade as identity
from app.identity import vault
from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict, NotFound, Refusal
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.groups import GroupAgreed, GroupAsked, GroupDecided, GroupsRead
from auction.models import BiddingGroup, Enrollment, GroupMember, Lot
from auction.rules import articles
from auction.services.acts import require_reason
from auction.services.eligibility import own_name, require_eligible
from auction.services.identities import BIDDER, Holder, holder_digest, open_sealed, seal_holder
from auction.vocabulary import CALLED_OFF, GroupKind, GroupStanding, LotState

#: Buyers behind one paddle (P79).
PEOPLE_MAX = 5
MANDATE_MAX = 5 << 20
#: Lots with groups one person's desk is asked about at most, the newest.
LOTS_MAX = 200
PDF = b"%PDF-"
#: The reason of a group that ended because somebody named in it said no.
DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody named to stand behind a paddle: the account, and a whole percentage."""

    account: str
    share: int


@dataclass(frozen=True)
class GroupView:
    """One group as its court reads it: who acts, who buys what share."""

    group: BiddingGroup
    lead: Holder
    buyers: Sequence[tuple[Holder, int]]


def ask_group(
    *,
    lot_no: str,
    kind: GroupKind,
    partners: Sequence[Partner],
    mandate: bytes,
    actor: Actor,
    at: datetime,
) -> BiddingGroup:
    """Name for whom, or with whom, the actor bids; the actor's own share is the rest.

    Raises Refusal: group_after_start, group_people, group_shares, in_another_group,
    mandate_missing, real_name_missing, barred.
    """
    cited = (articles.SPECIAL_PROMPTS,)
    with unit_of_work() as work:
        lot = _lot_before_start(lot_no, at)
        require_eligible(lot, actor)
        people = _people(lot, kind, partners, actor)
        if not mandate.startswith(PDF) or len(mandate) > MANDATE_MAX:
            fields = {"mandate": "mandate_missing"}
            raise Refusal("mandate_missing", citations=cited, fields=fields)
        lead = holder_digest(lot.no, actor.person_id or 0)
        group = BiddingGroup(
            lot_id=lot.id,
            kind=kind,
            lead_digest=lead,
            mandate_sealed=vault.seal_bytes("group", mandate, f"group|{lot.no}|{lead}"),
            mandate_sha256=hashlib.sha256(mandate).hexdigest(),
            asked_at=at,
        )
        db.session.add(group)
        db.session.flush()
        for digest, share in people.items():
            db.session.add(
                GroupMember(
                    group_id=group.id, lot_id=lot.id, holder_digest=digest, share_percent=share
                )
            )
        db.session.flush()
        _agree(lot, _named(lot, group, actor), actor, at)
        fact = GroupAsked(lot=lot.no, group=group.id, mandate_sha256=group.mandate_sha256)
        work.record(fact, actor=BIDDER, at=at)
        return group


def _lot_before_start(lot_no: str, at: datetime) -> Lot:
    lot = lock_row(Lot, no=lot_no)
    if lot.announced_at is None:
        raise NotFound("lot", lot_no)
    assert lot.opens_at is not None
    if at >= lot.opens_at or lot.ended_at is not None or lot.state in CALLED_OFF:
        raise Conflict("group_after_start", citations=(articles.SPECIAL_PROMPTS,))
    return lot


def _people(lot: Lot, kind: GroupKind, partners: Sequence[Partner], actor: Actor) -> dict[str, int]:
    """Return the share of each person by digest, who acts first; the others are only named yet."""
    found = [identity.find_person(partner.account) for partner in partners]
    ids = {person.id for person in found if person is not None}
    most = 1 if kind is GroupKind.AGENT else PEOPLE_MAX - 1
    cited = (articles.SPECIAL_PROMPTS,)
    if len(ids) != len(partners) or actor.person_id in ids or not 1 <= len(partners) <= most:
        raise Refusal("group_people", citations=cited, fields={"account": "group_people"})
    shares = [100] if kind is GroupKind.AGENT else [partner.share for partner in partners]
    own = 100 - sum(shares)
    if min(shares) < 1 or own < (kind is GroupKind.JOINT):
        raise Refusal("group_shares", citations=cited, fields={"share": "group_shares"})
    digests = [holder_digest(lot.no, person.id) for person in found if person is not None]
    people = {holder_digest(lot.no, actor.person_id or 0): own}
    people |= dict(zip(digests, shares, strict=True))
    _require_free(lot, people)
    return people


def _require_free(lot: Lot, digests: Collection[str]) -> None:
    """Refuse who is enrolled on the lot, or stands in a group of it."""
    standing = select(GroupMember.id).where(
        GroupMember.lot_id == lot.id,
        GroupMember.holder_digest.in_(digests),
        GroupMember.is_standing,
    )
    if _are_enrolled(lot, digests) or db.session.scalar(standing.limit(1)):
        raise Conflict("in_another_group", citations=(articles.SPECIAL_PROMPTS,))


def _are_enrolled(lot: Lot, digests: Collection[str]) -> bool:
    query = select(Enrollment.id).where(
        Enrollment.lot_id == lot.id, Enrollment.holder_digest.in_(digests)
    )
    return db.session.scalar(query.limit(1)) is not None


def answer_group(*, lot_no: str, group_id: int, agrees: bool, actor: Actor, at: datetime) -> None:
    """Agree to stand behind a paddle, or decline, which ends the group; twice is once.

    Raises NotFound where nobody named the actor, Refusal as ``ask_group`` does.
    """
    with unit_of_work() as work:
        lot = _lot_before_start(lot_no, at)
        group = _group_of(lot, group_id)
        member = _named(lot, group, actor)
        if member.agreed_at is not None and agrees:
            return
        if group.decided_at is not None:
            raise Conflict("group_decided")
        if agrees:
            require_eligible(lot, actor)
            _require_free(lot, [member.holder_digest])
            _agree(lot, member, actor, at)
        else:
            _end(group)
            group.is_confirmed, group.reason = False, DECLINED
            group.decided_at, group.decided_by = at, BIDDER.label
        work.record(GroupAgreed(lot=lot.no, group=group.id, agrees=agrees), actor=BIDDER, at=at)


def _named(lot: Lot, group: BiddingGroup, actor: Actor) -> GroupMember:
    digest = holder_digest(lot.no, actor.person_id or 0)
    query = select(GroupMember).filter_by(group_id=group.id, holder_digest=digest)
    member = db.session.scalar(query)
    if member is None:
        raise NotFound("group", group.id)
    return member


def _agree(lot: Lot, member: GroupMember, actor: Actor, at: datetime) -> None:
    member.identity_sealed = seal_holder(lot.no, actor, own_name(actor))
    member.agreed_at, member.is_standing = at, True


def _end(group: BiddingGroup) -> None:
    for member in members_of(group):
        member.is_standing = False


def decide_group(
    *, lot_no: str, group_id: int, confirms: bool, reason: str, actor: Actor, at: datetime
) -> None:
    """Confirm or refuse an agent or a group, once, before the start (18号 art. 14(2)).

    Raises Refusal: reason_missing, group_after_start, group_not_agreed, group_decided, barred.
    """
    words = require_reason(reason, (articles.SPECIAL_PROMPTS,))
    with unit_of_work() as work:
        lot = _lot_before_start(lot_no, at)
        require_court(actor, lot.court_id)
        group = _group_of(lot, group_id)
        if group.decided_at is not None:
            raise Conflict("group_decided")
        members = members_of(group)
        if not all(member.is_standing for member in members):
            raise Conflict("group_not_agreed", citations=(articles.SPECIAL_PROMPTS,))
        digests = [member.holder_digest for member in members]
        if confirms and _are_enrolled(lot, digests):
            raise Conflict("in_another_group", citations=(articles.SPECIAL_PROMPTS,))
        if confirms:
            _require_all_eligible(lot, [_open(lot, member) for member in members])
        else:
            _end(group)
        group.is_confirmed, group.reason = confirms, words
        group.decided_at, group.decided_by = at, actor.label
        _record_decision(work, lot, group, actor, at)


def _record_decision(work: Work, lot: Lot, group: BiddingGroup, actor: Actor, at: datetime) -> None:
    fact = GroupDecided(
        lot=lot.no,
        case_number=lot.case_number,
        group=group.id,
        is_confirmed=bool(group.is_confirmed),
        reason=group.reason or "",
    )
    work.record(fact, actor=actor, at=at)


def _require_all_eligible(lot: Lot, people: Sequence[Holder]) -> None:
    """Refuse whom art. 34 or a default keeps out, whoever of them acts."""
    for holder in people:
        require_eligible(lot, identity.actor_named(holder.account))


def _group_of(lot: Lot, group_id: int) -> BiddingGroup:
    if db.session.scalar(select(BiddingGroup.id).filter_by(id=group_id, lot_id=lot.id)) is None:
        raise NotFound("group", group_id)
    return lock_row(BiddingGroup, id=group_id)


def members_of(group: BiddingGroup) -> list[GroupMember]:
    """Return the people of a group, in the order they were named; the first one acts."""
    query = select(GroupMember).filter_by(group_id=group.id).order_by(GroupMember.id)
    return list(db.session.scalars(query))


def standing_of(group: BiddingGroup) -> GroupStanding:
    """Return where a group stands."""
    if group.is_confirmed is not None:
        if group.is_confirmed:
            return GroupStanding.CONFIRMED
        return GroupStanding.DECLINED if group.reason == DECLINED else GroupStanding.REFUSED
    has_all = all(member.agreed_at for member in members_of(group))
    return GroupStanding.AGREED if has_all else GroupStanding.ASKED


def own_group(lot: Lot, group_id: int, actor: Actor) -> tuple[BiddingGroup, GroupMember]:
    """Return one group that names the actor; raise NotFound."""
    for group, member in groups_naming(lot, actor):
        if group.id == group_id:
            return group, member
    raise NotFound("group", group_id)


def list_named(actor: Actor) -> list[tuple[Lot, BiddingGroup, GroupMember]]:
    """Return the newest group that names the actor on each lot that has not begun."""
    has_group = select(BiddingGroup.id).where(BiddingGroup.lot_id == Lot.id).exists()
    lots = db.session.scalars(
        select(Lot)
        .where(Lot.state == LotState.ANNOUNCED, has_group)
        .order_by(Lot.id.desc())
        .limit(LOTS_MAX)
    ).all()
    by_digest = {holder_digest(lot.no, actor.person_id or 0): lot for lot in lots}
    rows = db.session.execute(
        select(BiddingGroup, GroupMember)
        .join(GroupMember, GroupMember.group_id == BiddingGroup.id)
        .where(GroupMember.holder_digest.in_(list(by_digest)))
        .order_by(BiddingGroup.id)
    )
    newest = {member.holder_digest: (group, member) for group, member in rows}
    return [(by_digest[digest], *pair) for digest, pair in newest.items()]


def enrollment_of_buyer(lot: Lot, person_id: int) -> Enrollment | None:
    """Return the enrollment by which a person alone would buy: the own one, or an agent's for it.

    An agent does not buy, and of joint buyers none has what is one person's own (P79).
    """
    digest = holder_digest(lot.no, person_id)
    group = db.session.scalar(
        select(BiddingGroup)
        .join(GroupMember, GroupMember.group_id == BiddingGroup.id)
        .where(
            GroupMember.lot_id == lot.id,
            GroupMember.holder_digest == digest,
            GroupMember.is_standing,
            BiddingGroup.is_confirmed.is_(True),
        )
    )
    if group is not None:
        if group.kind is GroupKind.JOINT or group.lead_digest == digest:
            return None
        digest = group.lead_digest
    return db.session.scalar(select(Enrollment).filter_by(lot_id=lot.id, holder_digest=digest))


def groups_naming(lot: Lot, actor: Actor) -> list[tuple[BiddingGroup, GroupMember]]:
    """Return the groups of a lot that name the actor, whether agreed to or not, newest first."""
    if actor.person_id is None:
        return []
    digest = holder_digest(lot.no, actor.person_id)
    rows = db.session.execute(
        select(BiddingGroup, GroupMember)
        .join(GroupMember, GroupMember.group_id == BiddingGroup.id)
        .where(GroupMember.lot_id == lot.id, GroupMember.holder_digest == digest)
        .order_by(BiddingGroup.id.desc())
        .limit(20)
    )
    return [(group, member) for group, member in rows]


def find_member(lot: Lot, actor: Actor) -> GroupMember | None:
    """Return the actor's own place in a group that stands, or None."""
    if actor.person_id is None:
        return None
    return db.session.scalar(
        select(GroupMember).where(
            GroupMember.lot_id == lot.id,
            GroupMember.holder_digest == holder_digest(lot.no, actor.person_id),
            GroupMember.is_standing,
        )
    )


def _open(lot: Lot, member: GroupMember) -> Holder:
    assert member.identity_sealed is not None
    return open_sealed(lot.no, member.holder_digest, member.identity_sealed)


def party_behind(lot: Lot, actor: Actor, at: datetime) -> Sequence[tuple[Holder, int]]:
    """Return who buys where the actor enrolls for a confirmed group; nobody: the actor alone.

    Not confirmed by the start, an agent acts in the own name (18号 art. 14(2)). Raises Refusal:
    group_acts_for_you, group_waits, barred.
    """
    member = find_member(lot, actor)
    if member is None:
        return ()
    group = db.session.get(BiddingGroup, member.group_id)
    assert group is not None
    assert lot.opens_at is not None
    if not group.is_confirmed:
        if at < lot.opens_at:
            raise Conflict("group_waits", citations=(articles.SPECIAL_PROMPTS,))
        return ()
    if group.lead_digest != member.holder_digest:
        raise Conflict("group_acts_for_you", citations=(articles.SPECIAL_PROMPTS,))
    members = members_of(group)
    people = [(_open(lot, one), one.share_percent) for one in members]
    _require_all_eligible(lot, [holder for holder, _ in people])
    return [(holder, share) for holder, share in people if share]


def read_groups(*, lot_no: str, actor: Actor, at: datetime) -> list[GroupView]:
    """Return the groups whose people all agreed; the reading is on the record first (L11)."""
    lot = queries.get_lot(lot_no)
    require_court(actor, lot.court_id)
    rows = db.session.scalars(
        select(BiddingGroup).filter_by(lot_id=lot.id).order_by(BiddingGroup.id).limit(200)
    ).all()
    shown = [group for group in rows if all(one.agreed_at for one in members_of(group))]
    if shown:
        ids = [group.id for group in shown]
        with unit_of_work() as work:
            fact = GroupsRead(lot=lot.no, case_number=lot.case_number, groups=ids)
            work.record(fact, actor=actor, at=at)
    return [_view(lot, group) for group in shown]


def _view(lot: Lot, group: BiddingGroup) -> GroupView:
    people = [(_open(lot, one), one.share_percent) for one in members_of(group)]
    return GroupView(group, people[0][0], [(holder, share) for holder, share in people if share])


def read_mandate(*, lot_no: str, group_id: int, actor: Actor, at: datetime) -> bytes:
    """Return the signed paper of a group to its court; the reading is on the record first."""
    lot = queries.get_lot(lot_no)
    require_court(actor, lot.court_id)
    with unit_of_work() as work:
        group = _group_of(lot, group_id)
        fact = GroupsRead(lot=lot.no, case_number=lot.case_number, groups=[group.id])
        work.record(fact, actor=actor, at=at)
        context = f"group|{lot.no}|{group.lead_digest}"
        return vault.unseal_bytes("group", group.mandate_sealed, context)
