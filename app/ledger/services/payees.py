"""Bank accounts of payees: entered by one person, confirmed by another, used while they stand."""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from app.identity import vault
from app.kernel.actors import Actor
from app.kernel.errors import Forbidden, Refusal
from app.kernel.permissions import Permission
from app.ledger import queries
from app.ledger.desk_rules import PAYEE_POLICY
from app.ledger.desk_vocabulary import (
    PAYEE_ACCOUNT,
    PayeeAction,
    PayeeSource,
    PayeeState,
)
from app.ledger.directory import PayeeIdentity, find_payee
from app.ledger.facts import (
    PayeeAccountConfirmed,
    PayeeAccountEntered,
    PayeeAccountRejected,
)
from app.ledger.models import PayeeAccount
from app.ledger.rules import plain_name
from app.ledger.services.proposals import REASON_MIN
from app.store import db, unit_of_work
from app.store.locks import lock_names, lock_row

_SEAL = "ledger.payee"
#: What banks here give out: 8 to 32 digits.
_NUMBER = re.compile(r"[0-9]{8,32}", re.ASCII)
TEXT_MAX = 120


@dataclass(frozen=True)
class BankAccount:
    """Where money is paid to."""

    holder: str
    number: str
    bank: str

    @property
    def masked(self) -> str:
        """The number with all but its ends hidden."""
        return f"{self.number[:4]}{'*' * (len(self.number) - 8)}{self.number[-4:]}"


def person_owner(person_id: int) -> str:
    """Name the payee that a signed-in person is, over all his cases."""
    return f"person:{person_id}"


def owners_of(account: str, identity: PayeeIdentity | None) -> list[str]:
    """Return under which names a payee's bank account may stand: the account, then the person."""
    owners = [account]
    if identity is not None and identity.person_id is not None:
        owners.append(person_owner(identity.person_id))
    return owners


def read_number(text: str) -> str:
    """Read what people type as an account number; raises Refusal(bad_account_number)."""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    if not _NUMBER.fullmatch(plain):
        raise Refusal("bad_account_number", fields={"number": "bad_account_number"})
    return plain


def open_account(row: PayeeAccount) -> BankAccount:
    """Open a sealed bank account, for the bank and for the two who compare it."""
    return BankAccount(**json.loads(vault.unseal(_SEAL, row.sealed, row.owner)))


def _require_own_name(holder: str, identity: PayeeIdentity) -> None:
    """Refuse an account of another name (P39): money owed to one is not paid to another."""
    if plain_name(holder) != plain_name(identity.name):
        raise Refusal(
            "holder_differs", citations=(PAYEE_POLICY,), fields={"holder": "holder_differs"}
        )


def enter_from_document(
    account: str,
    given: BankAccount,
    *,
    document: str,
    actor: Actor,
    at: datetime,
) -> PayeeAccount:
    """Write a payee's bank account in from a paper of the file; a second person confirms it."""
    if not actor.may(Permission.MANAGE_MONEY) or actor.court_id is None:
        raise Forbidden
    if len(document.strip()) < REASON_MIN:
        raise Refusal("document_missing", fields={"document": "document_missing"})
    identity = find_payee(account)
    if identity is None:
        raise Refusal("payee_unknown", params={"account": account})
    _require_own_name(given.holder, identity)
    return _enter(account, given, PayeeSource.DOCUMENT, document.strip(), actor=actor, at=at)


def enter_own(
    owner: str, identity: PayeeIdentity, given: BankAccount, *, actor: Actor, at: datetime
) -> PayeeAccount:
    """Write one's own bank account in; finance confirms it before anything is paid to it."""
    _require_own_name(given.holder, identity)
    return _enter(owner, given, PayeeSource.PAYEE, None, actor=actor, at=at)


def _enter(
    owner: str,
    given: BankAccount,
    source: PayeeSource,
    document: str | None,
    *,
    actor: Actor,
    at: datetime,
) -> PayeeAccount:
    assert actor.person_id is not None
    number = read_number(given.number)
    if not given.bank.strip():
        raise Refusal("bank_missing", fields={"bank": "bank_missing"})
    plain = {"holder": given.holder.strip(), "number": number, "bank": given.bank.strip()}
    with unit_of_work() as work:
        lock_names(f"ledger:payee:{owner}")
        earlier = queries.find_payee_account([owner], PayeeState.ENTERED)
        if earlier is not None:
            earlier.state = PAYEE_ACCOUNT.after(earlier.state, PayeeAction.REPLACE)
            earlier.decided_at = at
            db.session.flush()
        row = PayeeAccount(
            owner=owner,
            court_id=actor.court_id,
            state=PayeeState.ENTERED,
            source=source,
            sealed=vault.seal(_SEAL, json.dumps(plain, ensure_ascii=False), owner),
            tail=number[-4:],
            document=document,
            entered_by_id=actor.person_id,
            entered_by=actor.label,
            entered_at=at,
        )
        db.session.add(row)
        db.session.flush()
        work.record(PayeeAccountEntered(row.id, owner, source.value), actor=actor, at=at)
        return row


def confirm(account_id: int, *, actor: Actor, at: datetime) -> PayeeAccount:
    """Confirm a bank account another person entered; the one that stood before is replaced."""
    with unit_of_work() as work:
        row = _lock_to_decide(account_id, actor)
        if row.state is PayeeState.CONFIRMED and row.confirmed_by_id == actor.person_id:
            return row
        confirmed = PAYEE_ACCOUNT.after(row.state, PayeeAction.CONFIRM)
        standing = queries.find_payee_account([row.owner], PayeeState.CONFIRMED)
        if standing is not None:
            standing.state = PAYEE_ACCOUNT.after(standing.state, PayeeAction.REPLACE)
            standing.decided_at = at
            db.session.flush()
        row.state, row.decided_at = confirmed, at
        row.confirmed_by_id, row.confirmed_by = actor.person_id, actor.label
        fact = PayeeAccountConfirmed(row.id, row.owner, row.source.value)
        work.record(fact, actor=actor, at=at)
        return row


def reject(account_id: int, *, reason: str, actor: Actor, at: datetime) -> PayeeAccount:
    """Say that an entered bank account is not right."""
    if len(reason.strip()) < REASON_MIN:
        raise Refusal("reason_needed", fields={"reason": "reason_needed"})
    with unit_of_work() as work:
        row = _lock_to_decide(account_id, actor)
        row.state = PAYEE_ACCOUNT.after(row.state, PayeeAction.REJECT)
        row.end_reason, row.decided_at = reason, at
        fact = PayeeAccountRejected(row.id, row.owner, row.source.value)
        work.record(fact, actor=actor, at=at)
        return row


def _lock_to_decide(account_id: int, actor: Actor) -> PayeeAccount:
    if not actor.may(Permission.MANAGE_MONEY):
        raise Forbidden
    row = queries.get_payee_account(account_id)
    lock_names(f"ledger:payee:{row.owner}")
    row = lock_row(PayeeAccount, id=account_id)
    if row.court_id is not None and row.court_id != actor.court_id:
        raise Forbidden("other_court")
    if row.entered_by_id == actor.person_id:
        raise Forbidden("own_entry", citations=(PAYEE_POLICY,))
    return row
