"""Words of the finance desk: refusals, facts, states."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.ledger.desk_vocabulary import (
    Age,
    PayeeSource,
    PayeeState,
    ProposalKind,
    ProposalState,
    ReceiptStanding,
    SuspenseState,
)
from app.ledger.messages.payments import ACCOUNTS

_NOTHING_BOOKED = _l("Nothing was booked.")

REFUSALS: dict[str, tuple[Any, Any]] = {
    "proposal_open": (
        _l("A proposal for this is open already"),
        _l("Proposal %(no)s is waiting. It must be decided or withdrawn first."),
    ),
    "proposal_changed": (
        _l("The proposal was changed"),
        _l("Proposal %(no)s no longer says what you read. Open it again; nothing was approved."),
    ),
    "own_proposal": (
        _l("Another person must decide on this"),
        _l("You proposed it yourself. Two people answer for money; nothing was changed."),
    ),
    "own_money": (
        _l("You may not approve money of your own"),
        _l("You paid this money or would receive it. Another person must approve it."),
    ),
    "judge_needed": (
        _l("A judge must approve this"),
        _l("A reversal, or a payout of this size, is approved by a judge. Nothing was changed."),
    ),
    "not_the_maker": (
        _l("Only its maker may change a proposal"),
        _l("Reject it with a reason instead. Nothing was changed."),
    ),
    "reason_needed": (
        _l("A reason is needed"),
        _l("Write in a few words why. Nothing was saved."),
    ),
    "no_longer_waiting": (
        _l("This money no longer waits"),
        _l("Receipt %(serial)s was placed or sent back meanwhile. Nothing was changed."),
    ),
    "deposit_not_matched": (
        _l("A deposit cannot be placed by hand"),
        _l("It is paid by the bidder, exact and in time, or goes back. Nothing was booked."),
    ),
    "order_not_open": (
        _l("The payment order takes no money now"),
        _l("It is paid or canceled. Nothing was booked."),
    ),
    "nothing_to_match": (_l("Choose the money to place"), _NOTHING_BOOKED),
    "match_not_exact": (
        _l("The amounts do not make the order exact"),
        _l("The order asks for %(due)s yuan, the money chosen is %(given)s. Nothing was booked."),
    ),
    "match_late": (
        _l("The money was paid after the time was over"),
        _l("It cannot be placed to this order any more and goes back. Nothing was booked."),
    ),
    "ground_missing": (
        _l("The payer is another person"),
        _l("Write down on which paper the money may be placed, such as a written consent."),
    ),
    "too_many_parts": (
        _l("Too many at once"),
        _l("At most %(most)s can be taken together. Nothing was saved."),
    ),
    "nothing_owed": (
        _l("Nothing is owed from this account"),
        _l("It was paid out already, or belongs to nobody yet. Nothing was booked."),
    ),
    "more_than_owed": (
        _l("This is more than is owed"),
        _l("At most %(owed)s yuan can be paid out. Nothing was booked."),
    ),
    "payee_account_missing": (
        _l("The payee has no confirmed bank account"),
        _l("Enter it from a paper of the file, or ask the payee to enter it. Nothing was booked."),
    ),
    "payee_account_changed": (
        _l("The payee's bank account was replaced"),
        _l("The approval was for the earlier account. Propose it again; nothing was paid."),
    ),
    "payee_unknown": (
        _l("Nobody is known behind this account"),
        _l("A bank account can be entered for a party, an agency or a court only."),
    ),
    "holder_differs": (
        _l("The account must be in the payee's own name"),
        _l("Money owed to one person is not paid to another. Nothing was saved."),
    ),
    "bad_account_number": (
        _l("This is not an account number"),
        _l("Enter 8 to 32 digits. Nothing was saved."),
    ),
    "bank_missing": (_l("Name the bank"), _l("With its branch. Nothing was saved.")),
    "document_missing": (
        _l("Name the paper the account is taken from"),
        _l("Such as a page of the file. Nothing was saved."),
    ),
    "own_entry": (
        _l("Another person must confirm this account"),
        _l("You entered it yourself. Nothing was changed."),
    ),
    "nothing_chosen": (_l("Choose at least one"), _l("Nothing was saved.")),
    "open_items_unowned": (
        _l("Something of this day has no owner"),
        _l("%(count)s open items are looked after by nobody. Take them first; the day stays open."),
    ),
}

WORDING = {
    "ledger.suspense.held": _l("Receipt %(serial)s waits for the finance desk"),
    "ledger.suspense.taken": _l("%(owner)s looks after receipt %(serial)s"),
    "ledger.suspense.matched": _l("Receipt %(serial)s was placed to payment order %(order_no)s"),
    "ledger.suspense.returned": _l("Receipt %(serial)s goes back to its payer"),
    "ledger.proposal.made": _l("Proposal %(no)s of %(amount)s was made"),
    "ledger.proposal.edited": _l("Proposal %(no)s was changed; an approval it had is void"),
    "ledger.proposal.approved": _l("Proposal %(no)s was approved by a second person"),
    "ledger.proposal.rejected": _l("Proposal %(no)s was rejected"),
    "ledger.proposal.withdrawn": _l("Proposal %(no)s was withdrawn"),
    "ledger.proposal.done": _l("Proposal %(no)s was carried out"),
    "ledger.proposal.failed": _l("Proposal %(no)s could not be carried out (%(code)s)"),
    "ledger.payee.entered": _l("A payee's bank account was entered"),
    "ledger.payee.confirmed": _l("A payee's bank account was confirmed by a second person"),
    "ledger.payee.rejected": _l("A payee's bank account was not confirmed"),
    "ledger.refund.alarmed": _l("Money that is due by %(due_at)s has not left (%(age)s)"),
    # Days were closed like this before signing the reconciliation closed them; the record stays.
    "ledger.day.proposed": _l("The money of %(day)s was summed up"),
    "ledger.day.closed": _l("The money of %(day)s was closed by a second person"),
    "ledger.day.returned": _l("The money of %(day)s was sent back to be summed up again"),
}

KINDS = {
    ProposalKind.PAYOUT: _l("Payout"),
    ProposalKind.SUSPENSE_MATCH: _l("Place money to an order"),
    ProposalKind.SUSPENSE_RETURN: _l("Send money back"),
    ProposalKind.REVERSAL: _l("Reverse an entry"),
}

PROPOSAL_STATES = {
    ProposalState.PROPOSED: ("waiting", _l("Waits for a second person")),
    ProposalState.APPROVED: ("upcoming", _l("Approved, being carried out")),
    ProposalState.SENT: ("upcoming", _l("On its way at the bank")),
    ProposalState.DONE: ("done", _l("Done")),
    ProposalState.REJECTED: ("danger", _l("Rejected")),
    ProposalState.WITHDRAWN: ("neutral", _l("Withdrawn")),
    ProposalState.FAILED: ("danger", _l("Not carried out")),
}

SUSPENSE_STATES = {
    SuspenseState.WAITING: ("waiting", _l("Waits for the desk")),
    SuspenseState.MATCHED: ("success", _l("Placed to an order")),
    SuspenseState.RETURNED: ("done", _l("Goes back")),
}

STANDINGS = {
    ReceiptStanding.BOOKED: ("success", _l("Booked to your order")),
    ReceiptStanding.WAITING: ("waiting", _l("The court's finance desk looks into it")),
    ReceiptStanding.MATCHED: ("success", _l("Placed to an order by the finance desk")),
    ReceiptStanding.RETURNING: ("waiting", _l("On its way back")),
    ReceiptStanding.RETURNED: ("done", _l("Sent back")),
    ReceiptStanding.STRANDED: (
        "warning",
        _l("The bank could not send it back; the court asks you for another account"),
    ),
}

PAYEE_STATES = {
    PayeeState.ENTERED: ("waiting", _l("Waits to be confirmed")),
    PayeeState.CONFIRMED: ("success", _l("Confirmed")),
    PayeeState.REJECTED: ("danger", _l("Not confirmed")),
    PayeeState.REPLACED: ("neutral", _l("Replaced")),
}

PAYEE_SOURCES = {
    PayeeSource.PAYEE: _l("Given by the payee"),
    PayeeSource.DOCUMENT: _l("From a paper of the file"),
}

AGES = {
    Age.CALM: ("info", _l("In time")),
    Age.ALARM: ("warning", _l("Near the limit")),
    Age.BREACH: ("danger", _l("Past the limit")),
}

#: Why a proposal was not carried out, or what the bank said, in words.
END_REASONS = {
    "account_closed": _l("The payee's account is closed"),
    "name_differs": _l("The name of the account differs"),
    "account_unknown": _l("The bank does not know the account"),
    "bank_refused": _l("The bank refused"),
    "account_overdrawn": _l("The money was no longer in the account"),
}


def end_words(code: str | None) -> str:
    """Return why something ended, in words: a refusal's title, the bank's reason, or as typed."""
    if not code:
        return ""
    if code in END_REASONS:
        return str(END_REASONS[code])
    known = REFUSALS.get(code)
    return str(known[0]) if known else code


DAY_ACCOUNTS = {
    **ACCOUNTS,
    "agency": _l("Owed to agencies"),
    "party": _l("Owed to parties"),
    "payer": _l("Owed back to payers"),
    "execution_fee": _l("Execution application fee"),
}


def day_account(kind: str) -> str:
    """Return a kind of account as people call it."""
    return str(DAY_ACCOUNTS[kind])
