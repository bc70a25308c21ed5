"""Words of the way from the ruling to the keys and the register."""

from typing import Any

from flask_babel import lazy_gettext as _l

from auction.rules.registration import Register
from auction.vocabulary.handover import HandoverStep

_NOTHING = _l("Nothing was changed.")

STEPS: dict[HandoverStep, Any] = {
    HandoverStep.INSPECTION: _l("Look at who is in it and what stands there"),
    HandoverStep.ORDER_TO_LEAVE: _l("Tell the occupiers to leave"),
    HandoverStep.PRESIDENT_NOTICE: _l("Notice to leave, signed by the president of the court"),
    HandoverStep.INVENTORY: _l("List what was left behind"),
    HandoverStep.CLEARANCE: _l("Clear it by force"),
    HandoverStep.METERS: _l("Read the meters, settle what is owed for use"),
    HandoverStep.KEYS: _l("Hand over the keys or the thing"),
}

REGISTERS: dict[Register, Any] = {
    Register.REAL_ESTATE: _l("Real-estate registration office"),
    Register.VEHICLES: _l("Vehicle administration of the public security organ"),
    Register.COMPANIES: _l("Company registration authority"),
    Register.NATURAL_RESOURCES: _l("Authority of natural resources"),
    Register.OF_THE_RIGHT: _l("Office that registers the right"),
    Register.NONE: _l("No register: it is handed over by hand"),
}

#: Key -> what a paper is, and where it comes from.
PAPERS: dict[str, tuple[Any, Any]] = {
    "ruling": (_l("Ruling on the sale"), _l("From the court; title passed with its service.")),
    "assistance": (
        _l("Notice to assist enforcement"),
        _l("The court serves it on the office, which also strikes out seizures and charges."),
    ),
    "confirmation": (_l("Confirmation of the sale"), _l("From the platform, public.")),
    "handover_record": (
        _l("Record of the handover"),
        _l("From the court, once it is handed over."),
    ),
    "identity": (
        _l("Proof of identity"),
        _l("The buyer's own: identity card, or licence and a power of attorney for a company."),
    ),
    "taxes": (
        _l("Receipts for the taxes the buyer bears"),
        _l("From the tax office, as the tax table of the notice shares them out."),
    ),
    "form": (_l("Application for registration"), _l("The form of the office, filled in there.")),
    "deed_tax": (
        _l("Deed tax: receipt or exemption"),
        _l("From the tax office, before the register."),
    ),
    "vehicle_inspection": (
        _l("Inspection of the vehicle"),
        _l("At the vehicle administration, with the vehicle."),
    ),
    "vehicle_insurance": (_l("Compulsory traffic insurance"), _l("From an insurer.")),
    "company_articles": (
        _l("Changed articles and register of members"),
        _l("From the company; the notice to assist names the buyer if it refuses."),
    ),
    "mining_qualification": (
        _l("Qualification of the new holder"),
        _l("As the authority of natural resources asks for it."),
    ),
    "approval": (_l("Approval of the authority"), _l("As shown to the court before the ruling.")),
    "purchase_proof": (
        _l("Proof of the qualification to buy"),
        _l("As shown to the court before the ruling."),
    ),
}

REFUSALS: dict[str, tuple[Any, Any]] = {
    "plan_not_ruled": (
        _l("There is no ruling yet"),
        _l("The handover is planned once title has passed. Nothing was changed."),
    ),
    "plan_day_past": (_l("This day has passed"), _NOTHING),
    "plan_day_late": (
        _l("This is later than the law allows"),
        _l("The handover is due by %(by)s; a later day wants a reason. Nothing was changed."),
    ),
    "plan_done_wrong": (
        _l("It cannot have been done then"),
        _l("It lies between the ruling and today. Nothing was changed."),
    ),
    "plan_step_done": (_l("This step is done already"), _NOTHING),
    "leave_until_missing": (
        _l("Until when they have to leave is missing"),
        _l("The notice of the president sets a time. Nothing was changed."),
    ),
    "eviction_notice_missing": (
        _l("Nobody is made to leave without a notice of the president"),
        _l("The notice sets a time first. Nothing was changed."),
    ),
    "eviction_too_early": (
        _l("The time to leave has not passed"),
        _l("The notice gives until %(until)s. Nothing was changed."),
    ),
    "owner_missing": (_l("Say who sees to it"), _NOTHING),
}

WORDING: dict[str, Any] = {
    "auction.handover.planned": _l(
        "A step towards the handover was planned: %(owner)s by %(due_on)s"
    ),
    "auction.handover.step_done": _l("A step towards the handover was done on %(done_on)s"),
    "auction.registration.assistance_served": _l(
        "The notice to assist reached %(office)s on %(served_on)s"
    ),
}
