"""Words of the four routes: filing, negotiations and inquiries."""

from typing import Any

from flask_babel import lazy_gettext as _l

from appraisal.vocabulary.inquiries import (
    InquiryStage,
    Openness,
    PublicPrice,
    ReportDefect,
    ResultStanding,
    RouteBasis,
    RouteFault,
    RouteReason,
)

WORDING: dict[str, Any] = {
    "appraisal.case.filed": _l(
        "The court filed asset %(asset_no)s for its price; seized on %(seized_on)s, to be started "
        "by %(due_on)s"
    ),
    "appraisal.facts.completed": _l("The five facts are found; a way to the price can be chosen"),
    "appraisal.route.failed": _l("A way to the price ended without one. %(code)s %(note)s"),
    "appraisal.negotiation.opened": _l(
        "The parties were asked for the price they agree on, until %(last_day)s (paper "
        "%(paper_no)s)"
    ),
    "appraisal.negotiation.figure_handed_in": _l("%(giver)s handed in a price, sealed"),
    "appraisal.negotiation.agreed": _l(
        "All parties handed in the same price, %(value)s; the court looks at the rights of others"
    ),
    "appraisal.directed.sent": _l(
        "%(body_name)s was asked for the price until %(last_day)s (paper %(paper_no)s)"
    ),
    "appraisal.directed.answered": _l("%(body_name)s answered in time: %(value)s"),
    "appraisal.network.opened": _l(
        "All listed platforms were commissioned at once: %(platforms)s (paper %(paper_no)s)"
    ),
    "appraisal.network.accepted": _l(
        "%(platform_name)s has the commission; its report is due %(due_at)s"
    ),
    "appraisal.network.reported": _l(
        "%(platform_name)s reported %(value)s, revision %(revision)s (SHA-256 %(sha256)s)"
    ),
    "appraisal.network.reported_late": _l(
        "A report of %(platform_name)s came late or unasked; it is kept and does not count "
        "(SHA-256 %(sha256)s)"
    ),
    "appraisal.network.extension_asked": _l("%(platform_name)s asked for more days: %(reason)s"),
    "appraisal.network.extended": _l(
        "Every platform was late and one had asked: extended once, until %(due_at)s"
    ),
    "appraisal.network.received": _l("%(received)s results are in; late: %(late)s"),
    "appraisal.network.correction_asked": _l(
        "Every report was faulty; corrections are due %(due_at)s: %(note)s"
    ),
    "appraisal.network.reviewed": _l(
        "The court looked at the results. Counted: %(counted)s; left out: %(defective)s"
    ),
    "appraisal.network.published": _l(
        "The results of the network inquiry were published, on average %(value)s; objections end "
        "%(window_ends_at)s"
    ),
    "appraisal.network.served": _l(
        "A party received the results; its time to object ends %(window_ends_at)s"
    ),
    "appraisal.network.marked": _l(
        "An objection changed how the result of %(platform_name)s counts; it stands at %(value)s"
    ),
    "appraisal.network.fee_shared": _l(
        "The inquiry fee of %(fee)s was settled by closeness to the price of the sale"
    ),
    "appraisal.platform.listed": _l("%(platform_name)s stands on the list of inquiry platforms"),
    "appraisal.platform.delisted": _l(
        "%(platform_name)s left the list of inquiry platforms: %(reason)s"
    ),
}

FAULTS = {
    RouteFault.PARTY_REFUSED: _l("A party refuses to negotiate."),
    RouteFault.PARTY_UNREACHABLE: _l("A party cannot be reached."),
    RouteFault.NO_FIGURE: _l("No party handed in a price in time."),
    RouteFault.ONE_SIDE_ONLY: _l("Not every party handed in a price in time."),
    RouteFault.FIGURES_DIFFER: _l("The parties handed in different prices."),
    RouteFault.HARMS_OTHERS: _l("The agreed price harms the lawful rights of others."),
    RouteFault.NO_PUBLIC_PRICE: _l("There is no tax base, government or guidance price."),
    RouteFault.NO_ANSWER: _l("No answer came in time."),
    RouteFault.ANSWER_WITHOUT_PRICE: _l("The answer holds no price."),
    RouteFault.SURVEY_NEEDED: _l("Professionals have to survey or examine the property."),
    RouteFault.NOT_COVERED: _l("The platforms have no grounds to price this property."),
    RouteFault.NO_RESULT: _l("No platform reported in time."),
    RouteFault.ALL_FAULTY: _l("Every report was faulty and none was corrected in time."),
    RouteFault.ALL_UPHELD: _l("Objections were upheld against every result."),
    RouteFault.JOINTLY_LEFT: _l("Both sides asked for another way, or the law demands it."),
}

REFUSALS: dict[str, tuple[Any, Any]] = {
    **{fault.value: (words, "") for fault, words in FAULTS.items()},
    "already_filed": (
        _l("This asset is filed already"),
        _l("Open it from the list of appraisals."),
    ),
    "route_running": (_l("This way is being tried already"), _l("Wait for its end.")),
    "route_another_runs": (
        _l("Another way is being tried"),
        _l("Wait for its end, unless both sides ask for this one."),
    ),
    "route_network_runs": (
        _l("The platforms are at work"),
        _l("The inquiry ends by its days; the court can take it back where the law says so."),
    ),
    "route_tried": (_l("This way was tried already"), _l("Take the next one that is open.")),
    "route_passed": (
        _l("The case has gone past this way"),
        _l("A later one was begun; the order does not lead back."),
    ),
    "route_negotiation_first": (
        _l("The negotiation comes first"),
        _l("Directed inquiry opens when it failed or is impossible, or when both sides ask."),
    ),
    "route_directed_first": (
        _l("The directed inquiry comes first"),
        _l("Network inquiry opens when it failed or is impossible, or when both sides ask."),
    ),
    "route_network_first": (
        _l("The network inquiry comes first"),
        _l("Appraisal opens when it failed or is impossible, the law demands it, or both ask."),
    ),
    "route_no_platform": (
        _l("No inquiry platform is listed"),
        _l("Network inquiry asks every platform of the national list; it is empty here."),
    ),
    "route_not_choosing": (
        _l("No way can be chosen now"),
        _l("The facts are not all found yet, or the price stands already."),
    ),
    "route_first_in_order": (_l("Both sides cannot be made to negotiate"), ""),
    "joint_note_missing": (
        _l("Write what proves the request of both sides"),
        _l("A joint request goes over the order of the law, such as a record they signed."),
    ),
    "fault_of_another_route": (_l("This reason belongs to another way"), ""),
    "bad_last_day": (
        _l("This last day is not possible"),
        _l("Choose a day from today within two months."),
    ),
    "price_side_unreachable": (
        _l("A side cannot be reached here"),
        _l(
            "Every applicant and debtor must agree, each with an own account. Write down that "
            "the negotiation is impossible and go on."
        ),
    ),
    "not_a_price_party": (
        _l("You have no price to hand in here"),
        _l("Only the applicants and the debtors of the case agree on the price."),
    ),
    "figures_over": (
        _l("No more prices are taken"),
        _l("Every price is in, or the window is over. Nothing was changed."),
    ),
    "no_agreement": (
        _l("The parties have not agreed on a price"),
        _l("Each of them must hand in the same figure by itself."),
    ),
    "price_validity": (
        _l("A price holds for one year at most"),
        _l("Choose a day after today and within a year."),
    ),
    "bad_received_at": (
        _l("The answer cannot have come then"),
        _l("It comes after the letter and not in the future."),
    ),
    "answer_late": (
        _l("The answer came after its last day"),
        _l("Only an answer in time is the reference price; the next way is open."),
    ),
    "letter_closed": (
        _l("This inquiry is closed"),
        _l("It was answered or its days are over. Nothing was changed."),
    ),
    "nothing_to_renew": (
        _l("There is no price of platforms that is out of date"),
        _l("Platforms report again only when the price they found has expired."),
    ),
    "nothing_to_review": (
        _l("No reports wait for the court"),
        _l("They are looked at when the days of the platforms are over."),
    ),
    "result_not_judged": (_l("Judge every report that came in"), _l("Nothing was changed.")),
    "results_not_reviewed": (
        _l("The reports were not looked at yet"),
        _l("The court looks at them before it serves them."),
    ),
    "result_standing_unknown": (_l("An objection cannot end like this"), ""),
    "corrected_value": (_l("A correction, and nothing else, has a new price"), ""),
    "result_not_open": (
        _l("This result cannot be changed now"),
        _l("Objections change results only after their service and before the price is fixed."),
    ),
    "results_still_count": (
        _l("A result still counts, or an objection is open"),
        _l("An appraisal follows only when no result is left."),
    ),
    "inquiry_sender_unknown": (_l("No platform of this code is listed"), ""),
    "inquiry_signature_invalid": (
        _l("The signature does not prove the platform"),
        _l("Sign the timestamp, a dot and the exact bytes of the body with the listed key."),
    ),
    "inquiry_message_stale": (
        _l("The message is too old"),
        _l("Sign it anew; clocks may differ by five minutes."),
    ),
    "inquiry_message_invalid": (
        _l("The message cannot be read"),
        _l("It was kept as it came. See the description of the protocol."),
    ),
    "inquiry_message_reused": (
        _l("This number was used for another message"),
        _l("The first one stands. Send the new one under a number of its own."),
    ),
    "platform_entry_invalid": (
        _l("This entry cannot be listed"),
        _l("The marked fields need attention: code, https address, Ed25519 key in base64."),
    ),
    "platform_not_listed": (_l("This platform is not listed"), _l("Nothing was changed.")),
}

OPENNESS = {
    Openness.OPEN: _l("open"),
    Openness.JOINT_ONLY: _l("by joint request only"),
    Openness.RUNNING: _l("under way"),
    Openness.CLOSED: _l("not open"),
}
OPENNESS_TAGS = {
    Openness.OPEN: "success",
    Openness.JOINT_ONLY: "info",
    Openness.RUNNING: "live",
    Openness.CLOSED: "neutral",
}
REASONS = {
    RouteReason.FIRST_IN_ORDER: _l("The first way the law asks for."),
    RouteReason.NEXT_IN_ORDER: _l("The way before it failed or is impossible."),
    RouteReason.RUNNING: _l("It is being tried."),
    RouteReason.ANOTHER_RUNS: _l("Another way is being tried; both sides may ask for this one."),
    RouteReason.NETWORK_RUNS: _l("The platforms are at work; their days run to the end."),
    RouteReason.TRIED: _l("It was tried already."),
    RouteReason.PASSED: _l("The case has gone past it."),
    RouteReason.NEGOTIATION_FIRST: _l("The negotiation comes first, unless both sides ask."),
    RouteReason.DIRECTED_FIRST: _l("The directed inquiry comes first, unless both sides ask."),
    RouteReason.NETWORK_FIRST: _l(
        "The network inquiry comes first, unless the law demands an appraisal or both sides ask."
    ),
    RouteReason.NO_PLATFORM: _l("No inquiry platform is listed."),
    RouteReason.NOT_CHOOSING: _l("The facts are not all found yet, or the price stands."),
}
BASES = {
    RouteBasis.IN_ORDER: _l("In the order of the law"),
    RouteBasis.JOINT_REQUEST: _l("At the request of both sides"),
    RouteBasis.LAW_REQUIRES: _l("The law demands an appraisal"),
    RouteBasis.RENEWAL: _l("The earlier result is out of date"),
}
PUBLIC_PRICES = {
    PublicPrice.TAX_BASE: _l("Base price for taxation"),
    PublicPrice.GOVERNMENT_PRICE: _l("Price set by the government"),
    PublicPrice.GUIDANCE_PRICE: _l("Guidance price of the government"),
}
STAGES = {
    InquiryStage.ASKING: _l("The platforms are at work"),
    InquiryStage.REVIEWING: _l("The court looks at the reports"),
    InquiryStage.CORRECTING: _l("The platforms correct their reports"),
    InquiryStage.REVIEWED: _l("To be served to the parties"),
    InquiryStage.SERVED: _l("Served to the parties"),
    InquiryStage.FAILED: _l("Ended without a result"),
}
STAGE_TAGS = {
    InquiryStage.ASKING: "live",
    InquiryStage.REVIEWING: "waiting",
    InquiryStage.CORRECTING: "warning",
    InquiryStage.REVIEWED: "waiting",
    InquiryStage.SERVED: "success",
    InquiryStage.FAILED: "danger",
}
STANDINGS = {
    ResultStanding.AWAITED: _l("awaited"),
    ResultStanding.RECEIVED: _l("received in time"),
    ResultStanding.COUNTED: _l("counts"),
    ResultStanding.DEFECTIVE: _l("faulty, does not count"),
    ResultStanding.LATE: _l("late, does not count"),
    ResultStanding.PENDING: _l("objected to"),
    ResultStanding.REJECTED: _l("objection rejected, counts"),
    ResultStanding.CORRECTED: _l("corrected, counts"),
    ResultStanding.UPHELD: _l("objection upheld, does not count"),
}
STANDING_TAGS = {
    ResultStanding.AWAITED: "waiting",
    ResultStanding.RECEIVED: "info",
    ResultStanding.COUNTED: "success",
    ResultStanding.DEFECTIVE: "danger",
    ResultStanding.LATE: "neutral",
    ResultStanding.PENDING: "warning",
    ResultStanding.REJECTED: "success",
    ResultStanding.CORRECTED: "success",
    ResultStanding.UPHELD: "danger",
}
DEFECTS = {
    ReportDefect.BASIC_FACTS: _l("Basic facts of the property are wrong"),
    ReportDefect.BEYOND_SCOPE: _l("It goes beyond the property asked about"),
    ReportDefect.LEFT_OUT: _l("Property was left out"),
}
