"""The clerk's editor: lists, the legal line, preview, two clerks at once, proofs, corrections."""

import io
import re
from datetime import timedelta
from typing import Any

from flask import Flask

from app.kernel.clock import clock
from auction import queries
from auction.services import panel
from auction.vocabulary import LotState, NoticeItem, PriorityNature, SpecialPrompt
from tests.support.people import sign_in
from tests.support.pictures import drawn
from tests.support.sales import (
    ANNOUNCED,
    CLOSES,
    DRAFTED,
    OPENS,
    SERVED,
    START,
    STEP,
    Sale,
)
from tests.support.web import Client

DAY = timedelta(days=1)


def at_desk(app: Flask, account: str = "clerk") -> Client:
    with clock.stopped_at(DRAFTED):
        return sign_in(app, account)


def form_of(sale: Sale, **changes: Any) -> dict[str, Any]:
    """Return the editor's form as it stands, changed in what is given."""
    lot = sale.lot()
    notice = queries.find_notice(lot.id, lot.notice_version + (lot.announced_at is None))
    assert notice is not None
    return {
        "version": lot.version,
        "title": lot.title,
        "opens_at": "2026-04-20T10:00",
        "closes_at": "2026-04-21T10:00",
        "balance_days": "10",
        "disclaimer": notice.disclaimer,
        **{f"item_{item.value}": notice.items.get(item.value, "") for item in NoticeItem},
        **{f"prompt_{one.value}": notice.prompts.get(one.value, "") for one in SpecialPrompt},
        **changes,
    }


def test_a_refused_publication_lists_what_is_missing_each_with_its_field(
    sale: Sale, app: Flask
) -> None:
    sale.draft()
    clerk, path = at_desk(app), f"/desk/lots/{sale.lot_no}"

    with clock.stopped_at(DRAFTED):
        refused = clerk.post(f"{path}/announce", data={"version": sale.lot().version})
        again = clerk.get(path)

    summary = refused.text.partition('id="error-summary"')[2].partition("</div>")[0]
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert refused.status_code == 422
    assert {"panel", "notification", "f-opens_at", "f-enforcement_title"} <= set(targets)
    assert f"尚有 {len(targets)} 项" in summary
    for target in targets:
        assert f'id="{target}"' in refused.text, target
    assert "第12条第2款" in summary
    assert 'id="error-summary"' not in again.text


def test_the_lists_stand_beside_the_fields_and_lead_to_them(sale: Sale, app: Flask) -> None:
    sale.ready()

    with clock.stopped_at(SERVED):
        page = at_desk(app).get(f"/desk/lots/{sale.lot_no}").text

    lists = page.partition('id="lists"')[2]
    for count in ("10 / 10", "7 / 7"):
        assert count in lists
    for target in re.findall(r'mc-list__point[^>]*>\s*<a href="#([^"]+)"', lists):
        assert f'id="{target}"' in page, target
    assert len(re.findall(r'class="mc-list__point ', lists)) == 28


def test_the_legal_line_names_the_holiday_that_moved_the_balance(sale: Sale, app: Flask) -> None:
    sale.ready()

    with clock.stopped_at(ANNOUNCED):
        page = at_desk(app).get(f"/desk/lots/{sale.lot_no}").text

    line = page.partition('id="legal-line"')[2]
    assert "劳动节" in line
    assert "2026年5月6日" in line
    assert "法释〔2016〕18号 第23条" in line
    assert "mc-legal__item--broken" not in line
    assert "<svg" in line


def test_the_preview_is_the_public_page_for_the_own_court_alone(
    sale: Sale, app: Flask, client: Client
) -> None:
    sale.draft()
    path = f"/desk/lots/{sale.lot_no}/preview"
    clerk = at_desk(app)

    with clock.stopped_at(DRAFTED):
        bare = clerk.get(path)
        sale.decide()
        sale.write(known_defects="屋面渗漏一处")
        page = clerk.get(path)
        stranger = client.get(path)
        public = client.get(f"/lots/{sale.lot_no}")
        judge = at_desk(app, "judge").get(path)

    assert (bare.status_code, page.status_code, judge.status_code) == (200, 200, 200)
    assert "本页仅本院可见" in page.text
    assert "屋面渗漏一处" in page.text
    assert START.yuan in page.text
    assert f'action="/lots/{sale.lot_no}' not in page.text
    assert stranger.status_code in (302, 303, 401)
    assert public.status_code == 404


def test_a_stale_form_keeps_its_text_and_shows_what_was_saved(sale: Sale, app: Flask) -> None:
    sale.draft()
    clerk, path = at_desk(app), f"/desk/lots/{sale.lot_no}"
    typed = form_of(sale, item_known_defects="甲写的瑕疵", item_viewing="周二看样")
    other = form_of(sale, item_known_defects="乙写的瑕疵")

    with clock.stopped_at(DRAFTED):
        saved = clerk.post(f"{path}/notice", data=other)
        refused = clerk.post(f"{path}/notice", data=typed)
        version = re.search(r'name="version" value="(\d+)"', refused.text)
        assert version is not None
        done = clerk.post(f"{path}/notice", data={**typed, "version": version[1]})

    assert (saved.status_code, refused.status_code, done.status_code) == (303, 409, 303)
    for words in ("甲写的瑕疵", "周二看样", "乙写的瑕疵", "他人此间已保存的内容"):
        assert words in refused.text, words
    notice = queries.find_notice(sale.lot().id, 1)
    assert notice is not None
    assert notice.items["known_defects"] == "甲写的瑕疵"


def test_taxes_are_kept_line_by_line_and_half_a_line_is_refused(
    sale: Sale, app: Flask, client: Client
) -> None:
    sale.ready()
    clerk, path = at_desk(app), f"/desk/lots/{sale.lot_no}"
    rows = {
        "shown": "taxes",
        "tax": ["deed", "vat", ""],
        "bearer": ["buyer", "debtor", ""],
        "basis": ["契税法第1条", "销售方为纳税人", ""],
    }

    with clock.stopped_at(SERVED):
        half = clerk.post(f"{path}/notice", data=form_of(sale, **{**rows, "bearer": ["buyer"] * 2}))
        lame = clerk.post(
            f"{path}/notice", data=form_of(sale, **{**rows, "basis": ["契税法第1条", "", ""]})
        )
        kept = clerk.post(f"{path}/notice", data=form_of(sale, **rows))
        untouched = clerk.post(f"{path}/notice", data=form_of(sale))
    sale.announce()
    with clock.stopped_at(ANNOUNCED + DAY):
        public = client.get(f"/lots/{sale.lot_no}").text

    assert lame.status_code == 422
    assert "税费表有一行未填完整" in lame.text
    assert (half.status_code, kept.status_code, untouched.status_code) == (303, 303, 303)
    table = public.partition('id="item-tax-table"')[2].partition("</section>")[0]
    for words in ("契税", "买受人", "契税法第1条", "增值税", "被执行人（从价款中支付）"):
        assert words in table, words


def test_pictures_are_chosen_among_those_of_the_survey(sale: Sale, app: Flask) -> None:
    sale.ready()
    clerk, path = at_desk(app), f"/desk/lots/{sale.lot_no}"
    notice = queries.find_notice(sale.lot().id, 1)
    assert notice is not None
    (picture,) = notice.media

    with clock.stopped_at(SERVED):
        foreign = clerk.post(f"{path}/notice", data=form_of(sale, shown="media", media=["999999"]))
        none = clerk.post(f"{path}/notice", data=form_of(sale, shown="media"))
        lacking = clerk.get(path).text
        kept = clerk.post(f"{path}/notice", data=form_of(sale, shown="media", media=[picture]))

    assert (foreign.status_code, none.status_code, kept.status_code) == (422, 303, 303)
    assert "该图片不属于本财产" in foreign.text
    assert '<li><a href="#media">' in lacking
    stored = queries.find_notice(sale.lot().id, 1)
    assert stored is not None
    assert stored.media == [picture]


def test_a_receipt_is_kept_as_a_file_for_the_court_alone(
    sale: Sale, app: Flask, client: Client
) -> None:
    sale.draft()
    sale.decide_priority(1)
    clerk, path = at_desk(app), f"/desk/lots/{sale.lot_no}"
    form = {
        "party_id": "",
        "name": "共有人1",
        "way": "published",
        "served_at": "2026-03-17T10:00",
        "proof": "公示截图",
    }

    with clock.stopped_at(SERVED):
        answer = clerk.post(
            f"{path}/services",
            data={**form, "receipt": (io.BytesIO(drawn()), "回证.png")},
            content_type="multipart/form-data",
        )
        fake = clerk.post(
            f"{path}/services",
            data={**form, "receipt": (io.BytesIO(b"no picture"), "回证.png")},
            content_type="multipart/form-data",
        )
        page = clerk.get(path).text
        link = re.search(r'href="(/media/\d+/original)"', page)
        assert link is not None
        own, stranger = clerk.get(link[1]), client.get(link[1])

    assert (answer.status_code, fake.status_code) == (303, 422)
    assert "自 2026年3月22日 视为已通知" in page
    assert own.status_code == 200
    own.close()
    assert stranger.status_code in (302, 303, 401, 403, 404)
    assert len(queries.list_services(sale.lot().id)) == 1


def test_a_priority_purchaser_who_did_not_bid_waived_by_silence(sale: Sale, app: Flask) -> None:
    sale.draft()
    sale.decide_priority(1, 2)
    sale.write()
    sale.serve(SERVED, "共有人1", "共有人2")
    sale.announce()
    page_before = read(sale, app, ANNOUNCED)
    reference = sale.enroll("bidder1").deposit_reference
    assert reference is not None
    panel.confirm_priority(
        lot_no=sale.lot_no,
        account="bidder1",
        rank=2,
        nature=PriorityNature.CO_OWNER,
        actor=sale.judge,
        at=ANNOUNCED + DAY,
    )
    sale.pay("bidder1", reference, OPENS - DAY)
    sale.tick(OPENS)
    sale.bid("bidder1", START.fen + STEP.fen, OPENS + timedelta(hours=1))
    page_during = read(sale, app, OPENS + timedelta(hours=2))
    sale.tick(CLOSES + timedelta(minutes=1))
    page = read(sale, app, CLOSES + DAY)

    rows = page.partition('id="notification"')[2].partition("</table>")[0].split("</tr>")
    first = next(row for row in rows if "共有人1" in row)
    second = next(row for row in rows if "共有人2" in row)
    for earlier in (page_before, page_during):
        assert "未参与，视为放弃" not in earlier
        assert "已参与竞买" not in earlier
    assert "未参与，视为放弃" in first
    assert "第16条第2款" in first
    assert "已参与竞买" in second


def read(sale: Sale, app: Flask, at: Any) -> str:
    with clock.stopped_at(at):
        return sign_in(app, "clerk").get(f"/desk/lots/{sale.lot_no}").text


def test_a_correction_is_published_from_its_page(sale: Sale, app: Flask, client: Client) -> None:
    sale.announced()
    path = f"/desk/lots/{sale.lot_no}/correction"

    with clock.stopped_at(ANNOUNCED + 5 * DAY):
        clerk = sign_in(app, "clerk")
        desk = clerk.get(f"/desk/lots/{sale.lot_no}").text
        page = clerk.get(path).text
        changed = form_of(sale, reason="发现新的瑕疵", item_known_defects="屋面渗漏")
        refused = clerk.post(path, data=changed)
        done = clerk.post(
            path, data={**changed, "opens_at": "2026-05-08T10:00", "closes_at": "2026-05-09T10:00"}
        )
        public = client.get(f"/lots/{sale.lot_no}").text

    assert f'href="{path}"' in desk
    assert "2026年4月24日" in page
    assert "P57" in page
    assert refused.status_code == 422
    for words in ("公告期重新起算", "屋面渗漏", "发现新的瑕疵"):
        assert words in refused.text, words
    assert done.status_code == 303
    assert "公告更正记录" in public
    assert "发现新的瑕疵" in public
    assert sale.lot().state is LotState.ANNOUNCED
