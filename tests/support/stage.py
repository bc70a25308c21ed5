"""A lot under bidding with its bidders, set up as rows: what tests of bidding start from."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.identity.facade import RealName
from app.identity.models import Person, SignInSession
from app.identity.services import people
from app.identity.services.sessions import hash_of
from app.identity.vocabulary import PersonKind
from app.kernel.actors import Actor
from app.kernel.clock import clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.store import db, unit_of_work
from auction.models import Enrollment, Lot
from auction.services.identities import holder_digest, seal_holder
from auction.vocabulary import EnrollmentState, LotState, Round, Venue
from registry.vocabulary import AssetKind, AssetNature

OPENS = datetime(2026, 4, 1, 2, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=24)
HOUR = timedelta(hours=1)
START = 100_000_000
STEP = 1_000_000
_NAME = RealName("张三", "resident_id", "11010519491231002X", "1101**********002X")
PASSWORD = "a long enough secret"

#: One password is hashed once a run: argon2 is slow on purpose.
_hashes: dict[str, str] = {}


@dataclass
class Bidder:
    """A person who takes part, with the paddle and the sign-in of this test."""

    actor: Actor
    paddle: str
    session_hash: str


@dataclass
class Stage:
    """An open lot and its bidders by paddle."""

    lot_id: int
    lot_no: str
    bidders: dict[str, Bidder] = field(default_factory=dict)

    def actor(self, paddle: str) -> Actor:
        """Return the person behind a paddle."""
        return self.bidders[paddle].actor

    def lot(self) -> Lot:
        """Return the lot as it stands in the database now."""
        db.session.rollback()
        lot = db.session.get(Lot, self.lot_id, populate_existing=True)
        assert lot is not None
        return lot


def make_person(account: str, role: Role = Role.BIDDER) -> Actor:
    """Return a person with a sign-in by PASSWORD."""
    hashed = _hashes.setdefault(PASSWORD, "") or people.hash_password(PASSWORD)
    _hashes[PASSWORD] = hashed
    with unit_of_work():
        person = Person(
            account=account,
            name=account,
            kind=PersonKind.NATURAL,
            password_hash=hashed,
            roles=[role.value],
            is_active=True,
            totp_counter=0,
            created_at=OPENS,
        )
        db.session.add(person)
        db.session.flush()
        return Actor(person.id, account, account, frozenset({role}))


def make_lot(no: str = "L-0102-2026-0001", **changes: Any) -> Lot:
    """Return a lot open for a day: start 1,000,000 yuan, step 10,000, no bid yet."""
    given: dict[str, Any] = {
        "no": no,
        "asset_no": f"A-{no}",
        "case_number": "（2026）鲁0102执1号",
        "court_id": 1,
        "court_code": "0102",
        "court_name": "历下区人民法院",
        "region_code": "370102",
        "round": Round.FIRST,
        "venue": Venue.INTERNAL,
        "venue_reason": "申请执行人选择",
        "state": LotState.OPEN,
        "state_since": OPENS,
        "title": "经十路住宅一套",
        "kind": AssetKind.IMMOVABLE,
        "nature": next(iter(AssetNature)),
        "address": "经十路1号",
        "appraisal_no": f"P-{no}",
        "reference_price": Money(140_000_000),
        "reference_valid_until": date(2027, 1, 1),
        "start_price": Money(START),
        "bid_step": Money(STEP),
        "deposit": Money(10_000_000),
        "on_grid": False,
        "opens_at": OPENS,
        "scheduled_close_at": CLOSES,
        "closes_at": CLOSES,
        "notice_version": 1,
        "announced_at": OPENS - 30 * 24 * HOUR,
        "created_at": OPENS,
    }
    if "closes_at" in changes:
        changes.setdefault("scheduled_close_at", changes["closes_at"])
    with unit_of_work():
        lot = Lot(**{**given, **changes})
        db.session.add(lot)
        db.session.flush()
        return lot


def enroll(
    lot: Lot,
    actor: Actor,
    paddle: str | None,
    *,
    state: EnrollmentState = EnrollmentState.QUALIFIED,
    rank: int | None = None,
    name: RealName = _NAME,
) -> Bidder:
    """Give a person a place on a lot, and a sign-in."""
    assert actor.person_id is not None
    digest = holder_digest(lot.no, actor.person_id)
    token_hash = hash_of(f"{actor.account}-session")
    with unit_of_work():
        db.session.add(
            Enrollment(
                lot_id=lot.id,
                holder_digest=digest,
                identity_sealed=seal_holder(lot.no, actor, name),
                state=state,
                paddle=paddle,
                priority_rank=rank,
                deposit_reference=f"enrollment:{lot.id}:{actor.person_id}",
                accepted_notice_version=1,
                accepted_prompts=[],
                applied_at=OPENS,
            )
        )
        if db.session.get(SignInSession, token_hash) is None:
            db.session.add(
                SignInSession(
                    token_hash=token_hash,
                    person_id=actor.person_id,
                    began_at=clock.real_now(),
                    seen_at=clock.real_now(),
                )
            )
    return Bidder(actor, paddle or "", token_hash)


def set_stage(
    *paddles: str, ranks: dict[str, int] | None = None, mark: str = "bidder", **changes: Any
) -> Stage:
    """Return an open lot with one qualified bidder for each paddle: accounts mark-paddle."""
    lot = make_lot(**changes)
    stage = Stage(lot.id, lot.no)
    for paddle in paddles or ("AAAA", "BBBB"):
        actor = make_person(f"{mark}-{paddle.lower()}")
        stage.bidders[paddle] = enroll(lot, actor, paddle, rank=(ranks or {}).get(paddle))
    return stage
