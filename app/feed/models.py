"""Tokens of court systems, receivers of events and what they were sent."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.feed.vocabulary import CaseNode, PauseCause, SubscriptionState
from app.store.columns import bigint, enum_column, intpk, moment, optional_moment
from app.store.db import append_only, db


class SystemToken(db.Model):  # type: ignore[name-defined,misc]
    """What a court's own system shows instead of a sign-in; only its digest is kept."""

    __tablename__ = "feed_system_token"
    __table_args__ = (Index("ix_feed_system_token_court_id_id", "court_id", "id"),)

    id: Mapped[intpk]
    #: The system it was made for, in the court's words.
    name: Mapped[str] = mapped_column(String(80))
    #: The court whose facts it opens; its row stands in another module.
    court_id: Mapped[int] = mapped_column(BigInteger)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    #: SHA-256 of the token: a copy of the table opens nothing.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[moment]
    ends_at: Mapped[moment]
    #: Noted at most once an hour, so that asking does not write each time.
    used_at: Mapped[optional_moment]
    revoked_at: Mapped[optional_moment]
    revoked_by: Mapped[str | None] = mapped_column(String(80))


class Subscription(db.Model):  # type: ignore[name-defined,misc]
    """A receiver of events: where it stands in the record, and how it answered last."""

    __tablename__ = "feed_subscription"
    __table_args__ = (
        Index("ix_feed_subscription_due", "next_try_at", postgresql_where=text("state = 'active'")),
        CheckConstraint(
            "(state = 'paused') = (pause_cause IS NOT NULL)", name="pause_with_its_cause"
        ),
        CheckConstraint("(failures = 0) = (failing_since IS NULL)", name="failures_with_moment"),
    )

    id: Mapped[intpk]
    name: Mapped[str] = mapped_column(String(80))
    #: The court whose own facts it is sent; empty is sent what is public of every court.
    court_id: Mapped[int | None] = mapped_column(BigInteger)
    url: Mapped[str] = mapped_column(String(500))
    #: Names of facts; none is all.
    types: Mapped[list[str]] = mapped_column(ARRAY(String(80)))
    #: AES-GCM of the secret that signs each delivery.
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    #: Names the row in its seal, since the row has no number before it is written.
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[SubscriptionState] = enum_column(SubscriptionState, "state")
    pause_cause: Mapped[PauseCause | None] = enum_column(PauseCause, "pause_cause", nullable=True)
    #: How far events were taken out for sending, and which reading of the record this is.
    xid: Mapped[bigint]
    entry_id: Mapped[bigint]
    run: Mapped[int] = mapped_column(default=1)
    #: Before this moment nobody sends: a pause after a try in vain, or somebody sends right now.
    next_try_at: Mapped[optional_moment]
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[optional_moment]
    delivered: Mapped[bigint] = mapped_column(default=0)
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[moment]


class Delivery(db.Model):  # type: ignore[name-defined,misc]
    """Events sent together; the oldest that is not done is sent before any other."""

    __tablename__ = "feed_delivery"
    __table_args__ = (
        # One at a time: the order of a receiver's events is the order of the record.
        Index(
            "uq_feed_delivery_open",
            "subscription_id",
            "run",
            unique=True,
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_feed_delivery_subscription_id_id", "subscription_id", "id"),
        Index("ix_feed_delivery_done_at", "done_at", postgresql_where=text("done_at IS NOT NULL")),
    )

    id: Mapped[intpk]
    subscription_id: Mapped[int] = mapped_column(ForeignKey("feed_subscription.id"))
    run: Mapped[int]
    #: What the receiver tells a repetition by (Standard Webhooks, webhook-id).
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    events: Mapped[int]
    attempts: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[moment]
    tried_at: Mapped[optional_moment]
    done_at: Mapped[optional_moment]
    #: Status of the last answer; none if nobody answered.
    status: Mapped[int | None]
    #: The beginning of the last answer, or the kind of fault.
    answer: Mapped[str | None] = mapped_column(String(300))


class DeliveredEntry(db.Model):  # type: ignore[name-defined,misc]
    """A fact in a delivery: in one reading of the record each is sent in exactly one."""

    __tablename__ = "feed_delivered_entry"

    subscription_id: Mapped[int] = mapped_column(
        ForeignKey("feed_subscription.id"), primary_key=True
    )
    run: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("trail_entry.id"), primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("feed_delivery.id"), index=True)


class HandedInNode(db.Model):  # type: ignore[name-defined,misc]
    """A node of a case as the court's case system told it."""

    __tablename__ = "feed_handed_in_node"
    __table_args__ = (
        UniqueConstraint("court_id", "reference"),
        Index("ix_feed_handed_in_node_case_number_id", "case_number", "id"),
    )

    id: Mapped[intpk]
    court_id: Mapped[int] = mapped_column(BigInteger)
    case_number: Mapped[str] = mapped_column(String(80))
    node: Mapped[CaseNode] = enum_column(CaseNode, "node")
    happened_at: Mapped[moment]
    #: The number the case system knows it by: handed in again, it is known already.
    reference: Mapped[str] = mapped_column(String(80))
    token_id: Mapped[int] = mapped_column(ForeignKey("feed_system_token.id"))
    taken_at: Mapped[moment]


append_only(HandedInNode)
