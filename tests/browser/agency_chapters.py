"""How an agency comes onto the list, is drawn, is late, loses points, and is heard."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from playwright.sync_api import expect

from app.documents.facade import render
from app.kernel.calendar import local_date
from app.kernel.money import Money
from auction.seeds.people import PEOPLE, agency_account, resident_id
from registry.seeds import AGENCIES, credit_code
from tests.browser.story import PATIENCE_MS, Person, Story, write_files

NEW_NAME, NEW_CODE, NEW_PASSWORD = "济南云湖土地评估有限公司", credit_code(777), "clear-water-2026"
CASE_NUMBER = "（2026）鲁0102执1777号"
TITLE = "济南市历下区工业南路 88 号国有建设用地使用权"
FINDINGS = {
    "fact_title": "国有建设用地使用权登记于被执行人名下，出让，终止日期 2056 年。",
    "fact_burdens": "无抵押登记。",
    "fact_occupation": "空地，四周有围墙，无人占用。",
    "fact_unpaid_taxes": "截至勘验日欠缴城镇土地使用税约 12,000 元。",
    "fact_defects": "未见影响使用的瑕疵。",
}
NUMBERS = {person.account: (person.name, person.id_number or "") for person in PEOPLE}
_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})")


@dataclass
class Panel:
    """Who plays in the story of an agency, and what they have come to."""

    story: Story
    newcomer: Person
    clerk: Person
    judge: Person
    applicant: Person
    debtor: Person
    visitor: Person
    late: Person | None = None
    late_code: str = ""
    case_path: str = ""
    draw_path: str = ""
    appraisal_path: str = ""
    objection_no: str = ""
    #: Scores of the late agency as the public page shows them: before, after, at the end.
    totals: tuple[float, ...] = ()


def gather(story: Story) -> Panel:
    """Seat everybody; the newcomer has no account yet."""
    return Panel(
        story=story, newcomer=story.person(None, phone=True), clerk=story.person("clerk"),
        judge=story.person("judge"), applicant=story.person("applicant"),
        debtor=story.person("debtor", phone=True), visitor=story.person(None),
    )  # fmt: skip


def the_newcomer_applies(panel: Panel, app: Flask, folder: Path) -> None:
    """Open an account, apply with licence, people and papers; a wrong code loses nothing."""
    new = panel.newcomer.go("/account/register")
    new.fill(kind="legal", name=NEW_NAME, id_number=NEW_CODE, account="yunhu",
             password=NEW_PASSWORD)  # fmt: skip
    new.press("注册")
    expect(new.page).not_to_have_url("**/account/register")
    new.account, new.password = "yunhu", NEW_PASSWORD
    new.go("/agency/application").shoot("application-start")
    new.press("开始申请")
    expires = local_date(panel.story.after(days=800)).isoformat()
    wrong = NEW_CODE[:-1] + ("1" if NEW_CODE[-1] != "1" else "2")
    for code in (wrong, NEW_CODE):
        new.fill(code=code, name=NEW_NAME, chosen_fields="land", regions="370102 370100",
                 legal_representative="云一泓", licence_no="鲁土评字第077号", grade="2",
                 licence_expires_on=expires, phone="0531-00010077")  # fmt: skip
        new.press("保存机构信息")
        if code == wrong:
            expect(new.content.locator("#f-code-error")).to_be_visible()
            expect(new.content.locator('[name="licence_no"]')).to_have_value("鲁土评字第077号")
    for serial, name in ((701, "云一泓"), (702, "云二渠")):
        _open_details(new, "#people")
        new.fill(new.content.locator("#people"), person_name=name, id_number=resident_id(serial),
                 person_field="land", certificate_no=f"土评{serial}")  # fmt: skip
        new.press("填报", within=new.content.locator("#people"))
        new.sees(name)
    paper = write_files(folder, {"证照.pdf": _paper(app, panel.story.now())})
    for kind in ("business_licence", "qualification", "staff"):
        form = new.content.locator("#papers form").last
        form.locator('[name="paper_kind"]').select_option(kind)
        form.locator('[type="file"]').set_input_files(paper)
        new.press("上传", within=form)
        new.page.wait_for_load_state()
    new.shoot("application")
    new.press("提交申请")
    new.shoot("application-handed-in")


def _open_details(person: Person, place: str) -> None:
    details = person.content.locator(f"{place} details").last
    if details.get_attribute("open") is None:
        details.locator("summary").click()


def _paper(app: Flask, at: datetime) -> bytes:
    """Return a PDF such as a court accepts; its content is the demo's."""
    day = local_date(at)
    with app.app_context():
        return render("demo_report", {
            "report_no": "证照", "agency_name": NEW_NAME,
            "court_name": "济南市历下区人民法院", "case_number": CASE_NUMBER,
            "asset_title": TITLE, "asset_address": TITLE, "value": Money(0), "methods": [],
            "valuation_on": day, "reported_on": day, "valid_until": day,
            "findings": [], "signers": [],
        })  # fmt: skip


def the_court_accepts(panel: Panel) -> None:
    """Find the application on the desk and accept it; the public list shows the agency."""
    clerk = panel.clerk.go("/desk/applications")
    clerk.shoot("applications")
    row = clerk.content.locator("tr", has_text=NEW_NAME)
    row.get_by_role("link").first.click()
    clerk.shoot("application-desk")
    clerk.press("准许申请")
    panel.newcomer.go("/agency").sees(NEW_NAME)
    panel.newcomer.shoot("agency-home")
    panel.visitor.go(f"/agencies/{NEW_CODE}").sees(NEW_NAME, "鲁土评字第077号")


def it_is_drawn_with_two_others(panel: Panel) -> None:
    """Only three land appraisers stand in the province, so the newcomer is one of the three."""
    clerk = panel.clerk.go("/desk/cases/new")
    today = local_date(panel.story.now()).isoformat()
    clerk.fill(number=CASE_NUMBER, cause="金融借款合同纠纷", filed_on=today, judge_name="李法官")
    clerk.press("登记案件")
    panel.case_path = clerk.path
    for role, account in (("applicant", "applicant"), ("debtor", "debtor")):
        name, number = NUMBERS[account]
        kind = "legal" if role == "applicant" else "natural"
        clerk.go(f"{panel.case_path}/parties/new")
        clerk.fill(role=role, kind=kind, name=name, id_number=number, account=account)
        clerk.press("添加当事人")
        clerk.sees(name)
    clerk.go(f"{panel.case_path}/assets/new")
    clerk.fill(nature="land_use", asset_title=TITLE, address=TITLE, region_code="370102",
               estimated_value="8,000,000.00", seized_on=today, description="出让用地。",
               **FINDINGS)  # fmt: skip
    clerk.press("登记财产")
    clerk.sees(TITLE)
    clerk.content.locator('a[href$="/route"]').first.click()
    clerk.fill(ground="both_ask", note="双方当事人一致要求委托评估。")
    clerk.press("选定")
    panel.appraisal_path = clerk.path
    clerk.go(panel.case_path).press("启动选定机构")
    waiver = clerk.content.locator("#negotiation details")
    waiver.locator("summary").click()
    clerk.fill(waiver, ground="party_declined", note="双方当事人均表示不协商，同意摇号。")
    waiver.get_by_role("button").click()
    clerk.press("锁定并公布承诺")
    panel.draw_path = clerk.path
    for giver, words in ((panel.applicant, "云湖 8417"), (panel.debtor, "三月初一")):
        giver.go(panel.draw_path).fill(text=words)
        giver.press("密封提交")
        expect(giver.content.locator(".mc-string")).not_to_have_count(0)
    clerk.go(panel.draw_path).press("截止并公开字串")
    ends_at = clerk.content.locator(".mc-commit [data-countdown]").last
    until = datetime.fromisoformat(ends_at.get_attribute("data-countdown") or "")
    panel.story.jump(until + timedelta(minutes=1))
    clerk.go(panel.draw_path).press("摇号")
    panel.visitor.go(panel.draw_path)
    drawn = panel.visitor.content.locator("[data-place] .mc-place__code")
    expect(drawn).to_have_count(3, timeout=PATIENCE_MS)
    codes = drawn.all_inner_texts()
    assert NEW_CODE in codes
    panel.visitor.shoot("draw-with-newcomer")
    clerk.press("通知当事人和机构")
    panel.late_code = codes[0]
    panel.late = panel.newcomer if codes[0] == NEW_CODE else _demo_agency(panel.story, codes[0])


def _demo_agency(story: Story, code: str) -> Person:
    number = next(agency.number for agency in AGENCIES if agency.code == code)
    return story.person(agency_account(number))


def the_first_takes_it_and_is_late(panel: Panel) -> None:
    """Pay, commission, accept; then let the thirty days pass: the second in order follows."""
    clerk = panel.clerk.go(panel.appraisal_path)
    clerk.fill(amount="3,000.00")
    clerk.press("通知申请执行人缴费")
    payer = panel.applicant.go("/payments")
    payer.content.locator('a[href*="/payments/"]').first.click()
    payer.pays()
    late = panel.late.go("/desk/assignments")
    job = late.content.locator('a[href^="/assignments/"]').first
    late.reload_until(job.is_visible, "the commission at the agency")
    job.click()
    late.press("接受委托")
    panel.totals = (_total(panel),)
    panel.story.jump(panel.story.after(days=33))
    visitor = panel.visitor.go(panel.draw_path)
    fallen = visitor.content.locator("[data-place]", has_text="退出").first
    visitor.reload_until(fallen.is_visible, "the fall of the late agency")
    visitor.shoot("draw-fallen")
    clerk.go(panel.appraisal_path).shoot("appraisal-passed-on")


def _total(panel: Panel) -> float:
    """Read the score of the late agency as programs do, and find it on its public page."""
    visitor = panel.visitor
    answer = visitor.page.request.get(f"/api/v1/agencies/{panel.late_code}/score")
    total = float(answer.json()["total"])
    visitor.go(f"/agencies/{panel.late_code}").sees(f"{total:.2f}")
    return total


def the_score_falls_with_the_reason(panel: Panel) -> None:
    """Everybody sees the new score; the agency sees which entry moved it, from what to what."""
    panel.totals += (_total(panel),)
    assert panel.totals[1] < panel.totals[0]
    panel.visitor.shoot("agency-after")
    late = panel.late.go("/agency/score")
    late.sees("逾期")
    late.shoot("own-score")


def the_agency_objects(panel: Panel) -> None:
    """Object to the entry; the score keeps its value until the court has decided."""
    late = panel.late
    entry = late.content.locator('[id^="entry-"]', has_text="逾期").first
    entry.locator("summary").click()
    late.fill(entry, reason="勘验因当事人阻挠两次延期，已书面告知法院，迟延不应归责于本机构。")
    entry.locator('button[type="submit"], button:not([type])').last.click()
    late.go("/agency/score").content.locator('a[href*="/agency/score/objections/"]').first.click()
    panel.objection_no = late.path.rsplit("/", 1)[-1]
    late.shoot("own-objection")
    assert _total(panel) == panel.totals[1]


def the_court_decides(panel: Panel) -> None:
    """Uphold the objection with reasons: a new version of the score, the old ones stay."""
    judge = panel.judge.go("/desk/score-objections")
    judge.shoot("score-objections")
    judge.content.get_by_role("link", name=panel.objection_no).first.click()
    judge.fill(outcome="uphold", reasons="勘验笔录载明两次受阻，期间应予扣除，该条不再计入。")
    judge.shoot("score-objection")
    judge.press("决定")
    panel.totals += (_total(panel),)
    assert panel.totals[2] > panel.totals[1]
    panel.visitor.shoot("agency-in-the-end")
    panel.late.go("/agency/score").sees("不再计入")
    panel.late.shoot("own-score-in-the-end")
