"""What comes in about fees."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from app.kernel.money import Money
from app.web.parsing import YuanField
from appraisal.rules.basic_fee import BasicFeeRule
from appraisal.rules.fees import Regime
from appraisal.vocabulary.fees import FeeBasis, SettledOutcome
from registry.vocabulary import AssetNature

_REASON = validate.Length(min=1, max=1000)


class FeeForm(Schema):
    """The basic fee the court sets."""

    amount = YuanField(required=True)
    schedule = fields.String(required=True, validate=validate.Length(max=40))
    due_on = fields.Date(required=True)
    reason = fields.String(load_default="", validate=validate.Length(max=1000))


class FeeSettingForm(Schema):
    """A version of the court's setting, without its categories."""

    regime = fields.Enum(Regime, by_value=True, required=True)
    pay_days = fields.Integer(required=True, validate=validate.Range(1, 90))
    reasons = fields.String(required=True, validate=validate.Length(max=4000))
    seen = fields.Integer(load_default=None, allow_none=True)


class FeeRateForm(Schema):
    """The basic fee of one category; no basis leaves it to the clerk."""

    basis = fields.Enum(FeeBasis, by_value=True, load_default=None, allow_none=True)
    fixed_sum = YuanField(load_default=None, allow_none=True)
    share = fields.Decimal(
        load_default=None, allow_none=True, places=2, validate=validate.Range(min=0, max=100)
    )
    cap = YuanField(load_default=None, allow_none=True)
    minimum = YuanField(load_default=None, allow_none=True)

    @post_load
    def as_rule(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Return the line as the rules read it; figures of the other basis are left out."""
        basis, share = data["basis"], data["share"]
        if basis is None:
            return {"rule": None}
        is_share = basis is FeeBasis.SHARE
        share_bp = int(share * 100) if is_share and share is not None else None
        return {
            "rule": BasicFeeRule(
                basis=basis,
                fixed_sum=None if is_share else data["fixed_sum"],
                share_bp=share_bp,
                cap=data["cap"] if is_share else None,
                minimum=data["minimum"] if is_share else None,
            )
        }


class GuaranteeForm(Schema):
    """An insurer's letter of guarantee, beside its file."""

    insurer = fields.String(required=True, validate=validate.Length(min=2, max=120))
    insurer_code = fields.String(
        required=True, validate=validate.Regexp(r"^[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]{18}$")
    )
    number = fields.String(required=True, validate=validate.Length(min=1, max=80))
    amount = YuanField(required=True)
    valid_until = fields.Date(required=True)


class ClaimForm(Schema):
    """What an agency really spent, by kind."""

    travel = YuanField(load_default=Money.ZERO)
    survey = YuanField(load_default=Money.ZERO)
    data = YuanField(load_default=Money.ZERO)
    printing = YuanField(load_default=Money.ZERO)
    note = fields.String(load_default="", validate=validate.Length(max=2000))


class ClaimDecisionForm(Schema):
    """How much of a claim the court finds reasonable, and why."""

    accepted = YuanField(required=True)
    reason = fields.String(required=True, validate=_REASON)


class SettlementForm(Schema):
    """An ending that the court itself states: in kind, finally unsold, withdrawn."""

    outcome = fields.Enum(
        SettledOutcome,
        by_value=True,
        required=True,
        validate=validate.NoneOf([SettledOutcome.SOLD]),
    )
    price = YuanField(load_default=None, allow_none=True)
    assignee_party_id = fields.Integer(load_default=None, allow_none=True)
    #: The agency was asked and claimed nothing.
    no_expense = fields.Boolean(load_default=False, truthy={"yes"})


#: Categories in the order in which the form shows them.
NATURES = tuple(AssetNature)
