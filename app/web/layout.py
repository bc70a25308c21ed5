"""What every page stands in: assets with their digests, navigation, and the reader's display."""

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, current_app, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.kernel.permissions import Permission
from app.web import i18n
from app.web.guards import current_actor, public

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "static"

#: What a visitor may set for their own eyes: cookie -> the values it takes, the default first.
DISPLAY = {"theme": ("auto", "light", "dark"), "type": ("normal", "large")}
#: Our own sheets in the order in which they overrule one another.
STYLE_SHEETS = (
    "tokens",
    "theme",
    "layout",
    "work",
    "components",
    "forms",
    "records",
    "figures",
    "lots",
    "pages",
)
_YEAR = 365 * 24 * 3600

#: The five public parts of the site: words and address.
NAVIGATION = (
    (_l("Home"), "/"),
    (_l("Lots"), "/lots"),
    (_l("Draws"), "/draws"),
    (_l("Agencies"), "/agencies"),
    (_l("Calculators"), "/calculators"),
)

#: The working places of those who signed in, under their headings: words, endpoint, and what
#: opens it. Each part of a person's menu holds what may be opened of it.
WORKPLACES = (
    (
        _l("Desk"),
        (
            (_l("My desk"), "supervision.desk", Permission.USE_DESK),
            (_l("Deadline board"), "appraisal_deadlines.get_board", Permission.MANAGE_APPRAISALS),
            (_l("Who is late with what"), "delays.get_board", Permission.VIEW_DELAYS),
            (_l("Court in figures"), "court_figures.get_own", Permission.VIEW_COURT_FIGURES),
        ),
    ),
    (
        _l("Cases and appraisals"),
        (
            (_l("Court cases"), "cases.list_cases", Permission.VIEW_CASES),
            (_l("Appraisals"), "appraisal_clerk.get_appraisals", Permission.MANAGE_APPRAISALS),
            (
                _l("Appraisals of my cases"),
                "objections.show_appraisals",
                Permission.NEGOTIATE_PRICE,
            ),
            (_l("Distributions of my cases"), "shares.list_own", Permission.NEGOTIATE_PRICE),
        ),
    ),
    (
        _l("Agency work"),
        (
            (_l("Applications"), "application_desk.list_applications", Permission.MANAGE_AGENCIES),
            (_l("Agency files"), "standing.list_desk_agencies", Permission.MANAGE_AGENCIES),
            (_l("My agency"), "agency_home.show_home", Permission.RUN_AGENCY),
            (_l("My assignments"), "appraisal_agency.get_assignments", Permission.WORK_ASSIGNMENTS),
            (
                _l("Fees of our appraisals"),
                "fee_statements.get_agency_fees",
                Permission.WORK_ASSIGNMENTS,
            ),
        ),
    ),
    (
        _l("Lots and bidding"),
        (
            (_l("Lots in preparation"), "lot_desk.list_lots", Permission.PREPARE_LOTS),
            (_l("Live wall"), "wall.get_wall", Permission.VIEW_WALL),
            (_l("Screen findings"), "findings.list_findings", Permission.VIEW_FINDINGS),
            (_l("My enrollments"), "enrollment.list_own", Permission.ENROLL),
            (_l("My lots"), "lot_interest.list_own", Permission.ENROLL),
        ),
    ),
    (
        _l("Money and accounts"),
        (
            (_l("My payments"), "ledger_payer_statements.list_payments", Permission.PAY),
            (_l("Our money"), "ledger_payer_statements.get_earned", Permission.RUN_AGENCY),
            (_l("Money desk"), "ledger_finance.get_finance_desk", Permission.VIEW_MONEY),
            (_l("Reconciliation"), "ledger_reconciliation.list_days", Permission.VIEW_MONEY),
            (
                _l("My bank account"),
                "ledger_bank_account.get_bank_account",
                Permission.GIVE_BANK_ACCOUNT,
            ),
        ),
    ),
    (
        _l("Supervision and reading"),
        (
            (_l("Supervision"), "supervision.overview", Permission.INSPECT),
            (_l("Observer"), "mandates.get_observer", Permission.OBSERVE),
            (_l("Mandates to read"), "mandates.list_mandates", Permission.GIVE_MANDATE),
            (_l("Who read what"), "mandates.list_reads", Permission.VIEW_READS),
            (_l("Erase a person"), "erasures.get_erasures", Permission.ERASE_PERSONS),
        ),
    ),
    (
        _l("Settings"),
        (
            (_l("Basic appraisal fees"), "fee_settings.get_settings", Permission.MANAGE_APPRAISALS),
            (_l("Texts of papers"), "paper_texts.list_texts", Permission.EDIT_PAPER_TEXTS),
            (_l("Courts"), "courts.list_courts", Permission.MANAGE_COURTS),
            (
                _l("Inquiry platforms"),
                "inquiry_platforms.get_platforms",
                Permission.MANAGE_PLATFORMS,
            ),
            (_l("Data feed"), "feed_desk.get_desk", Permission.MANAGE_FEED),
        ),
    ),
)
#: So many places stand side by side in a line; of more the line shows one part, a menu all.
PLACES_IN_LINE = 5


@dataclass(frozen=True)
class Workplace:
    """One place to work at: its words, its address, whether the page is there."""

    words: object
    url: str
    is_here: bool


@dataclass(frozen=True)
class WorkMenu:
    """The working places of one person, by heading."""

    parts: Sequence[tuple[object, Sequence[Workplace]]]

    @property
    def places(self) -> list[Workplace]:
        """Every place, in its order."""
        return [place for _heading, places in self.parts for place in places]

    @property
    def is_short(self) -> bool:
        """Whether all of it fits into a line."""
        return len(self.places) <= PLACES_IN_LINE

    @property
    def here(self) -> Workplace | None:
        """The place that the page belongs to, or None."""
        return next((place for place in self.places if place.is_here), None)

    @property
    def line(self) -> Sequence[Workplace]:
        """What stands in the line: all of a short menu, else the part that the page belongs to."""
        if self.is_short:
            return self.places
        parts = [places for _heading, places in self.parts]
        return next((part for part in parts if any(place.is_here for place in part)), parts[0])


bp = Blueprint("layout", __name__)


@lru_cache(maxsize=1)
def manifest() -> dict[str, dict[str, str]]:
    """Return what set-up installed into static/vendor, by path."""
    path = STATIC / "vendor" / "manifest.json"
    if not path.is_file():
        raise RuntimeError("static/vendor is missing: run `make setup`")
    files = json.loads(path.read_text(encoding="utf-8"))["files"]
    return {entry["path"]: entry for entry in files}


def integrity(path: str) -> str:
    """Return the digest a browser must find in a vendored file."""
    return manifest()[path]["integrity"]


@lru_cache(maxsize=256)
def _digest(path: str, _changed_ns: int) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]


def asset(path: str) -> str:
    """Return the address of one of our own static files, new whenever its bytes are."""
    changed = (STATIC / path).stat().st_mtime_ns
    return url_for("static", filename=path, v=_digest(path, changed))


def import_map() -> Markup:
    """Return the names under which our modules import third-party ones."""
    names = {
        "socket.io-client": url_for("static", filename="vendor/socket.io/socket.io.esm.min.js"),
        "tus-js-client": url_for("static", filename="vendor/tus/tus.min.js"),
        "ui/": url_for("static", filename="js/ui/"),
    }
    return Markup(json.dumps({"imports": names}))  # noqa: S704 - our own constants


@lru_cache(maxsize=1)
def release() -> str:
    """Return the version, with the commit it was built from where that is known."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    number: str = version["project"]["version"]
    head = ROOT / ".git" / "HEAD"
    if not head.is_file():
        return number
    text = head.read_text(encoding="ascii").strip()
    if text.startswith("ref: "):
        branch = ROOT / ".git" / text.removeprefix("ref: ")
        text = branch.read_text(encoding="ascii").strip() if branch.is_file() else ""
    return f"{number} · {text[:8]}" if text else number


def display(name: str) -> str:
    """Return how this visitor wants to see the page: theme or type size."""
    wish = request.cookies.get(name) or request.args.get(name)
    return wish if wish in DISPLAY[name] else DISPLAY[name][0]


def preference_url(name: str, value: str) -> str:
    """Return the link that keeps one wish in a cookie and comes back to this page."""
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return f"{url_for('layout.get_preference')}?{urlencode({name: value, 'next': here})}"


def is_here(path: str) -> bool:
    """Say whether a part of the navigation is the one being read."""
    if path in {"/", "/desk"}:
        return request.path == path
    return request.path == path or request.path.startswith(f"{path}/")


def work_menu() -> WorkMenu:
    """Return the working places of the one who is asking; the page is at the nearest of them."""
    actor = current_actor()
    if not actor.is_signed_in:
        return WorkMenu(())
    open_ = [
        (heading, [(words, url_for(endpoint)) for words, endpoint, permission in places
                   if actor.may(permission) and endpoint in current_app.view_functions])
        for heading, places in WORKPLACES
    ]  # fmt: skip
    urls = [url for _heading, places in open_ for _words, url in places if is_here(url)]
    here = max(urls, key=len, default=None)
    return WorkMenu(
        [
            (heading, [Workplace(words, url, url == here) for words, url in places])
            for heading, places in open_
            if places
        ]
    )


def _own_page(address: str) -> str:
    """Return an address of this site, or the home page for any other."""
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    if not is_ours or any(ord(sign) < 0x20 for sign in address):
        return "/"
    return address


@bp.get("/preferences")
@public
def get_preference() -> Response:
    """Keep a wish about language, theme or type size, and go back; nothing else is kept."""
    answer = redirect(_without_language(_own_page(request.args.get("next", "/"))), 303)
    allowed = {i18n.COOKIE: tuple(i18n.LOCALES), **DISPLAY}
    for name, values in allowed.items():
        if request.args.get(name) in values:
            answer.set_cookie(
                name,
                request.args[name],
                max_age=_YEAR,
                samesite="Lax",
                secure=request.is_secure,
                httponly=True,
            )
    return answer  # type: ignore[return-value]


def _without_language(address: str) -> str:
    """Drop a `lang=` from the address, or it would outvote the wish just kept."""
    path, _, query = address.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("lang=")]
    return f"{path}?{'&'.join(kept)}" if kept else path


def init_app(app: Flask) -> None:
    """Give the layout's functions to every template, imported macros included."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(
        asset=asset,
        integrity=integrity,
        import_map=import_map,
        release=release,
        display=display,
        preference_url=preference_url,
        is_here=is_here,
        work_menu=work_menu,
        navigation=NAVIGATION,
        style_sheets=STYLE_SHEETS,
    )
