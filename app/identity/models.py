"""People and their sessions."""

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.identity.vocabulary import IdType, PersonKind
from app.store.columns import bigint, enum_column, intpk, moment, optional_moment
from app.store.db import db


class Person(db.Model):  # type: ignore[name-defined,misc]
    """Somebody who can sign in; the identity number is sealed."""

    __tablename__ = "identity_person"

    id: Mapped[intpk]
    account: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[PersonKind] = enum_column(PersonKind, "kind")
    id_type: Mapped[IdType | None] = enum_column(IdType, "id_type", nullable=True)
    #: AES-GCM of the identity number; opened only through the facade, which records it.
    id_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: Keyed digest of the number, so that one number has one account.
    id_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    id_masked: Mapped[str | None] = mapped_column(String(40))
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    password_hash: Mapped[str] = mapped_column(String(200))
    roles: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    #: The court that staff act for; no foreign key object crosses into the registry module.
    court_id: Mapped[int | None] = mapped_column(BigInteger)
    agency_code: Mapped[str | None] = mapped_column(String(18))
    is_active: Mapped[bool] = mapped_column(default=True)
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: Last one-time counter used, so that a code works once (AUTH-01).
    totp_counter: Mapped[bigint] = mapped_column(default=0)
    #: Where a new one-time secret waits until its first code proves it.
    totp_offered: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[moment]


class CourtHead(db.Model):  # type: ignore[name-defined,misc]
    """Who heads a court: delays that stay undone are told to this judge (P96)."""

    __tablename__ = "identity_court_head"

    #: The court; no foreign key object crosses into the registry module.
    court_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("identity_person.id"))
    named_at: Mapped[moment]


class SignInSession(db.Model):  # type: ignore[name-defined,misc]
    """A sign-in that still holds; ending the row ends the cookie and the socket."""

    __tablename__ = "identity_session"
    __table_args__ = (Index("ix_identity_session_person_id", "person_id"),)

    #: SHA-256 of the token in the cookie: a copy of the table signs nobody in.
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("identity_person.id"))
    began_at: Mapped[moment]
    seen_at: Mapped[moment]
    ended_at: Mapped[optional_moment]


class SocketTicket(db.Model):  # type: ignore[name-defined,misc]
    """A single-use pass from a signed-in page to its socket."""

    __tablename__ = "identity_socket_ticket"

    ticket_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("identity_person.id"))
    session_hash: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[moment]
