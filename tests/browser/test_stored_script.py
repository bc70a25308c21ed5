"""ACC-11: what people write is shown as they wrote it and runs nowhere, on every page there is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Error, Page
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.kernel.clock import clock
from app.kernel.permissions import ROLES_OF, Permission, Role
from app.store import db
from tests.support.live import threaded_server
from tests.support.people import PASSWORD, make_person
from tests.support.sales import CLOSES, Sale, open_sale

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

#: An element, an attribute, a link, a template of ours, one of the browser, signs that turn text.
HOSTILE = "<img src=x onerror=ran()>\"'><svg onload=ran()>{{7*7}}\u202e${7*7}javascript:ran()"
#: Columns in which people's own words stand, whatever the table.
WORDS = re.compile(
    r"(title|name|address|words|answer|called|filename|note|summary|description|holder|"
    r"venue_reason|reason|agency_name|court_name|seat|location)"
)
#: What the law or the platform wrote, and what the code reads as a sign.
OWN = re.compile(
    r"^(alembic|trail_|log_|identity_session|identity_socket|statistics|auction_lot_text)"
)
#: For programs.
NO_PAGES = ("/api/", "/static", "/log/", "/inquiry/", "/uploads")
#: What would stand on a page if the text were taken for markup.
MADE = ("img[onerror]", "svg[onload]", "a[href^='javascript:' i]")
SPY = """
window.__told = [];
window.ran = () => window.__told.push("a script ran");
document.addEventListener("securitypolicyviolation",
  (event) => window.__told.push(`CSP ${event.violatedDirective} ${event.blockedURI}`));
"""


def plant() -> int:
    """Write the hostile text over people's words, as whoever owns the tables could."""
    columns = db.session.execute(
        text(
            "SELECT table_name, column_name, coalesce(character_maximum_length, 500) "
            "FROM information_schema.columns WHERE table_schema = 'public' "
            "AND data_type IN ('character varying', 'text') ORDER BY 1, 2"
        )
    ).all()
    planted = 0
    db.session.execute(text("SET LOCAL session_replication_role = replica"))
    for table, column, most in columns:
        if OWN.match(table) or not WORDS.fullmatch(column) or most < 60:
            continue
        # Where a word is told apart from others one row alone gets it.
        for rows in ("", f" AND ctid = (SELECT min(ctid) FROM {table})"):  # noqa: S608 - ours
            statement = f"UPDATE {table} SET {column} = left(:words, {most}) "  # noqa: S608
            try:
                with db.session.begin_nested():
                    db.session.execute(
                        text(f"{statement}WHERE {column} IS NOT NULL{rows}"), {"words": HOSTILE}
                    )
            except IntegrityError:
                continue
            planted += 1
            break
    db.session.commit()
    return planted


@pytest.fixture
def sale(app: Flask, db_session: Session, tmp_path: Path) -> Sale:
    made = open_sale(app, tmp_path / "bank").sold()
    make_person("finance9", Role.FINANCE, court_id=made.clerk.court_id)
    make_person("inspector9", Role.INSPECTOR)
    return made


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="zh-CN")
    opened.add_init_script(SPY)
    yield opened
    opened.close()


def addresses(app: Flask, sale: Sale, role: Role | None) -> list[str]:
    """Every page that a role may ask for by what this sale is known by."""
    lot = sale.lot()
    known = {
        "lots/<no>": f"lots/{sale.lot_no}",
        "assets/<asset_no>": f"assets/{lot.asset_no}",
        "assets/<no>": f"assets/{lot.asset_no}",
        "appraisals/<no>": f"appraisals/{sale.desk.no}",
        "assignments/<no>": f"assignments/{sale.desk.no}",
        "<path:case_number>": lot.case_number,
        "<path:number>": lot.case_number,
    }
    found = []
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], "guard", "public")
        is_open = guard == "public"
        if "GET" not in (rule.methods or set()) or rule.rule.startswith(
            ("/api/", "/static", "/log/")
        ):
            continue
        if not is_open and (role is None or role not in ROLES_OF[Permission(guard)]):
            continue
        if role is not None and is_open:
            continue
        path = rule.rule
        for place, number in known.items():
            path = path.replace(place, number)
        if "<" not in path and "." not in path.rsplit("/", 1)[-1]:
            found.append(path)
    return sorted(set(found))


def told_on(page: Page, address: str) -> tuple[bool, list[str]]:
    """Open a page; whether the hostile text stands on it, and what went wrong."""
    try:
        answer = page.goto(address, wait_until="load")
    except Error:
        # A file that is saved and not shown.
        return False, []
    if answer is None or not answer.headers.get("content-type", "").startswith("text/html"):
        return False, []
    faults = list(page.evaluate("window.__told"))
    faults += [f"an element {one}" for one in MADE if page.locator(one).count()]
    shown = page.locator("body").inner_text()
    if "<img src=x" not in shown:
        return False, faults
    if "49" in re.sub(r"[^4{}9*7$]", "", shown.split("<img src=x", 1)[1][:80]):
        faults.append("a template ran")
    return True, faults


def test_acc_11_the_watch_sees_a_script_and_a_breach_of_the_policy(
    app: Flask, sale: Sale, context: BrowserContext
) -> None:
    """The control: what the next test looks for would show."""
    with threaded_server(app) as address:
        page = context.new_page()
        page.goto(f"{address}/lots")
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=ran()>')")
        page.wait_for_function("window.__told.length > 0")

        assert "CSP script-src" in str(page.evaluate("window.__told"))
        assert page.locator("img[onerror]").count() == 1


def test_acc_11_no_page_runs_what_people_wrote(
    app: Flask, sale: Sale, context: BrowserContext
) -> None:
    accounts = {Role.JUDGE: "judge", Role.FINANCE: "finance9", Role.INSPECTOR: "inspector9"}
    planted = plant()
    assert planted > 20
    faults: dict[str, list[str]] = {}
    showing: dict[str, int] = {}

    with clock.stopped_at(CLOSES), threaded_server(app) as address:
        for role in (None, *accounts):
            context.clear_cookies()
            if role is not None:
                answer = context.request.post(
                    f"{address}/api/v1/sessions",
                    data={"account": accounts[role], "password": PASSWORD},
                )
                assert answer.status == 201, answer.text()
            page = context.new_page()
            for path in addresses(app, sale, role):
                is_shown, found = told_on(page, f"{address}{path}")
                showing[str(role)] = showing.get(str(role), 0) + is_shown
                if found:
                    faults[f"{role} {path}"] = found
            page.close()

    print(showing)  # noqa: T201
    assert faults == {}
    assert sum(showing.values()) > 20
