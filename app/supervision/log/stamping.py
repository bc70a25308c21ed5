"""Time stamps of others under our checkpoints (RFC 3161): asked for, checked, kept, missed.

A process of its own asks (`flask log timestamp --watch`), so that an authority that is slow or
away delays neither sealing nor bidding; what it misses shows as a gap and is caught up later.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import requests
from cryptography import x509
from flask import Flask, current_app
from rfc3161_client import (
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from sqlalchemy import exists, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from app.store import db, unit_of_work
from app.supervision.log.ending import Ending
from app.trail.log_models import LogCheckpoint, LogLeaf, LogToken
from app.trail.models import TrailEntry
from app.trail.notes import Note
from app.trail.stored_tree import newest_checkpoint
from app.web.modules import loaded

log = logging.getLogger(__name__)

#: A time stamp is asked for at least so often (P91).
EVERY = timedelta(hours=1)
#: Above this a gap is said aloud on the public page.
GAP_MAX = timedelta(hours=2)
TIMEOUT_SECONDS = 20
#: How often the process looks whether a stamp is due, and how long it rests after failures.
LOOK_SECONDS = 5.0
PAUSE_MAX = 300.0


@dataclass(frozen=True)
class StampingState:
    """What the public page says about time stamps."""

    is_configured: bool
    last_at: datetime | None
    last_size: int | None
    #: Checkpoints were signed for longer than two hours without a stamp.
    has_gap: bool


def stamping_state() -> StampingState:
    """Return when the last token came and whether checkpoints have waited too long since."""
    last = db.session.execute(
        select(LogToken.size, LogToken.received_at).order_by(LogToken.id.desc()).limit(1)
    ).one_or_none()
    # The next larger size is the next in time: one row, however many roots were signed since.
    since = select(LogCheckpoint.signed_at).where(LogCheckpoint.size > (last.size if last else 0))
    waiting = db.session.scalar(since.order_by(LogCheckpoint.size).limit(1))
    now = db.session.execute(select(func.clock_timestamp())).scalar_one()
    return StampingState(
        is_configured=bool(current_app.config.get("TSA_URL")),
        last_at=last.received_at if last else None,
        last_size=last.size if last else None,
        has_gap=waiting is not None and now - waiting > GAP_MAX,
    )


class StampFault(Exception):
    """Why no time stamp came, as one sentence for the operator."""


def is_due() -> bool:
    """Say whether a root waits for its stamp: an hour went by, or bidding began or ended."""
    newest = newest_checkpoint()
    last = db.session.execute(
        select(LogToken.size, LogToken.received_at).order_by(LogToken.id.desc()).limit(1)
    ).one_or_none()
    if newest is None or (last is not None and last.size >= newest.size):
        return False
    if last is None:
        return True
    now = db.session.execute(select(func.clock_timestamp())).scalar_one()
    if now - last.received_at >= EVERY:
        return True
    names = [name for module in loaded() for name in module.stamped]
    since = exists().where(
        LogLeaf.idx >= last.size, LogLeaf.entry_id == TrailEntry.id, TrailEntry.name.in_(names)
    )
    return bool(db.session.scalar(select(since)))


def stamp_newest() -> int | None:
    """Ask the authority to stamp the newest checkpoint, check the answer and keep it.

    The stamp covers the text of the checkpoint: its three lines, without signatures, so that a
    line of a witness may come later. Returns the size, or None while nothing was sealed.
    Raises StampFault; then nothing is kept.
    """
    newest = newest_checkpoint()
    if newest is None:
        return None
    size, content = newest.size, Note.parse(newest.note).text.encode()
    roots = _roots()
    url = str(current_app.config["TSA_URL"])
    db.session.rollback()  # nobody waits for a network with a transaction open
    wanted = TimestampRequestBuilder().data(content).nonce(nonce=True).build()
    try:
        answer = requests.post(
            url,
            data=wanted.as_bytes(),
            headers={"Content-Type": "application/timestamp-query"},
            timeout=TIMEOUT_SECONDS,
        )
        answer.raise_for_status()
        response = decode_timestamp_response(answer.content)
        builder = VerifierBuilder.from_request(wanted)
        for root in roots:
            builder = builder.add_root_certificate(root)
        builder.build().verify_message(response, content)
    except (requests.RequestException, VerificationError, ValueError) as fault:
        raise StampFault(f"the authority gave no usable stamp ({type(fault).__name__})") from fault
    with unit_of_work():
        db.session.execute(
            insert(LogToken).values(
                size=size,
                authority=_shown(url),
                token=response.time_stamp_token(),
                stated_at=response.tst_info.gen_time,
                received_at=func.clock_timestamp(),
            )
        )
    return size


def _shown(url: str) -> str:
    """Return the address of an authority as it is kept for ever: without account and password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"[:200]


def _roots() -> list[x509.Certificate]:
    file = str(current_app.config.get("TSA_ROOTS_FILE") or "")
    if not current_app.config.get("TSA_URL") or not file:
        raise StampFault("set TSA_URL and TSA_ROOTS_FILE, the certificates you trust")
    try:
        return x509.load_pem_x509_certificates(Path(file).read_bytes())
    except (OSError, ValueError):
        raise StampFault("TSA_ROOTS_FILE names no certificates") from None


def watch(app: Flask) -> None:
    """Stamp whenever it is due until SIGTERM; an authority that is away is asked again later."""
    ending = Ending()
    pause = LOOK_SECONDS
    while not ending.rest(pause):
        pause = LOOK_SECONDS if _stamp_if_due(app) else min(pause * 2, PAUSE_MAX)


def _stamp_if_due(app: Flask) -> bool:
    with app.app_context():
        try:
            if is_due():
                stamp_newest()
        except (StampFault, SQLAlchemyError) as fault:
            log.warning("NOT STAMPED: %s", fault)
            return False
        finally:
            db.session.remove()
    return True
