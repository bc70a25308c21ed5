"""What comes in through the doors of the sale, and what goes out to programs."""

from marshmallow import Schema, fields, validate

from app.kernel.money import Money
from app.web.parsing import FenField, InstantField, LocalMomentField, YuanField
from auction.schemas.preparing import TEXT_MAX
from auction.vocabulary import (
    AnnulmentGround,
    HaltGround,
    PriorityNature,
    ServiceWay,
    SpecialPrompt,
    Venue,
    WithdrawalGround,
)

YES = frozenset({"yes", "on", "true", "1"})


def _text(limit: int = 200, **options: object) -> fields.String:
    return fields.String(validate=validate.Length(max=limit), **options)  # type: ignore[arg-type]


class VenueForm(Schema):
    """The venue and its reason."""

    venue = fields.Enum(Venue, by_value=True, required=True)
    reason = _text(400, load_default="")
    version = fields.Integer(load_default=None)


class ServiceForm(Schema):
    """Who was told of the sale, how and when."""

    party_id = fields.Integer(load_default=None)
    name = _text(120, load_default="")
    way = fields.Enum(ServiceWay, by_value=True, required=True)
    proof = _text(400, load_default="")
    served_at = LocalMomentField(required=True)


class PanelForm(Schema):
    """The five matters of art. 27 and the minutes; members and votes are lists side by side."""

    decided_on = fields.Date(required=True)
    member = fields.List(fields.String(validate=validate.Length(max=60)), load_default=list)
    vote = fields.List(
        fields.String(validate=validate.OneOf(("for", "against"))), load_default=list
    )
    minutes = _text(TEXT_MAX, load_default="")
    start_price = YuanField(required=True)
    cut_percent = fields.Integer(load_default=0, validate=validate.Range(0, 100))
    bid_step = YuanField(required=True)
    deposit = YuanField(required=True)
    #: "none" is a decision too: the panel found nobody with priority.
    priority = fields.String(load_default="", validate=validate.OneOf(("", "none", "some")))
    holder = fields.List(fields.String(validate=validate.Length(max=120)), load_default=list)
    nature = fields.List(fields.Enum(PriorityNature, by_value=True), load_default=list)
    rank = fields.List(fields.String(validate=validate.Length(max=3)), load_default=list)
    on_grid = fields.String(load_default="")
    version = fields.Integer(load_default=None)


class PriorityForm(Schema):
    """A person the court confirms as priority purchaser."""

    account = _text(40, required=True)
    rank = fields.Integer(required=True, validate=validate.Range(1, 99))
    nature = fields.Enum(PriorityNature, by_value=True, required=True)


class ReasonForm(Schema):
    """Why bidding stops or goes on; it is published."""

    reason = _text(400, load_default="")


class HaltForm(ReasonForm):
    """Why a sale stands still, by the list of arts. 28 and 36."""

    ground = fields.Enum(HaltGround, by_value=True, load_default=HaltGround.COURT_DECIDES)


class CauseForm(Schema):
    """On which day the cause of a stop ended."""

    ended_on = fields.Date(required=True)


class ResumeForm(ReasonForm):
    """Why a sale goes on; without a day the cause ended today or as noted."""

    ended_on = fields.Date(load_default=None, allow_none=True)


class WithdrawForm(ReasonForm):
    """Why a sale is taken back, by the list of art. 17."""

    ground = fields.Enum(WithdrawalGround, by_value=True, required=True)


class StopForm(Schema):
    """What the debtor paid, what the sale has cost, and the proof."""

    paid = YuanField(required=True)
    costs = YuanField(required=True)
    proof = _text(400, load_default="")


class RestForm(ReasonForm):
    """Interest and costs besides the file's, and why the remaining lots are stopped."""

    costs = YuanField(load_default=Money.ZERO)


class AnnulForm(ReasonForm):
    """Who objected when, on which of the six grounds."""

    ground = fields.Enum(AnnulmentGround, by_value=True, required=True)
    objector = _text(120, load_default="")
    filed_on = fields.Date(required=True)


class AnswerForm(Schema):
    """Whether a creditor takes a property in kind."""

    answer = fields.String(required=True, validate=validate.OneOf(("yes", "no")))
    figure = _text(80, load_default="")
    promises = fields.String(load_default="")


class PaperAnswerForm(AnswerForm):
    """The same, handed in on paper by one of the creditors."""

    party_id = fields.Integer(required=True)


class RankForm(Schema):
    """In how many days an assignee has to top up."""

    days = fields.Integer(load_default=None, validate=validate.Range(1, 365))


class RulingForm(Schema):
    """What a judge found on purchase limits before the ruling."""

    is_unrestricted = fields.String(load_default="")


class HandoverForm(ReasonForm):
    """When a thing was handed over, and the words of the record."""

    handed_over_at = LocalMomentField(required=True)


class SelfDisposalForm(ReasonForm):
    """At which price at least a debtor may sell, in how many days, and why."""

    price = YuanField(required=True)
    days = fields.Integer(load_default=None, validate=validate.Range(1, 365))


class SelfDisposedForm(Schema):
    """What the debtor sold it for, and the proof that the price is with the court."""

    price = YuanField(required=True)
    proof = _text(400, load_default="")


class ManageForm(ReasonForm):
    """Which creditor manages the property, and why."""

    party_id = fields.Integer(required=True)


class PlanForm(Schema):
    """Corrected claims and costs of a plan, as lists side by side, and the reason."""

    version = fields.Integer(required=True)
    party_id = fields.List(fields.Integer(), load_default=list)
    principal = fields.List(YuanField(), load_default=list)
    interest = fields.List(YuanField(), load_default=list)
    costs = fields.List(YuanField(), load_default=list)
    #: 0 is an ordinary claim.
    rank = fields.List(fields.Integer(validate=validate.Range(0, 99)), load_default=list)
    #: Of a merged lot, "party:asset": the parts a secured claim rests on.
    secured_on = fields.List(fields.String(validate=validate.Length(max=80)), load_default=list)
    agency = fields.List(fields.String(validate=validate.Length(max=40)), load_default=list)
    what = fields.List(fields.String(validate=validate.Length(max=120)), load_default=list)
    cost = fields.List(YuanField(), load_default=list)
    reason = _text(400, load_default="")


class ReceiptForm(Schema):
    """When somebody received a thing, and how it is proven."""

    received_at = LocalMomentField(required=True)
    proof = _text(400, load_default="")


class PlanObjectionForm(Schema):
    """Whose share is too high, by how much, and why."""

    against_party_id = fields.Integer(required=True)
    disputed = YuanField(required=True)
    words = _text(4000, load_default="")


class PaperObjectionForm(PlanObjectionForm):
    """The same, handed in on paper by one of the parties."""

    party_id = fields.Integer(required=True)


class OppositionForm(Schema):
    """Why an objection is wrong."""

    words = _text(4000, load_default="")


class PaperOppositionForm(OppositionForm):
    """The same, handed in on paper by one of the parties."""

    party_id = fields.Integer(required=True)


class SuitForm(Schema):
    """The court and the number of a suit about a plan."""

    suit = _text(120, load_default="")


class JudgmentForm(Schema):
    """Who gets what of the money set aside, by the judgment named."""

    party_id = fields.List(fields.Integer(), load_default=list)
    share = fields.List(YuanField(), load_default=list)
    ending = _text(400, load_default="")


class DefaultForm(Schema):
    """Why the buyer is in default."""

    reason = _text(400, load_default="")


class UseForm(Schema):
    """What a forfeited deposit is used for; costs and debts are lists side by side."""

    new_price = YuanField(required=True)
    #: On site the deposit pays no debts.
    case_debt = YuanField(load_default=Money.ZERO)
    cost_party = fields.List(fields.Integer(), load_default=list)
    cost = fields.List(YuanField(), load_default=list)
    debt_party = fields.List(fields.Integer(), load_default=list)
    debt = fields.List(YuanField(), load_default=list)


class MomentQuery(Schema):
    """A past moment whose balances are asked for; empty is now."""

    at = LocalMomentField(load_default=None, allow_none=True)


class TopUpForm(Schema):
    """In how many days a buyer in default has to top up."""

    days = fields.Integer(load_default=None, validate=validate.Range(1, 365))


class EnrollForm(Schema):
    """An enrollment from the page: each warning ticked by itself."""

    accepted = fields.List(fields.Enum(SpecialPrompt, by_value=True), load_default=list)
    notice_version = fields.Integer(required=True)
    has_capacity = fields.String(load_default="")
    promises = fields.String(load_default="")


class EnrollOrder(Schema):
    """An enrollment from a program."""

    accepted = fields.List(fields.Enum(SpecialPrompt, by_value=True), required=True)
    notice_version = fields.Integer(required=True, strict=True)
    has_capacity = fields.Boolean(required=True, truthy={True}, falsy={False})
    #: Of a home under purchase limits: the promise to be qualified (2021〔18〕 art. 2).
    promises = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class LotBrief(Schema):
    """A lot in a list."""

    no = fields.String()
    title = fields.String()
    case_number = fields.String()
    asset_no = fields.String()
    category = fields.String()
    kind = fields.String()
    address = fields.String()
    region = fields.String()
    court = fields.Dict()
    round = fields.String()
    venue = fields.String()
    state = fields.String()
    phase = fields.String()
    reference_price = fields.String()
    start_price = fields.String()
    bid_step = fields.String()
    deposit = fields.String()
    price = fields.String(allow_none=True)
    paddle = fields.String(allow_none=True)
    bid_count = fields.Integer()
    extensions = fields.Integer()
    announced_at = fields.String()
    opens_at = fields.String()
    closes_at = fields.String()
    ended_at = fields.String(allow_none=True)


class LotFull(LotBrief):
    """A lot with its notice, its media and its result."""

    venue_reason = fields.String()
    purchase_limit = fields.String(allow_none=True)
    notice = fields.Dict(allow_none=True)
    appraisal_no = fields.String()
    #: Of several things sold as one lot: why, and each with its price and source.
    merged = fields.Dict()
    parts = fields.List(fields.Dict())
    #: Of a sale elsewhere: where it stood there, with source, time and proof.
    outside_states = fields.List(fields.Dict())
    media = fields.List(fields.Dict())
    result = fields.Dict(allow_none=True)


class LotList(Schema):
    """A keyset page of lots."""

    items = fields.List(fields.Nested(LotBrief))
    next = fields.String(allow_none=True)


class EnrollmentOut(Schema):
    """A bidder's own place on a lot."""

    lot = fields.String()
    state = fields.String()
    paddle = fields.String(allow_none=True)
    priority_rank = fields.Integer(allow_none=True)
    notice_version = fields.Integer()
    applied_at = InstantField()
    qualified_at = InstantField(allow_none=True)


class DepositOut(Schema):
    """The payment order of a deposit."""

    no = fields.String()
    amount = FenField()
    state = fields.String()
    bank_account = fields.String()
    memo = fields.String()
    pay_url = fields.String()
    due_at = InstantField()
