"""Words of applications, practitioners, capacity and licences."""

from typing import Any

from flask_babel import lazy_gettext as _l

from registry.vocabulary.applications import ApplicationPaper, ApplicationState, Purpose

REFUSALS: dict[str, tuple[Any, Any]] = {
    "not_an_organization": (
        _l("Only an organization can apply"),
        _l(
            "An agency applies with the account of the organization, opened with its unified "
            "social credit code. Open such an account and apply with it."
        ),
    ),
    "staff_may_not_apply": (
        _l("Staff cannot apply"),
        _l("An account that acts for a court cannot act for an agency as well."),
    ),
    "not_own_code": (
        _l("This is not the credit code of your account"),
        _l("An organization applies for itself. Write the code your account was opened with."),
    ),
    "already_listed": (
        _l("This agency is already on the list"),
        _l("Your credit code stands on the list. Apply for renewal or change instead of entry."),
    ),
    "not_listed": (
        _l("This agency is not on the list"),
        _l("There is nothing to renew or change yet. Apply for entry."),
    ),
    "agency_delisted": (
        _l("This agency was removed from the list"),
        _l("It may not come back before %(until)s. Nothing was handed in."),
    ),
    "licence_taken": (
        _l("This licence number belongs to another agency"),
        _l(
            "The number stands on the list under another credit code. One licence has one "
            "agency: compare the number with the licence."
        ),
    ),
    "name_taken": (
        _l("Another agency of the list has this name"),
        _l("The name stands on the list under another credit code. Write your registered name."),
    ),
    "licence_expired": (
        _l("The licence has expired"),
        _l("Renew the licence with the authority that gave it, then hand in the new one."),
    ),
    "renewal_not_later": (
        _l("The new licence does not last longer than the one on the list"),
        _l("Write the last day printed on the renewed licence."),
    ),
    "field_of_other_kind": (
        _l("This field belongs to another kind of agency"),
        _l("Choose among the fields of the kind you apply as."),
    ),
    "field_missing": (
        _l("Choose at least one field"),
        _l("An agency stands on the list for one field or more."),
    ),
    "too_many_lines": (
        _l("These are too many entries"),
        _l("At most %(lines_max)s are taken. Nothing was saved."),
    ),
    "too_few_practitioners": (
        _l("There are too few qualified people in a field"),
        _l("Each field needs at least %(least)s. Too few in: %(field_names)s."),
    ),
    "practitioner_elsewhere": (
        _l("This person is registered at another agency"),
        _l(
            "Nobody works for two agencies at once. The other agency must first report that the "
            "person left."
        ),
    ),
    "practitioner_listed": (
        _l("This person is already written down for the field"),
        _l("One person is counted once in each field."),
    ),
    "certificate_taken": (
        _l("This certificate number belongs to somebody else"),
        _l("Compare the number with the person's certificate."),
    ),
    "too_many_people": (
        _l("These are too many people for one application"),
        _l("Hand this one in first and apply for a change with the others."),
    ),
    "bad_left_on": (
        _l("This day of leaving is not possible"),
        _l("It lies between the day of registration and today."),
    ),
    "papers_missing": (
        _l("Papers are missing"),
        _l("Not handed in yet: %(paper_names)s. What you wrote is saved."),
    ),
    "too_many_papers": (
        _l("These are too many papers for one application"),
        _l("Take one away first."),
    ),
    "particulars_missing": (
        _l("The particulars are not written yet"),
        _l("Fill in and save the particulars before handing the application in."),
    ),
    "application_changed": (
        _l("The application changed after you opened it"),
        _l("Nothing was decided or saved. Read it as it is now, then act again."),
    ),
    "application_decided": (
        _l("This application is no longer waiting"),
        _l("Somebody decided it or took it back in the meantime. Your act changed nothing."),
    ),
    "application_closed": (
        _l("This application cannot be changed now"),
        _l("It lies before the court or is finished. Take it back before changing it."),
    ),
    "application_open": (
        _l("Another application of this agency is open"),
        _l("Finish or withdraw it first; an agency has one application at a time."),
    ),
    "capacity_too_high": (
        _l("This is more than your people may hold"),
        _l("With the registered people at most %(limit)s commissions may be open at once."),
    ),
}

WORDING: dict[str, Any] = {
    "registry.application.submitted": _l(
        "%(agency_name)s handed in application %(no)s, version %(version)s"
    ),
    "registry.application.recalled": _l("%(agency_name)s took application %(no)s back"),
    "registry.application.returned": _l(
        "Application %(no)s of %(agency_name)s was returned: %(reason)s"
    ),
    "registry.application.accepted": _l("Application %(no)s of %(agency_name)s was accepted"),
    "registry.application.refused": _l(
        "Application %(no)s of %(agency_name)s was refused: %(reason)s"
    ),
    "registry.application.withdrawn": _l("%(agency_name)s withdrew application %(no)s"),
    "registry.agency.renewed": _l(
        "The licence of %(agency_name)s was renewed until %(expires_on)s"
    ),
    "registry.agency.changed": _l("The particulars of %(agency_name)s changed on the list"),
    "registry.agency.capacity_declared": _l(
        "%(agency_name)s declared room for %(capacity)s open commissions"
    ),
    "registry.agency.capacity_lifted": _l(
        "%(agency_name)s gave up its own limit of open commissions"
    ),
    "registry.agency.licence_reminded": _l(
        "%(agency_name)s was reminded: its licence ends on %(expires_on)s, in %(days)s days or less"
    ),
    "registry.practitioner.registered": _l(
        "%(practitioner)s was registered at %(agency_name)s, certificate %(licence_no)s"
    ),
    "registry.practitioner.left": _l("%(practitioner)s left %(agency_name)s on %(left_on)s"),
}

PURPOSES = {
    Purpose.ENTRY: _l("Entry on the list"),
    Purpose.RENEWAL: _l("Renewal of the licence"),
    Purpose.CHANGE: _l("Change of particulars"),
}
APPLICATION_STATES = {
    ApplicationState.DRAFT: _l("being written"),
    ApplicationState.SUBMITTED: _l("before the court"),
    ApplicationState.RETURNED: _l("returned to be mended"),
    ApplicationState.ACCEPTED: _l("accepted"),
    ApplicationState.REFUSED: _l("refused"),
    ApplicationState.WITHDRAWN: _l("withdrawn"),
}
APPLICATION_TAGS = {
    ApplicationState.DRAFT: "neutral",
    ApplicationState.SUBMITTED: "waiting",
    ApplicationState.RETURNED: "warning",
    ApplicationState.ACCEPTED: "success",
    ApplicationState.REFUSED: "danger",
    ApplicationState.WITHDRAWN: "neutral",
}
APPLICATION_PAPERS = {
    ApplicationPaper.BUSINESS_LICENCE: _l("Business licence"),
    ApplicationPaper.QUALIFICATION: _l("Licence or record of the profession"),
    ApplicationPaper.STAFF: _l("Certificates of the people"),
    ApplicationPaper.OTHER: _l("Other paper"),
}
#: The particulars of an application, as the court's comparison names them.
PARTICULARS = {
    "code": _l("Unified social credit code"),
    "name": _l("Name of the agency"),
    "fields": _l("Fields"),
    "regions": _l("Places of the list"),
    "grade": _l("Grade"),
    "licence_no": _l("Licence number"),
    "licence_expires_on": _l("Licence valid until"),
    "legal_representative": _l("Legal representative"),
    "controller_name": _l("Controlled by"),
    "controller_code": _l("Credit code of the controller"),
    "shareholders": _l("Shareholders"),
    "address": _l("Address"),
    "phone": _l("Telephone"),
}
