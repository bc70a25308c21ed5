"""Agents and joint bidders through the programs' door, and what each is told on the own desk."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

from flask import Flask

from app.kernel.clock import clock
from app.kernel.permissions import Role
from auction.vocabulary import SpecialPrompt
from tests.support.appraisals import _person
from tests.support.people import sign_in
from tests.support.sales import OPENS, Sale, id_number
from tests.support.web import Client

BEFORE = OPENS - timedelta(days=3)
PAPER = b64encode(b"%PDF-1.7 signed").decode()


def people(app: Flask, *accounts: str) -> list[Client]:
    for serial, account in enumerate(accounts, start=970):
        _person(account, f"岚山{account}", Role.BIDDER, number=id_number(serial))
    return [sign_in(app, account) for account in accounts]


def order(**changes: Any) -> dict[str, Any]:
    return {"kind": "agent", "partners": [{"account": "principal"}], "mandate": PAPER, **changes}


def test_a_program_asks_the_named_agree_and_the_court_decides(app: Flask, sale: Sale) -> None:
    sale.announced()
    base, desk = f"/api/v1/lots/{sale.lot_no}/groups", "/desk"

    with clock.stopped_at(BEFORE):
        agent, principal, rival = people(app, "agent", "principal", "rival")
        judge, clerk = sign_in(app, "judge"), sign_in(app, "clerk")
        made = agent.post(base, json=order(), headers={"Idempotency-Key": "g1"})
        again = agent.post(base, json=order(), headers={"Idempotency-Key": "g1"})
        number = made.get_json()["id"]
        asked = principal.get(desk).text, rival.get(desk).text
        mine = principal.get(f"{base}/mine").get_json()
        unseen = rival.get(f"{base}/mine").get_json()
        foreign = rival.post(f"{base}/{number}/answer", json={"agrees": True})
        early = judge.post(
            f"{base}/{number}/decision", json={"confirms": True, "reason": "委托手续齐全。"}
        )
        agreed = principal.post(f"{base}/{number}/answer", json={"agrees": True})
        listed = judge.get(base).get_json()
        closed = [one.get(base).status_code for one in (clerk, agent)]
        decided = judge.post(
            f"{base}/{number}/decision", json={"confirms": True, "reason": "委托手续齐全。"}
        )
        told = agent.get(desk).text, principal.get(desk).text
        accepted = {"accepted": [prompt.value for prompt in SpecialPrompt], "has_capacity": "yes"}
        agent.post(f"/lots/{sale.lot_no}/enroll", data={**accepted, "notice_version": "1"})
        after = agent.get(desk).text

    assert (made.status_code, again.get_json()) == (201, made.get_json())
    assert made.get_json() | {"standing": "asked", "acts": True, "share": 0} == made.get_json()
    assert "有人提出代您竞买" in asked[0]
    assert "有人提出代您竞买" not in asked[1]
    assert [(one["id"], one["acts"], one["share"]) for one in mine] == [(number, False, 100)]
    assert "岚山" not in str(mine)
    assert unseen == []
    assert foreign.get_json()["code"] == "not_found"
    assert early.get_json()["code"] == "group_not_agreed"
    assert agreed.get_json()["standing"] == "agreed"
    assert (listed[0]["acts"], listed[0]["buyers"][0]["name"]) == ("岚山agent", "岚山principal")
    assert closed == [403, 403]
    assert decided.get_json()["standing"] == "confirmed"
    assert "请为被代理人或共同竞买人报名" in told[0]
    assert "已有人代您竞买" in told[1]
    assert "请为被代理人或共同竞买人报名" not in after


def test_what_is_no_paper_or_no_share_is_refused_and_a_refusal_is_told(
    app: Flask, sale: Sale
) -> None:
    sale.announced()
    base = f"/api/v1/lots/{sale.lot_no}/groups"
    joint = order(kind="joint", partners=[{"account": "partner", "share": 40}])

    with clock.stopped_at(BEFORE):
        lead, partner = people(app, "lead", "partner")
        judge = sign_in(app, "judge")
        codes = [
            lead.post(base, json=given).get_json()["code"]
            for given in (
                {**joint, "mandate": "%%%"},
                {**joint, "partners": [{"account": "partner", "share": 0}]},
                {**joint, "partners": []},
            )
        ]
        number = lead.post(base, json=joint).get_json()["id"]
        partner.post(f"{base}/{number}/answer", json={"agrees": True})
        judge.post(f"{base}/{number}/decision", json={"confirms": False, "reason": "份额不明。"})
        desks = [one.get("/desk").text for one in (lead, partner)]
        standing = [one.get(f"{base}/mine").get_json()[0] for one in (lead, partner)]

    assert codes == ["mandate_missing", "group_shares", "invalid_input"]
    assert all("法院未予确认：份额不明。" in desk for desk in desks)
    assert [(one["standing"], one["share"]) for one in standing] == [
        ("refused", 60),
        ("refused", 40),
    ]
