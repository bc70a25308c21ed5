"""The forms of the public calculators: which fields a group has, and what a person types."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.kernel.errors import BadAmount
from app.kernel.money import Money
from app.lawbook.rules import schedule_codes

#: Longer lists are for programs.
_LINES_MAX = 500


@dataclass(frozen=True)
class FormField:
    """One field of a calculator's form; ``kind`` is one of ui.field, or a list typed in lines."""

    name: str
    label: Any
    kind: str = "money"
    required: bool = True
    hint: Any = ""
    options: tuple[tuple[str, Any], ...] = ()

    @property
    def control(self) -> str:
        """The control that ui.field draws."""
        return "textarea" if self.kind in _LISTS else self.kind


@dataclass(frozen=True)
class CalculatorForm:
    """What a calculator is called, what it answers, and its fields."""

    group: str
    title: Any
    lead: Any
    fields: tuple[FormField, ...]


SCHEDULE_NAMES = {
    "RE_1995_971": _l("Real estate (计价格〔1995〕971号)"),
    "LAND_1994_2017": _l("Land (计价格〔1994〕2017号)"),
    "ASSET_SC_2012_827": _l("Other assets (川发改价格〔2012〕827号)"),
}
_SCHEDULE = FormField(
    "schedule",
    _l("Fee schedule"),
    "select",
    options=tuple(
        (code, SCHEDULE_NAMES[code]) for code in schedule_codes() if code in SCHEDULE_NAMES
    ),
)
_TRACK = FormField(
    "track",
    _l("Track"),
    "select",
    options=(("ONLINE", _l("Online auction")), ("TRADITIONAL", _l("Traditional auction"))),
)
_BASIC_FEE = FormField("basic_fee_prepaid_fen", _l("Basic fee paid in advance"))
_APPRAISAL = FormField("appraisal_fen", _l("Appraised value"))

FORMS: dict[str, CalculatorForm] = {
    form.group: form
    for form in (
        CalculatorForm(
            "appraisal_fee_tier",
            _l("Appraisal fee"),
            _l("What an appraisal costs by a fee schedule, band by band."),
            (
                _SCHEDULE,
                FormField("base_fen", _l("Value the fee is taken on")),
                FormField(
                    "float_percent",
                    _l("Float in percent"),
                    "number",
                    required=False,
                    hint=_l("From -20 to 20 where the schedule allows it."),
                ),
            ),
        ),
        CalculatorForm(
            "appraisal_settlement",
            _l("Settlement of the appraisal fee"),
            _l("What is still due or goes back once the sale has ended."),
            (
                _SCHEDULE,
                FormField(
                    "regime",
                    _l("Rules to settle by"),
                    "select",
                    options=(
                        ("SD54_WITH_FS15", _l("Shandong notice with the national rule")),
                        ("SD54_PURE", _l("Shandong notice alone")),
                        ("FS15_PURE", _l("National rule alone")),
                    ),
                ),
                FormField(
                    "outcome",
                    _l("How it ended"),
                    "select",
                    options=(
                        ("SOLD", _l("Sold")),
                        ("IN_KIND", _l("Taken in kind")),
                        ("FAILED", _l("Finally unsold")),
                        ("WITHDRAWN", _l("Withdrawn")),
                        ("REAPPOINTED", _l("Agency replaced")),
                    ),
                ),
                _APPRAISAL,
                _BASIC_FEE,
                FormField(
                    "disposal_price_fen",
                    _l("Deal or in-kind price"),
                    required=False,
                    hint=_l("When sold or taken in kind."),
                ),
                FormField(
                    "reasonable_actual_expense_fen",
                    _l("Reasonable actual expense"),
                    required=False,
                    hint=_l("When unsold or withdrawn."),
                ),
                FormField(
                    "reissued", _l("The report was issued again"), "checkbox", required=False
                ),
            ),
        ),
        CalculatorForm(
            "start_price",
            _l("Start price"),
            _l("The floor of the start price in each round, and whether a price keeps it."),
            (
                _TRACK,
                FormField("reference_fen", _l("Reference price"), required=False),
                FormField("first_start_fen", _l("Start price, first auction"), required=False),
                FormField(
                    "second_start_fen",
                    _l("Start price, second auction"),
                    required=False,
                    hint=_l("Alone it gives the price of a sell-off."),
                ),
            ),
        ),
        CalculatorForm(
            "deposit",
            _l("Deposit"),
            _l("The bounds of the deposit, and what an applicant creditor has to pay in."),
            (
                FormField("start_price_fen", _l("Start price"), required=False),
                FormField("deposit_fen", _l("Deposit"), required=False),
                FormField(
                    "bidder_is_applicant",
                    _l("The bidder is the applicant creditor"),
                    "checkbox",
                    required=False,
                ),
                FormField("claim_fen", _l("Claim of the applicant"), required=False),
            ),
        ),
        CalculatorForm(
            "clock",
            _l("Bidding clock"),
            _l("When bidding ends: the five-minute rule, bid by bid."),
            (
                FormField("start", _l("Opening"), "datetime-local"),
                FormField("scheduled_end", _l("Scheduled end"), "datetime-local"),
                FormField(
                    "server_bid_times",
                    _l("Times of bids"),
                    "moments",
                    required=False,
                    hint=_l("One a line, such as 2026-04-02T09:57:30.250"),
                ),
            ),
        ),
        CalculatorForm(
            "priority",
            _l("Priority purchase"),
            _l("Who leads when priority purchasers match a price."),
            (
                FormField("start_price_fen", _l("Start price")),
                FormField("increment_fen", _l("Bid step")),
                FormField(
                    "bids",
                    _l("Bids in order"),
                    "bids",
                    hint=_l("One a line: paddle, amount in yuan, time, rank if confirmed."),
                ),
            ),
        ),
        CalculatorForm(
            "execution_fee",
            _l("Execution application fee"),
            _l("What enforcing an amount costs."),
            (FormField("amount_fen", _l("Amount enforced")),),
        ),
        CalculatorForm(
            "distribution",
            _l("Distribution of the price"),
            _l("Costs, execution fee, secured and ordinary creditors, debtor."),
            (
                FormField("price_fen", _l("Hammer price")),
                _APPRAISAL,
                _SCHEDULE,
                _BASIC_FEE,
                FormField("auxiliary_cost_fen", _l("Auxiliary cost"), required=False),
                FormField("mortgage_fen", _l("Secured claim"), required=False),
                FormField("execution_amount_fen", _l("Amount enforced")),
                FormField(
                    "ordinary",
                    _l("Ordinary creditors"),
                    "claims",
                    required=False,
                    hint=_l("One a line: name, claim in yuan."),
                ),
            ),
        ),
    )
}


def read_form(form: CalculatorForm, typed: Mapping[str, str]) -> dict[str, Any]:
    """Turn what a person typed into the inputs a program would send.

    What cannot be read is passed on as typed, so that the one strict reader refuses it.
    """
    inputs: dict[str, Any] = {}
    for field in form.fields:
        text = typed.get(field.name, "").strip()
        if text:
            inputs[field.name] = _READERS.get(field.kind, str)(text)
    return inputs


def _fen(text: str) -> int | str:
    try:
        return Money.from_yuan_text(text).fen
    except BadAmount:
        return text


def _whole(text: str) -> int | str:
    digits = text.removeprefix("-")
    is_plain = digits.isascii() and digits.isdigit() and len(digits) < 5
    return int(text) if is_plain else text


def _moment(text: str) -> str:
    """Read a moment as Shanghai time; browsers leave zero seconds out."""
    if len(text) == len("2026-04-02T09:57"):
        text += ":00"
    has_offset = text.endswith("Z") or text[-6:-5] in ("+", "-")
    return text if has_offset else f"{text}+08:00"


def _lines(text: str) -> list[list[str]]:
    """Split lines into words; full-width commas and spaces part words too."""
    rows = (line.replace("，", " ").split() for line in text.splitlines())
    return [row for row in rows if row][: _LINES_MAX + 1]


def _moments(text: str) -> list[str]:
    return [_moment("T".join(row)) for row in _lines(text)]


def _bids(text: str) -> list[dict[str, Any]]:
    bids: list[dict[str, Any]] = []
    for row in _lines(text):
        bid: dict[str, Any] = dict(zip(("code", "amount_fen", "t"), row, strict=False))
        if "amount_fen" in bid:
            bid["amount_fen"] = _fen(bid["amount_fen"])
        if len(row) > len(bid):
            bid["priority_rank"] = _whole(row[3])
        bids.append(bid)
    return bids


def _claims(text: str) -> dict[str, Any]:
    return {row[0]: _fen(row[1]) if len(row) > 1 else "" for row in _lines(text)}


_LISTS = frozenset({"moments", "bids", "claims"})
_READERS: dict[str, Callable[[str], Any]] = {
    "money": _fen,
    "number": _whole,
    "checkbox": lambda _text: True,
    "datetime-local": _moment,
    "moments": _moments,
    "bids": _bids,
    "claims": _claims,
}
