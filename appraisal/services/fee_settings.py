"""Adopt versions of how a court sets basic fees, and say what they lead to for an asset."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app import lawbook
from app.kernel.actors import Actor
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.permissions import Permission
from app.lawbook.explain import Calculation
from app.store import db, unit_of_work
from app.store.locks import lock_names
from appraisal.facts.fees import FeeSettingAdopted
from appraisal.models import Assignment
from appraisal.models.fee import FeeRate, FeeSetting
from appraisal.queries import fees as queries
from appraisal.rules.basic_fee import BasicFeeRule, propose_basic_fee
from appraisal.rules.fees import Regime
from appraisal.rules.schedules import FittingSchedule, schedules_for
from appraisal.vocabulary.fees import FeeBasis
from registry import facade as registry
from registry.vocabulary import AssetNature

#: Reasons that say something.
REASONS_MIN = 10
PAY_DAYS_MAX = 90
_WHOLE_BP = 10_000


@dataclass(frozen=True)
class Proposal:
    """What the clerk is offered when the basic fee is asked for."""

    #: None where the court has no setting for such assets: the clerk enters the sum by hand.
    calculation: Calculation | None
    schedules: tuple[FittingSchedule, ...]
    regime: Regime
    pay_days: int
    setting: FeeSetting | None


def propose(assignment: Assignment, *, on: date, schedule: str = "") -> Proposal:
    """Return the sum the court's setting leads to, and the schedules that fit the asset."""
    asset = registry.get_asset(assignment.asset_no)
    fitting = schedules_for(asset.nature, asset.region_code, on=on)
    setting = queries.newest_fee_setting(assignment.court_id)
    rate = rate_of(setting, asset.nature) if setting else None
    calculation = None
    if rate is not None:
        calculation = propose_basic_fee(
            rule_of(rate),
            schedule=schedule or fitting[0].code,
            estimated_value=asset.estimated_value,
            on=on,
        )
    return Proposal(
        calculation=calculation,
        schedules=fitting,
        regime=setting.regime if setting else Regime.SD54_WITH_FS15,
        pay_days=setting.pay_days if setting else lawbook.number("fee_pay_days", on=on),
        setting=setting,
    )


def rate_of(setting: FeeSetting, nature: AssetNature) -> FeeRate | None:
    """Return the line of a version about a category, if it has one."""
    return next((rate for rate in setting.rates if rate.nature == nature.value), None)


def rule_of(rate: FeeRate) -> BasicFeeRule:
    """Return a stored line as the rules read it."""
    return BasicFeeRule(rate.basis, rate.fixed_sum, rate.share_bp, rate.cap, rate.minimum)


def adopt_fee_setting(
    *,
    regime: Regime,
    rates: Mapping[AssetNature, BasicFeeRule],
    pay_days: int,
    reasons: str,
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> FeeSetting:
    """Adopt the next version for the judge's own court; what was asked before keeps its own.

    ``seen`` is the version the judge looked at, so that of two judges at once one is told.
    """
    if actor.court_id is None or not actor.may(Permission.ADOPT_POLICY):
        raise Forbidden("other_court")
    court_id = actor.court_id
    if len(reasons.strip()) < REASONS_MIN:
        raise Refusal("fee_setting_reasons", fields={"reasons": ["fee_setting_reasons"]})
    if not 1 <= pay_days <= PAY_DAYS_MAX:
        raise Refusal("invalid_input", fields={"pay_days": ["invalid_input"]})
    for nature, rule in rates.items():
        _check_rate(nature, rule)
    with unit_of_work() as work:
        lock_names(f"fee-setting:{court_id}")
        newest = queries.newest_fee_setting(court_id)
        number = newest.version if newest else 0
        if seen is not None and seen != number:
            raise Conflict("fee_setting_moved")
        if newest is not None and _says_the_same(newest, regime, rates, pay_days):
            raise Conflict("fee_setting_unchanged")
        adopted = FeeSetting(
            court_id=court_id,
            version=number + 1,
            regime=regime,
            pay_days=pay_days,
            reasons=reasons.strip(),
            adopted_by=actor.person_id,
            adopted_by_name=actor.name,
            adopted_at=at,
            rates=[
                FeeRate(
                    nature=nature.value,
                    basis=rule.basis,
                    fixed_sum=rule.fixed_sum,
                    share_bp=rule.share_bp,
                    cap=rule.cap,
                    minimum=rule.minimum,
                )
                for nature, rule in rates.items()
            ],
        )
        db.session.add(adopted)
        db.session.flush()
        work.record(
            FeeSettingAdopted(
                court_id=court_id,
                court_name=registry.get_court(court_id).name,
                version=adopted.version,
                regime=regime.value,
                categories=len(rates),
                reasons=adopted.reasons,
            ),
            actor=actor,
            at=at,
        )
    return adopted


def _check_rate(nature: AssetNature, rule: BasicFeeRule) -> None:
    """Refuse a line that could not be computed, naming its field."""
    if rule.basis is FeeBasis.FIXED:
        is_whole = bool(rule.fixed_sum) and rule.share_bp is None
    else:
        is_share = rule.share_bp is not None and 1 <= rule.share_bp <= _WHOLE_BP
        is_whole = is_share and bool(rule.cap) and rule.fixed_sum is None
    if not is_whole:
        raise Refusal(
            "fee_rate_incomplete", fields={f"basis_{nature.value}": ["fee_rate_incomplete"]}
        )
    if rule.cap is not None and rule.minimum is not None and rule.cap < rule.minimum:
        raise Refusal(
            "fee_cap_below_minimum", fields={f"cap_{nature.value}": ["fee_cap_below_minimum"]}
        )


def _says_the_same(
    newest: FeeSetting, regime: Regime, rates: Mapping[AssetNature, BasicFeeRule], pay_days: int
) -> bool:
    was = {rate.nature: rule_of(rate) for rate in newest.rates}
    wanted = {nature.value: rule for nature, rule in rates.items()}
    return (newest.regime, newest.pay_days, was) == (regime, pay_days, wanted)
