"""Rows of the routes tried: negotiations, directed inquiries and network inquiries."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.money import Money
from app.store import append_only, db
from app.store.columns import enum_column, fen, intpk, moment, optional_moment
from appraisal.vocabulary import PriceRoute, ServiceMethod
from appraisal.vocabulary.inquiries import (
    AttemptOutcome,
    DispatchKind,
    DispatchState,
    InquiryStage,
    MessageKind,
    MessageOutcome,
    PublicPrice,
    ReportDefect,
    ResultStanding,
    RouteBasis,
    RouteFault,
)


class RouteAttempt(db.Model):  # type: ignore[name-defined,misc]
    """One route that was tried, or found impossible: why it was open and how it ended."""

    __tablename__ = "appraisal_route_attempt"
    __table_args__ = (
        UniqueConstraint("assignment_id", "turn"),
        Index(
            "uq_appraisal_route_attempt_running",
            "assignment_id",
            unique=True,
            postgresql_where="outcome = 'running'",
        ),
    )

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"))
    #: Counts on over all attempts of the appraisal.
    turn: Mapped[int] = mapped_column(Integer)
    route: Mapped[PriceRoute] = enum_column(PriceRoute, "route")
    basis: Mapped[RouteBasis] = enum_column(RouteBasis, "basis")
    #: What proves a joint request, or what the court wrote to the choice.
    basis_note: Mapped[str] = mapped_column(Text)
    outcome: Mapped[AttemptOutcome] = enum_column(AttemptOutcome, "outcome")
    fault: Mapped[RouteFault | None] = enum_column(RouteFault, "fault", nullable=True)
    #: What the court wrote to the end.
    note: Mapped[str] = mapped_column(Text)
    opened_by: Mapped[int | None] = mapped_column(BigInteger)
    opened_at: Mapped[moment]
    ended_at: Mapped[optional_moment]


class PriceNegotiation(db.Model):  # type: ignore[name-defined,misc]
    """The window in which the parties hand in the figure they agreed on (art. 4)."""

    __tablename__ = "appraisal_price_negotiation"
    __table_args__ = (
        Index(
            "ix_appraisal_price_negotiation_ends_at",
            "ends_at",
            postgresql_where="closed_at IS NULL",
        ),
    )

    id: Mapped[intpk]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("appraisal_route_attempt.id"), unique=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"), index=True)
    last_day: Mapped[date] = mapped_column(Date)
    ends_at: Mapped[moment]
    #: The accounts that are asked, so that each finds the window on its desk.
    people: Mapped[list[int]] = mapped_column(JSONB)
    paper_no: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[moment]
    #: When no more figures were taken: all in, over, refused.
    closed_at: Mapped[optional_moment]
    agreed_value: Mapped[Money | None] = fen("agreed_value", nullable=True)
    agreed_valid_until: Mapped[date | None] = mapped_column(Date)
    #: When the court found that nobody's rights are harmed.
    confirmed_at: Mapped[optional_moment]

    figures: Mapped[list["PriceFigure"]] = relationship(
        order_by="PriceFigure.party_key", lazy="selectin"
    )

    def takes_figures(self, at: datetime) -> bool:
        """Say whether a party may hand in its figure at a moment."""
        return self.closed_at is None and at < self.ends_at


class PriceFigure(db.Model):  # type: ignore[name-defined,misc]
    """The figure of one party; sealed until every figure is in or the window is over."""

    __tablename__ = "appraisal_price_figure"
    __table_args__ = (UniqueConstraint("negotiation_id", "party_id"),)

    id: Mapped[intpk]
    negotiation_id: Mapped[int] = mapped_column(ForeignKey("appraisal_price_negotiation.id"))
    party_id: Mapped[int] = mapped_column(BigInteger)
    #: Role and place in the case, never an identity.
    party_key: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int] = mapped_column(BigInteger)
    figure_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    #: The figure in clear once nobody can change his any more.
    value: Mapped[Money | None] = fen("value", nullable=True)
    valid_until: Mapped[date | None] = mapped_column(Date)
    handed_in_at: Mapped[moment]


class DirectedInquiry(db.Model):  # type: ignore[name-defined,misc]
    """A letter to the body that knows a tax base, government or guidance price (arts. 5, 6)."""

    __tablename__ = "appraisal_directed_inquiry"
    __table_args__ = (
        Index(
            "ix_appraisal_directed_inquiry_ends_at",
            "ends_at",
            postgresql_where="closed_at IS NULL",
        ),
    )

    id: Mapped[intpk]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("appraisal_route_attempt.id"), unique=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"), index=True)
    body_name: Mapped[str] = mapped_column(String(200))
    price_kind: Mapped[PublicPrice] = enum_column(PublicPrice, "price_kind")
    questions: Mapped[str] = mapped_column(Text)
    last_day: Mapped[date] = mapped_column(Date)
    ends_at: Mapped[moment]
    paper_no: Mapped[str] = mapped_column(String(60))
    sent_at: Mapped[moment]
    closed_at: Mapped[optional_moment]
    #: Day on which the court received the answer.
    answered_at: Mapped[optional_moment]
    value: Mapped[Money | None] = fen("value", nullable=True)
    valid_until: Mapped[date | None] = mapped_column(Date)
    media_id: Mapped[int | None] = mapped_column(ForeignKey("media_item.id"))
    sha256: Mapped[str | None] = mapped_column(String(64))


class InquiryPlatform(db.Model):  # type: ignore[name-defined,misc]
    """A platform on the national list of judicial network inquiry platforms (arts. 8, 9)."""

    __tablename__ = "appraisal_inquiry_platform"

    id: Mapped[intpk]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    #: Where its interface listens; ``sandbox:`` stands for the reference platform of a demo.
    url: Mapped[str] = mapped_column(String(300))
    #: Ed25519, raw in base64: what it says is believed only under this key.
    public_key: Mapped[str] = mapped_column(String(64))
    #: What it asks for one inquiry by its published schedule.
    fee: Mapped[Money] = fen("fee")
    listed_at: Mapped[moment]
    #: Left the list; stays on record.
    delisted_at: Mapped[optional_moment]
    delisted_reason: Mapped[str] = mapped_column(Text, default="")


class NetworkInquiry(db.Model):  # type: ignore[name-defined,misc]
    """One commission to all listed platforms at once (art. 10), and its periods (art. 11)."""

    __tablename__ = "appraisal_network_inquiry"
    __table_args__ = (
        Index(
            "ix_appraisal_network_inquiry_decides_at",
            "decides_at",
            postgresql_where="stage IN ('asking', 'correcting')",
        ),
    )

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(70), unique=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("appraisal_route_attempt.id"), unique=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"), index=True)
    stage: Mapped[InquiryStage] = enum_column(InquiryStage, "stage")
    features: Mapped[list[list[str]]] = mapped_column(JSONB)
    #: The one fee of the inquiry, to be given to the closest platform (art. 31).
    fee: Mapped[Money] = fen("fee")
    paper_no: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[moment]
    #: Three days from the sending, for a platform that never confirmed it has the commission.
    due_at: Mapped[moment]
    #: When the last running period is over and the court can go on.
    decides_at: Mapped[moment]
    extended_at: Mapped[optional_moment]
    reviewed_at: Mapped[optional_moment]
    review_note: Mapped[str] = mapped_column(Text, default="")
    served_at: Mapped[optional_moment]

    results: Mapped[list["PlatformInquiry"]] = relationship(
        order_by="PlatformInquiry.id", lazy="selectin", back_populates="inquiry"
    )


class PlatformInquiry(db.Model):  # type: ignore[name-defined,misc]
    """What one platform was asked and how it stands."""

    __tablename__ = "appraisal_platform_inquiry"
    __table_args__ = (UniqueConstraint("inquiry_id", "platform_id"),)

    id: Mapped[intpk]
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("appraisal_network_inquiry.id"))
    platform_id: Mapped[int] = mapped_column(ForeignKey("appraisal_inquiry_platform.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    #: When the platform confirmed that it has the commission; its own three days run from there.
    accepted_at: Mapped[optional_moment]
    due_at: Mapped[optional_moment]
    extension_asked_at: Mapped[optional_moment]
    extension_reason: Mapped[str] = mapped_column(Text, default="")
    standing: Mapped[ResultStanding] = enum_column(ResultStanding, "standing")
    defect: Mapped[ReportDefect | None] = enum_column(ReportDefect, "defect", nullable=True)
    correction_due_at: Mapped[optional_moment]
    #: The newest report in time.
    revision: Mapped[int] = mapped_column(Integer, default=0)
    value: Mapped[Money | None] = fen("value", nullable=True)
    valid_until: Mapped[date | None] = mapped_column(Date)
    report_no: Mapped[str] = mapped_column(String(80), default="")
    #: Of the first report: the order of receipt (art. 31, P17).
    received_at: Mapped[optional_moment]

    inquiry: Mapped[NetworkInquiry] = relationship(lazy="selectin", back_populates="results")

    def is_awaited(self) -> bool:
        """Say whether a first report is still to come."""
        return self.standing is ResultStanding.AWAITED


class InquiryDispatch(db.Model):  # type: ignore[name-defined,misc]
    """Something to be sent to a platform: queued with the rows, sent until it is done."""

    __tablename__ = "appraisal_inquiry_dispatch"
    __table_args__ = (
        UniqueConstraint("key"),
        Index(
            "ix_appraisal_inquiry_dispatch_due",
            "next_at",
            postgresql_where="state = 'queued'",
        ),
    )

    id: Mapped[intpk]
    #: The idempotency key on the wire.
    key: Mapped[str] = mapped_column(String(120))
    platform_id: Mapped[int] = mapped_column(ForeignKey("appraisal_inquiry_platform.id"))
    result_id: Mapped[int] = mapped_column(ForeignKey("appraisal_platform_inquiry.id"), index=True)
    kind: Mapped[DispatchKind] = enum_column(DispatchKind, "kind")
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[DispatchState] = enum_column(DispatchState, "state")
    tries: Mapped[int] = mapped_column(Integer)
    #: Real time: a rehearsal may not flood a platform.
    next_at: Mapped[moment]
    last_fault: Mapped[str | None] = mapped_column(String(200))
    queued_at: Mapped[moment]
    done_at: Mapped[optional_moment]


class InquiryMessage(db.Model):  # type: ignore[name-defined,misc]
    """A signed message of a platform exactly as it came, and what became of it."""

    __tablename__ = "appraisal_inquiry_message"
    __table_args__ = (UniqueConstraint("platform_id", "message_id"),)

    id: Mapped[intpk]
    platform_id: Mapped[int] = mapped_column(ForeignKey("appraisal_inquiry_platform.id"))
    #: The platform's own number of the message; the digest where it sent none.
    message_id: Mapped[str] = mapped_column(String(80))
    kind: Mapped[MessageKind | None] = enum_column(MessageKind, "kind", nullable=True)
    result_id: Mapped[int | None] = mapped_column(
        ForeignKey("appraisal_platform_inquiry.id"), index=True
    )
    body: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(100))
    outcome: Mapped[MessageOutcome] = enum_column(MessageOutcome, "outcome")
    received_at: Mapped[moment]


class InquiryService(db.Model):  # type: ignore[name-defined,misc]
    """The results reached one party, whose own five days run from that day (arts. 21, 22)."""

    __tablename__ = "appraisal_inquiry_service"
    __table_args__ = (UniqueConstraint("inquiry_id", "party_id"),)

    id: Mapped[intpk]
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("appraisal_network_inquiry.id"))
    party_id: Mapped[int] = mapped_column(BigInteger)
    party_role: Mapped[str] = mapped_column(String(40))
    method: Mapped[ServiceMethod] = enum_column(ServiceMethod, "method")
    received_at: Mapped[moment]
    last_day: Mapped[date] = mapped_column(Date)
    window_ends_at: Mapped[moment]


class InquiryFeeShare(db.Model):  # type: ignore[name-defined,misc]
    """What a platform gets of the fee because its result was the closest (art. 31)."""

    __tablename__ = "appraisal_inquiry_fee_share"
    __table_args__ = (UniqueConstraint("inquiry_id", "code"),)

    id: Mapped[intpk]
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("appraisal_network_inquiry.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    amount: Mapped[Money] = fen("amount")
    disposal_price: Mapped[Money] = fen("disposal_price")
    settled_at: Mapped[moment]


for table in (InquiryMessage, InquiryService, InquiryFeeShare):
    append_only(table)
