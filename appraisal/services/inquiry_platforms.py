"""Keep the national list of inquiry platforms with their addresses and keys (arts. 8, 9)."""

import base64
import binascii
import re
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.kernel.actors import Actor
from app.kernel.errors import Forbidden, Refusal
from app.kernel.money import Money
from app.kernel.permissions import Permission
from app.store import db, unit_of_work
from app.store.locks import lock_names
from appraisal.facts.inquiries import PlatformDelisted, PlatformListed
from appraisal.models.inquiry import InquiryPlatform
from appraisal.queries.inquiries import find_platform
from appraisal.services.attempts import NOTE_MIN
from appraisal.services.inquiry_wire import SANDBOX

_CODE = re.compile(r"[A-Z][A-Z0-9]{0,19}", re.ASCII)
_URL = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?", re.ASCII)
_SANDBOX_URL = re.compile(rf"{SANDBOX}[A-Z0-9]{{1,20}}", re.ASCII)


def list_platform(
    *,
    code: str,
    name: str,
    url: str,
    public_key: str,
    fee: Money,
    actor: Actor,
    at: datetime,
) -> InquiryPlatform:
    """Put a platform on the list, or write its new address, key and fee; the code stays.

    Running inquiries are not touched: they ask those who were listed when they were opened.
    """
    if not actor.may(Permission.MANAGE_PLATFORMS):
        raise Forbidden
    fields = {
        name_: ["invalid_input"]
        for name_, is_good in (
            ("code", bool(_CODE.fullmatch(code))),
            ("url", bool(_URL.fullmatch(url) or _SANDBOX_URL.fullmatch(url))),
            ("public_key", _is_key(public_key)),
        )
        if not is_good
    }
    if fields:
        raise Refusal("platform_entry_invalid", fields=fields)
    with unit_of_work() as work:
        lock_names(f"inquiry-platform:{code}")
        platform = find_platform(code)
        if platform is None:
            platform = InquiryPlatform(code=code, delisted_reason="")
            db.session.add(platform)
        platform.name, platform.url, platform.public_key = name, url, public_key
        platform.fee, platform.listed_at = fee, at
        platform.delisted_at, platform.delisted_reason = None, ""
        work.record(
            PlatformListed(code_of_platform=code, platform_name=name, url=url, fee=str(fee)),
            actor=actor,
            at=at,
        )
    return platform


def _is_key(text: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return False
    return True


def delist_platform(code: str, *, reason: str, actor: Actor, at: datetime) -> InquiryPlatform:
    """Take a platform off the list with the reason (art. 9); it stays on record."""
    if not actor.may(Permission.MANAGE_PLATFORMS):
        raise Forbidden
    if len(reason.strip()) < NOTE_MIN:
        raise Refusal("reason_needed", fields={"reason": ["reason_needed"]})
    with unit_of_work() as work:
        lock_names(f"inquiry-platform:{code}")
        platform = find_platform(code)
        if platform is None or platform.delisted_at is not None:
            raise Refusal("platform_not_listed", status=404)
        platform.delisted_at, platform.delisted_reason = at, reason.strip()
        work.record(
            PlatformDelisted(
                code_of_platform=code, platform_name=platform.name, reason=reason.strip()
            ),
            actor=actor,
            at=at,
        )
    return platform
