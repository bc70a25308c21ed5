"""Invariants of the appraisal that a running database can be asked, read-only."""

from app.kernel.money import Money, total
from app.ledger import chart
from app.ledger import facade as ledger
from app.web.modules import Breach
from appraisal.queries import fees as queries


def fees_follow_the_outcome() -> list[Breach]:
    """M11: a settled fee adds up, and the agency got exactly that in the book, once."""
    found = [
        Breach(
            "M11",
            f"{no}: {account.total_fee} + {account.refund} back is not"
            f" {account.basic_paid} + {account.balance_paid}, settled as {settled.total_fee}",
        )
        for no, account, settled in queries.list_unbalanced()
    ]
    for no, account in queries.list_settled():
        earned = total(
            moved.amount
            for moved in ledger.transfers_of(no)
            if moved.credit.startswith(chart.agency(""))
        )
        if earned != (account.total_fee or Money.ZERO):
            found.append(
                Breach("M11", f"{no}: settled for {account.total_fee}, the agency got {earned}")
            )
    return found


CHECKS = {"M11": fees_follow_the_outcome}
