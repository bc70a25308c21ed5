"""The first half of the story: a case, a draw, a report, a price that stands."""

import json
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from playwright.sync_api import expect

from app.documents.facade import render
from app.kernel.calendar import local_date
from app.kernel.money import Money
from appraisal.rules.report import last_valid_day
from appraisal.seeds import METHOD_WORDS, SIGNERS, make_photographs, make_video
from auction.seeds.people import PEOPLE, agency_account
from registry.seeds import AGENCIES, credit_code
from tests.browser.cast import CASE_NUMBER, VALUE, Cast
from tests.browser.story import PATIENCE_MS, Person, typed, write_files
from tests.support.servers import ROOT

TITLE = "济南市历下区文化东路 58 号 3 号楼 2 单元 1201 室"
ADDRESS = "济南市历下区文化东路 58 号"
FINDINGS = {
    "fact_title": "不动产权证登记于被执行人名下，单独所有，本院首封。",
    "fact_burdens": "抵押登记一笔，抵押权人为申请执行人；无其他权利负担。",
    "fact_occupation": "现由被执行人居住，本院负责腾退，已张贴腾退公告。",
    "fact_unpaid_taxes": "截至勘验日物业费欠缴约 3,200 元，其余未见欠缴。",
    "fact_defects": "未见结构性损坏，室内装修一般使用痕迹。",
}
NUMBERS = {person.account: (person.name, person.id_number or "") for person in PEOPLE}


def the_clerk_registers_the_case(cast: Cast) -> None:
    """Register the case, its parties and the seized flat with the five findings."""
    wang, today = cast.clerk, local_date(cast.story.now()).isoformat()
    wang.go("/desk").shoot("clerk-desk")
    wang.go("/desk/cases/new").shoot("case-form")
    wang.fill(number=CASE_NUMBER, cause="金融借款合同纠纷", filed_on=today, judge_name="李法官")
    wang.press("登记案件")
    cast.case_path = wang.path
    bank, bank_code = NUMBERS["applicant"]
    liu, liu_number = NUMBERS["debtor"]
    parties = (
        {"role": "applicant", "kind": "legal", "name": bank, "id_number": bank_code,
         "account": "applicant", "claim": "900,000.00", "is_secured": "yes"},
        {"role": "debtor", "kind": "natural", "name": liu, "id_number": liu_number,
         "account": "debtor"},
        {"role": "other_creditor", "kind": "legal", "name": "济南明湖装饰工程有限公司",
         "id_number": credit_code(82), "claim": "200,000.00"},
    )  # fmt: skip
    for party in parties:
        wang.go(f"{cast.case_path}/parties/new").fill(**party)
        if party["role"] == "applicant":
            wang.shoot("party-form")
        wang.press("添加当事人")
        wang.sees(party["name"])
    wang.go(f"{cast.case_path}/assets/new")
    wang.fill(
        nature="housing", asset_title=TITLE, address=ADDRESS, region_code="370102",
        estimated_value="1,634,094.00", seized_on=today,
        description="住宅，建筑面积 118.42 平方米，12/18 层。", **FINDINGS,
    )  # fmt: skip
    wang.shoot("asset-form")
    wang.press("登记财产")
    wang.sees(TITLE)
    wang.shoot("case")


def the_clerk_chooses_an_appraisal(cast: Cast) -> None:
    """Choose the commissioned appraisal, with the reason the law asks for."""
    wang = cast.clerk.go(cast.case_path)
    wang.content.locator('a[href$="/route"]').first.click()
    wang.fill(ground="both_ask", note="双方当事人一致要求委托评估。")
    wang.shoot("route")
    wang.press("选定")
    cast.appraisal_path = wang.path


def three_agencies_are_drawn(cast: Cast) -> None:
    """Waive the negotiation, freeze the pool, take the strings, draw before everybody's eyes."""
    wang = cast.clerk.go(cast.case_path)
    wang.content.locator('form[action="/desk/draws"] button').first.click()
    waiver = wang.content.locator("#negotiation details")
    waiver.locator("summary").click()
    wang.fill(waiver, ground="party_declined", note="双方当事人均表示不协商，同意摇号。")
    waiver.get_by_role("button").click()
    expect(wang.content.locator("#negotiation form")).to_have_count(0)
    left_out = wang.content.locator("#outside tbody tr")
    expect(left_out.first).to_be_visible()
    reasons = left_out.locator(".mc-ground__code")
    assert all(row.locator(".mc-ground__code").count() for row in left_out.all())
    assert len(set(reasons.all_inner_texts())) > 3
    wang.shoot("pool")
    wang.press("锁定并公布承诺")
    cast.draw_path = wang.path
    visitor = cast.visitor.go(cast.draw_path)
    visitor.shoot("draw-frozen")
    visitor.page.evaluate("document.body.dataset.loaded = 'once'")
    for giver, words in ((cast.applicant, "泉城 8417"), (cast.debtor, "二月十九 220519")):
        giver.go(cast.draw_path).fill(text=words)
        giver.press("密封提交")
        expect(giver.content.locator(".mc-string")).not_to_have_count(0)
    cast.debtor.shoot("draw-string")
    wang.go(cast.draw_path).press("截止并公开字串")
    expect(wang.content.locator(".mc-room__waits")).to_be_visible()
    ends_at = wang.content.locator(".mc-commit [data-countdown]").last
    until = datetime.fromisoformat(ends_at.get_attribute("data-countdown") or "")
    cast.story.jump(until + timedelta(minutes=1))
    wang.go(cast.draw_path).press("摇号")
    expect(visitor.content.locator("[data-place].is-settled")).to_have_count(3, timeout=PATIENCE_MS)
    expect(visitor.page.locator("body")).to_have_attribute("data-loaded", "once")
    visitor.shoot("draw-done")
    wang.press("通知当事人和机构")
    code = visitor.content.locator(".mc-place__code").first.inner_text()
    number = next(agency.number for agency in AGENCIES if agency.code == code)
    cast.agency = cast.story.person(agency_account(number))


def anybody_checks_the_draw(cast: Cast, folder: Path) -> None:
    """Download the transcript; the verifier accepts it, and names the byte that was touched."""
    visitor = cast.visitor
    visitor.press("重新验证")
    expect(visitor.content.locator("[data-verify]")).to_have_attribute("data-verdict", "good")
    with visitor.page.expect_download() as begun:
        visitor.follow("摇号记录（JSON）")
    transcript = folder / "draw.json"
    begun.value.save_as(transcript)
    good = _verify(transcript)
    assert good.returncode == 0, good.stdout + good.stderr
    altered = folder / "altered.json"
    altered.write_text(transcript.read_text("utf-8").replace("8417", "8418", 1), "utf-8")
    bad = _verify(altered)
    assert bad.returncode != 0
    assert "strings[0].text" in bad.stdout + bad.stderr
    assert json.loads(transcript.read_text("utf-8"))["strings"]


def _verify(transcript: Path) -> subprocess.CompletedProcess[str]:
    program = ROOT / "static" / "verify" / "mingchui_verify.py"
    return subprocess.run(
        [sys.executable, str(program), "draw", str(transcript)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def the_applicant_pays_the_basic_fee(cast: Cast) -> None:
    """Ask for the basic fee and pay it at the bank, which tells of it twice."""
    wang = cast.clerk.go(cast.appraisal_path)
    wang.fill(amount="3,000.00")
    wang.shoot("fee-form")
    wang.press("通知申请执行人缴费")
    bank = cast.applicant.go("/payments")
    bank.shoot("payments")
    bank.content.locator('a[href*="/payments/"]').first.click()
    bank.shoot("payment")
    bank.pays(twice_told=True)
    bank.shoot("payment-confirmed")


def the_agency_reports(cast: Cast, app: Flask, folder: Path) -> None:
    """Accept, survey, upload report, photographs and video, hand in."""
    agency = cast.agency.go("/desk/assignments")
    job = agency.content.locator('a[href^="/assignments/"]').first
    agency.reload_until(job.is_visible, "the commission at the agency")
    agency.shoot("assignments")
    job.click()
    agency.shoot("assignment-new")
    agency.press("接受委托")
    the_agency_surveys(agency)
    at = cast.story.now()
    upload(agency, "report", write_files(folder, {"评估报告.pdf": make_report(app, at)}))
    upload(agency, "photo", write_files(folder, make_photographs()))
    upload(agency, "video", write_files(folder, {"现场勘验.mp4": make_video()}))
    agency.fill(
        report_no="泉城估字〔2026〕第0001号", value="1,634,094.00",
        summary="估价对象为成套住宅，普通装修。采用比较法与收益法测算，结果差异在合理范围内。",
    )  # fmt: skip
    agency.fill_rows("signer_name", [signer.name for signer in SIGNERS])
    agency.fill_rows("signer_license", [signer.license_no for signer in SIGNERS])
    for method in ("comparison", "income"):
        agency.fill(methods=method)
    the_agency_ticks(agency)
    agency.shoot("assignment-report")
    agency.press("提交报告")
    expect(agency.content.locator('[name="report_no"]')).to_have_count(0)
    agency.shoot("assignment-handed-in")


def the_agency_surveys(agency: Person) -> None:
    """Record the survey: the debtor stayed away, so a witness was there."""
    agency.fill(
        place=ADDRESS, notes="房屋空置，普通装修，采光良好，水电燃气可用，未见影响使用的重大瑕疵。"
    )
    lines = agency.content.locator(".mc-attendee")
    for place, signer in enumerate(SIGNERS):
        agency.fill(lines.nth(place), attendee_name=signer.name)
    for name in (NUMBERS["debtor"][0], "济南明湖装饰工程有限公司"):
        line = lines.filter(has=agency.page.locator(f'[name="attendee_name"][value="{name}"]'))
        agency.fill(line, attendee_presence="absent")
    agency.press("记录勘验")
    agency.sees("应当有见证人见证")
    agency.fill(lines.last, attendee_name="社区工作人员")
    agency.press("记录勘验")


def the_agency_ticks(agency: Person) -> None:
    """Confirm the seal and that each defect of article 20 was looked for."""
    agency.fill(seal="yes")
    for box in agency.content.locator('[name="confirmed"]').all():
        box.check()


def upload(agency: Person, slot: str, paths: list[Path]) -> None:
    desk = agency.content.locator(f'section[aria-labelledby="desk-{slot}"]')
    desk.locator('input[type="file"]').set_input_files(paths)
    agency.press("上传", within=desk)
    expect(desk.locator(".mc-desk__file")).to_have_count(len(paths), timeout=90_000)


def make_report(app: Flask, at: datetime) -> bytes:
    """Return the PDF of the agency's report."""
    day = local_date(at)
    with app.app_context():
        return render("demo_report", {
            "report_no": "泉城估字〔2026〕第0001号",
            "agency_name": "山东泉城房地产土地评估有限公司",
            "court_name": "济南市历下区人民法院", "case_number": CASE_NUMBER,
            "asset_title": TITLE, "asset_address": ADDRESS, "value": Money.from_yuan_text(VALUE),
            "methods": list(METHOD_WORDS), "valuation_on": day, "reported_on": day,
            "valid_until": last_valid_day(day, months=12),
            "findings": [["权属", FINDINGS["fact_title"]]],
            "signers": [{"name": s.name, "license_no": s.license_no} for s in SIGNERS],
        })  # fmt: skip


def the_court_serves_and_publishes(cast: Cast) -> None:
    """Check the five things of art. 20, serve every party, publish."""
    wang = cast.clerk.go(cast.appraisal_path)
    wang.shoot("review")
    for check in ("basic_facts", "scope", "agency_seal", "signers", "other"):
        wang.fill(checks=check)
    wang.press("送达并公示")
    wang.sees("1,634,094.00")
    cast.appraisal_no = cast.appraisal_path.rsplit("/", 1)[-1]


def everybody_reads_the_report(cast: Cast) -> None:
    """Report, gallery, a video that plays by ranges, and the window to object with its end."""
    visitor = cast.visitor.go(f"/appraisals/{cast.appraisal_no}")
    visitor.sees("1,634,094.00")
    pictures = visitor.content.locator("#seen img")
    expect(pictures).not_to_have_count(0)
    video = visitor.content.locator("video")
    length = video.evaluate(
        "v => new Promise(done => { const tell = () => v.duration > 0 && done(v.duration);"
        " v.addEventListener('loadedmetadata', tell); v.preload = 'auto'; v.load(); tell(); })"
    )
    assert length > 0
    address = video.evaluate("v => v.currentSrc")
    part = visitor.page.request.get(address, headers={"Range": "bytes=0-99"})
    assert part.status == 206
    assert re.fullmatch(r"bytes 0-99/\d+", part.headers["content-range"])
    visitor.shoot("appraisal-open")
    ends_at = datetime.fromisoformat(
        visitor.content.locator("[data-countdown]").first.get_attribute("data-countdown") or ""
    )
    operator = cast.story.person("operator").go("/demo/clock")
    operator.shoot("rehearsal-clock")
    operator.fill(to=typed(ends_at + timedelta(minutes=1)))
    operator.press("前往")
    cast.story.wait_for_work(ends_at)
    fixed = visitor.content.locator(".mc-banner--success")
    visitor.reload_until(fixed.is_visible, "the fixed price")
    visitor.shoot("appraisal-fixed")
