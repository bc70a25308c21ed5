"""What each kind of entry rests on, where the entry itself brings no calculation along."""

from app.kernel.citation import Citation
from app.kernel.money import Money
from app.lawbook import Calculation
from app.lawbook import Step as Line
from app.ledger.vocabulary import Purpose, Step

_NETWORK_AUCTION = "法释〔2016〕18号"
_DEPOSIT = Citation(_NETWORK_AUCTION, "第17条")
_RETURN = Citation(_NETWORK_AUCTION, "第23条")
_DEFAULT = Citation(_NETWORK_AUCTION, "第24条")
_BALANCE = Citation(_NETWORK_AUCTION, "第25条")
_FEE = Citation("鲁高法〔2016〕54号", "第(24)项")

#: Money that fits no order goes back to where it came from; money ordered out stands in an
#: account of its own until the bank says that it has left. No rule of law speaks of either.
BANK_WAYS = "P34"
#: Entries are never changed; a mistake is taken back by one new entry that says why.
TAKEN_BACK = "P35"

_OF_STEP = {
    Step.HELD: _DEPOSIT,
    Step.RELEASED: _RETURN,
    Step.CAPTURED: _RETURN,
    Step.FORFEITED: _DEFAULT,
}
_OF_ACCOUNT = {
    ":deposits": (_DEPOSIT,),
    ":fees": (_FEE,),
    ":funds": (_RETURN, _BALANCE),
    ":forfeited": (_DEFAULT,),
    ":reserved": (Citation("法释〔2022〕11号", "第510条"),),
    "payer:": (Citation(_NETWORK_AUCTION, "第31条"),),
    "party:": (Citation("法释〔2022〕11号", "第508条"),),
}
_OF_PURPOSE = {
    Purpose.BASIC_FEE: _FEE,
    Purpose.BALANCE_FEE: _FEE,
    Purpose.DEPOSIT: _DEPOSIT,
    Purpose.BALANCE: _BALANCE,
    Purpose.SALE_COST: Citation("执行规定(2020年修正)", "第34条"),
    Purpose.EXECUTION_FEE: Citation("诉讼费用交纳办法", "第14条第(1)项"),
    Purpose.DISTRIBUTION: Citation("法释〔2022〕11号", "第508条"),
    Purpose.SURPLUS: Citation("法释〔2022〕11号", "第508条"),
    Purpose.FORFEITURE: _DEFAULT,
    Purpose.TOP_UP: _DEFAULT,
    Purpose.IN_KIND_TOP_UP: Citation("法释〔2020〕21号", "第16条第2款"),
}


def basis_of(
    step: Step,
    purpose: Purpose,
    debit: str,
    amount: Money,
    *,
    reversed_no: int | None = None,
    reason: str | None = None,
) -> Calculation:
    """Return the articles or policies that an entry rests on, as its amount opens to them."""
    result = {"amount_fen": amount.fen}
    if reversed_no is not None:
        lines = (
            Line("Takes back entry", amount.fen, str(reversed_no)),
            Line("Reason", None, reason or ""),
        )
        return Calculation(result, (), (TAKEN_BACK,), lines)
    citation = _OF_STEP.get(step) or _OF_PURPOSE.get(purpose)
    if purpose is Purpose.REFUND and is_deposit(debit):
        citation = _RETURN
    if citation is None:
        return Calculation(result, (), (BANK_WAYS,))
    return Calculation(result, (citation,))


def of_account(code: str) -> tuple[Citation, ...]:
    """Return the article under which money stands in an account of a case."""
    return next((cited for part, cited in _OF_ACCOUNT.items() if part in code), ())


def is_deposit(account: str) -> bool:
    """Say whether an account is the leaf of one deposit."""
    return ":deposits:" in account
