"""What the verifier in the page says, in the reader's language."""

from typing import Any

from flask_babel import gettext as _

#: Names of failures that say the same to a reader.
ALIKE = {
    "ladder": ("off_step", "raised_self"),
    "equal_bid": ("kind", "priority_rank"),
    "late_bid": ("early_bid", "bid_while_stopped", "period_too_short", "opening"),
    "end_of_bidding": ("extensions", "announcement_missing"),
    "stop": ("remaining_time", "resumption"),
    "winner": ("closing", "confirmation", "price"),
    "order_of_facts": ("order_of_time", "time_of_entry", "bid_number", "place", "fact_unknown"),
    "root_mismatch": ("entries_mismatch",),
    "malformed": (
        "not_canonical",
        "not_json",
        "not_utf8",
        "MALFORMED",
        "format_unknown",
        "duplicate_field",
    ),
    "not_a_record": ("too_large",),
    "result_elsewhere": ("bid_elsewhere",),
    "receipt_broken": ("refusal_wrong", "receipt_of_other_lot"),
}


def failures() -> dict[str, str]:
    """Return a sentence for each name of a failure."""
    words = {
        "ladder": _("a bid does not climb as art. 20 asks"),
        "equal_bid": _("an equal bid or a right of priority is not as art. 21 asks"),
        "late_bid": _("a bid, or the time for bidding, lies outside what art. 20 allows"),
        "end_of_bidding": _("the end was not moved as the last bids move it (art. 20)"),
        "stop": _("a stop or its end does not give back the time that was left (art. 28)"),
        "winner": _("the buyer, the price or the end is not the one the bids make"),
        "order_of_facts": _("the facts do not follow each other as they must"),
        "root_mismatch": _("the facts are not those the record counts and binds"),
        "malformed": _("a text is not in its one form"),
        "not_a_record": _("this is no record that can be opened"),
        "result_elsewhere": _("the result of a sale held elsewhere does not agree"),
        "receipt_broken": _("the record does not bear out the receipt"),
        "signature_wrong": _("the receipt is not signed with the key you noted"),
        "no_cryptography": _("this browser knows no Ed25519 signatures; use the program"),
        "no_sm3": _("the log is hashed with SM3, which this page does not know; use the program"),
        "no_sm2": _("only an SM2 key signed it, and SM2 is not checked here"),
        "ORIGIN": _("this is of another log than the one you trust"),
        "SIGNATURE": _("no key you trust signed it, or a signature does not hold"),
        "KEY_RETIRED": _("it was signed with a key that was retired before"),
        "KEY_COMPROMISED": _("only a stolen key signed it, and witnesses had not seen it before"),
        "QUORUM": _("not enough of the witnesses you trust saw it"),
        "NOT_SEALED": _("a fact is not in the sealed log; download again in a minute"),
        "INCLUSION": _("an entry does not stand in the log where the proof says"),
        "CONSISTENCY": _("the log was rewritten: it does not continue what was signed before"),
        "FORK": _("the log shows two faces: two roots were signed for one size"),
        "SHRUNK": _("the log was cut: it is smaller than it was"),
        "ROOT": _("the signed root is not that of the entries"),
        "TIMESTAMP": _("a timestamp was not made for this checkpoint"),
    }
    return words | {name: words[kept] for kept, names in ALIKE.items() for name in names}


def said() -> dict[str, Any]:
    """Return the other sentences; what stands in braces is filled in by the page."""
    return {
        "good": _("everything that was checked agrees"),
        "bad": _("does not agree"),
        "nothing": _("Open a record (.zip), a whole log (.zip) or a proof (.tlog-proof)."),
        "unknown": _("{name} is nothing this page can check."),
        "insecure": _("This browser checks only over https or from a saved page."),
        "entries": _("{n} facts in their one form and in place; root {root}"),
        "replay": _(
            "played again: {bids} bids, {extensions} extensions, {stops} stops; "
            "the end {end} Beijing time"
        ),
        "buyer": _("the buyer is paddle {paddle} at {price} yuan"),
        "elsewhere": _("held elsewhere: the record binds the result and its proof by digest"),
        "log": _("log {origin}, size {size}"),
        "sealed": _("{n} facts stand in the log"),
        "whole": _("{n} entries; every root computed again from them"),
        "place": _("the entry stands at {n} of the log"),
        "past": _("{n} older checkpoints lead to the newest"),
        "signed": _("signed by the log; witnesses: {names}"),
        "stamps": _("timestamps made for it: {times} UTC"),
        "kept": _("{n} checkpoints you kept agree"),
        "receipt": _("{n} receipts agree with the record"),
        "not_covered": _("Not covered:"),
        "sale_open": [
            _("a request that was never answered and left no receipt"),
            _("who stands behind a paddle"),
        ],
        "kept_open": _("the kept checkpoint of size {size}: compare it with the whole log"),
        "unsealed": _("the sealed log: this record carries no checkpoint of it"),
        "no_sm2": _("the lines of SM2 keys (no_sm2): they are not checked here"),
        "unsigned": _("who signed the log: open your policy file as well"),
        "alone": _("whether others see this log: open a checkpoint from elsewhere as well"),
        "stamps_open": _("who made the timestamps: name the authority in your policy file (tsa)"),
        "receipt_open": _("who signed the receipts: enter the platform's key as you noted it"),
        "receipt_signed": _("the receipts are signed with the key you noted"),
        "answered": _("whether the platform answered every request"),
    }
