"""The chart of accounts: few kinds, one leaf for each deposit, so nobody's money pays another's.

| account | holds | sign |
| --- | --- | --- |
| `bank` | money at the bank; the only account that may be debited first | assets |
| `suspense:<serial>` | a receipt that fits no order, until it is sent back | trust |
| `case:<number>:deposits:<order>` | one bidder's deposit, held | trust |
| `case:<number>:fees` | appraisal fees paid in, in advance or as the balance | trust |
| `case:<number>:funds` | the price: captured deposit and balance | trust |
| `case:<number>:forfeited` | deposits lost by default (法释〔2016〕18号 art. 24) | trust |
| `case:<number>:reserved` | shares in dispute, set aside (民诉解释 510) | trust |
| `outgoing:<instruction>` | money ordered out, until the bank says it left | trust |
| `agency:<code>` | fees earned by an agency | owed |
| `party:<id>` | what a distribution gave to a party | owed |
| `payer:<order>` | what goes back to whoever paid an order, by a court's decision | owed |
| `court:<code>:execution_fee` | the execution fee of a court | owed |

Every transfer takes from the debited account and gives to the credited one, so the book sums
to zero by its form. An account other than `bank` never falls below zero, counting what is held.
The balance of `case:<number>:deposits` is the sum of its leaves: a code covers all below it.
"""

import re

from app.kernel.errors import Refusal

BANK = "bank"
SUSPENSE = "suspense"
OUTGOING = "outgoing"
PAYER = "payer"

#: Longest code of an account, in signs; a case number takes up to 80 of them.
CODE_MAX = 160

_KINDS = re.compile(
    r"bank|(?:suspense|outgoing|agency|party|payer):[^:\s]+|court:[^:\s]+:execution_fee"
    r"|case:[^:\s]+:(?:deposits:[^:\s]+|fees|funds|forfeited|reserved)"
)


def suspense(serial: str) -> str:
    """Name the account of one receipt that fits no order."""
    return f"{SUSPENSE}:{serial}"


def outgoing(instruction_id: str) -> str:
    """Name the account of money on its way out by one instruction."""
    return f"{OUTGOING}:{instruction_id}"


def deposit(case_number: str, order_no: str) -> str:
    """Name the account of one bidder's deposit."""
    return f"case:{case_number}:deposits:{order_no}"


def fees(case_number: str) -> str:
    """Name the account of the appraisal fee paid in advance."""
    return f"case:{case_number}:fees"


def funds(case_number: str) -> str:
    """Name the account of the price of a case."""
    return f"case:{case_number}:funds"


def forfeited(case_number: str) -> str:
    """Name the account of deposits lost by default."""
    return f"case:{case_number}:forfeited"


def reserved(case_number: str) -> str:
    """Name the account of shares that are disputed in court."""
    return f"case:{case_number}:reserved"


def agency(code: str) -> str:
    """Name the account of what is owed to an agency."""
    return f"agency:{code}"


def party(party_id: int) -> str:
    """Name the account of what is owed to a party."""
    return f"party:{party_id}"


def payer(order_no: str) -> str:
    """Name the account of what goes back to whoever paid an order."""
    return f"{PAYER}:{order_no}"


def execution_fee(court_code: str) -> str:
    """Name the account of a court's execution fees."""
    return f"court:{court_code}:execution_fee"


def require_account(code: str) -> str:
    """Return the code if the chart knows its kind; raises Refusal(unknown_account)."""
    if len(code) > CODE_MAX or not _KINDS.fullmatch(code):
        raise Refusal("unknown_account", params={"account": code[:CODE_MAX]})
    return code
