"""Words of identity's refusals and facts."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "sign_in_failed": (
        _l("Account, password or code is wrong"),
        _l("Check all three. For safety we do not say which one it is."),
    ),
    "otp_required": (
        _l("Enter the one-time code"),
        _l("This account asks for the six digits of your code generator."),
    ),
    "otp_wrong": (
        _l("The one-time code is wrong"),
        _l("Wait for the next code and enter it."),
    ),
    "bad_id_number": (
        _l("The identity number is not valid"),
        _l("The check digit does not fit. Compare it with your paper."),
    ),
    "bad_account": (
        _l("This is not an account name"),
        _l("Use 3 to 40 lower-case letters and digits, beginning with a letter."),
    ),
    "weak_password": (
        _l("The password is too weak"),
        _l("Use at least 10 signs that do not contain the account name."),
    ),
    "account_taken": (_l("This account name is taken"), _l("Choose another one.")),
    "acts_for_other_agency": (
        _l("This account already acts for another agency"),
        _l("One account acts for one agency. Use an account of its own for this one."),
    ),
    "not_a_judge_here": (
        _l("This is not a judge of the court"),
        _l("The head of a court is one of its own judges. Choose from the list."),
    ),
    "id_taken": (
        _l("This identity number already has an account"),
        _l("Sign in with that account, or ask the court if it is not yours."),
    ),
}

WORDING = {
    "identity.person.registered": _l("Account %(account)s was opened"),
    "identity.session.began": _l("%(account)s signed in"),
    "identity.session.ended": _l("%(account)s signed out"),
    "identity.session.refused": _l("A sign-in as %(account)s was refused"),
    "identity.second_factor.set": _l("%(account)s bound a code generator"),
    "identity.person.joined_agency": _l("%(account)s acts for agency %(agency_code)s from now on"),
    "identity.court_head.named": _l("%(account)s heads the court from now on"),
    "identity.name.read": _l("The sealed name behind %(reference)s was read: %(purpose)s"),
}
