"""The form of the calculator of a buyer's default."""

from flask_babel import lazy_gettext as _l

from app.supervision.calculator_fields import CalculatorForm, FormField

_AUCTION = _l("After an auction")
_DEBTS = _l("Debts of the debtor")
_SELL_OFF = _l("After a sell-off")


def _money(name: str, label: str, section: str, hint: str = "") -> FormField:
    return FormField(name, label, required=False, hint=hint, section=section)


DEFAULT = CalculatorForm(
    "default",
    _l("Default of a buyer"),
    _l("What the deposit of a buyer who does not pay is used for, and what is still owed."),
    (
        FormField(
            "stage",
            _l("Sale"),
            "select",
            required=False,
            options=(("AUCTION", _l("Auction")), ("SELL_OFF", _l("Sell-off"))),
        ),
        FormField(
            "track",
            _l("Track"),
            "select",
            required=False,
            options=(("ONLINE", _l("Online auction")), ("OFFLINE", _l("Traditional auction"))),
        ),
        _money("original_price_fen", _l("Price of the first sale"), _AUCTION),
        _money("reauction_price_fen", _l("Price of the new sale"), _AUCTION),
        _money("deposit_fen", _l("Deposit"), _AUCTION),
        _money("cost_loss_fen", _l("Costs caused by the sale"), _AUCTION),
        _money(
            "original_commission_fen",
            _l("Commission of the first sale"),
            _AUCTION,
            _l("In a traditional auction alone."),
        ),
        _money(
            "case_debt_fen",
            _l("Debts of this case"),
            _DEBTS,
            _l("Without a figure they take all that is left."),
        ),
        _money("property_related_debt_fen", _l("Debts on the property"), _DEBTS),
        _money("prepaid_fen", _l("Price paid in advance"), _SELL_OFF),
        _money("notice_deposit_fen", _l("Deposit the notice names"), _SELL_OFF),
    ),
)
