"""The finance desk in the browser's words: what waits, who may act, what a refusal says."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.clock import clock
from app.kernel.permissions import Role
from app.ledger import chart, facade, queries
from app.ledger.desk_vocabulary import PayeeState, ProposalState
from app.ledger.module import list_tasks
from app.ledger.services.payees import open_account, person_owner
from app.ledger.vocabulary import OrderState
from tests.support.markup import closed_amounts
from tests.support.money import CASE, PaperBank, make_bank, open_order
from tests.support.money_desk import (
    PRICE,
    Desk,
    give_account,
    match,
    now,
    order_of_court,
    owe,
    pay,
    seat,
    seat_desk,
    work,
)
from tests.support.people import make_person, sign_in
from tests.support.web import Client


@pytest.fixture
def bank(app: Flask, db_session: Session, tmp_path: Path) -> PaperBank:
    return make_bank(app, tmp_path / "bank")


@pytest.fixture
def desk(bank: PaperBank) -> Desk:
    return seat_desk()


@pytest.fixture
def chen(app: Flask, desk: Desk) -> Client:
    return sign_in(app, "chen")


def no_of(answer_location: str) -> str:
    return answer_location.rsplit("/", 1)[1]


def test_finance_places_a_mistyped_payment_and_a_colleague_approves(
    app: Flask, bank: PaperBank, desk: Desk, chen: Client
) -> None:
    order = order_of_court(desk.clerk)
    pay(bank, "PTYPO", PRICE.fen, serial="S1")

    page = chen.get("/desk/finance/suspense/S1")
    for shown in ("付款人相符", "金额相符", order.no, "90,000.00", "玖万元整"):
        assert shown in page.text
    assert closed_amounts(page.text) == []
    made = chen.post(
        "/desk/finance/suspense/S1/match", data={"order_no": order.no, "reason": "附言写错"}
    )
    assert made.status_code == 303
    no = no_of(made.location)
    sun = sign_in(app, "sun")
    read = sun.get(made.location).text
    for shown in ("玖万元整", "附言写错", "同意"):
        assert shown in read
    assert closed_amounts(read) == []
    assert closed_amounts(sun.get("/desk/finance/proposals").text) == []
    assert closed_amounts(sun.get("/desk/finance").text) == []
    said = sun.post(f"/desk/finance/proposals/{no}/approve", data={"version": "1"})
    work()

    assert said.status_code == 303
    assert facade.get_order(order.no).state is OrderState.CONFIRMED
    today = chen.get("/desk/finance").text
    assert "经财务核查已入缴款单" in today
    assert closed_amounts(today) == []


def test_mon_04_two_halves_wrong_by_a_fen_are_refused_with_both_amounts(
    bank: PaperBank, desk: Desk, chen: Client
) -> None:
    order = order_of_court(desk.clerk)
    pay(bank, order.no, 4_000_000, serial="S1")
    pay(bank, order.no, 4_999_999, serial="S2")

    answer = chen.post(
        "/desk/finance/suspense/S1/match",
        data={"order_no": order.no, "serials": "S2", "reason": "分两次付款"},
    )

    assert answer.status_code == 422
    assert 'data-code="match_not_exact"' in answer.text
    assert "90,000.00" in answer.text
    assert "89,999.99" in answer.text


def test_the_maker_sees_no_button_and_is_refused_when_he_sends_it_anyway(
    bank: PaperBank, desk: Desk, chen: Client
) -> None:
    pay(bank, "PTYPO", 777, serial="S1")
    made = chen.post("/desk/finance/suspense/S1/return", data={"reason": "无法查明用途"})
    no = no_of(made.location)

    page = chen.get(made.location).text
    answer = chen.post(f"/desk/finance/proposals/{no}/approve", data={"version": "1"})

    assert f"/desk/finance/proposals/{no}/approve" not in page
    assert answer.status_code == 403
    assert 'data-code="own_proposal"' in answer.text
    assert "明槌平台规则" in answer.text
    assert now(no).state is ProposalState.PROPOSED


def test_a_judge_approves_and_one_of_another_court_finds_nothing(
    app: Flask, bank: PaperBank, desk: Desk
) -> None:
    order = order_of_court(desk.clerk)
    pay(bank, "PTYPO", PRICE.fen, serial="S1")
    no = match(desk, order, "S1").no
    seat("elsewhere", Role.JUDGE, court_id=2)
    stranger, judge = sign_in(app, "elsewhere"), sign_in(app, "judge")

    assert stranger.get(f"/desk/finance/proposals/{no}").status_code == 404
    refused = stranger.post(f"/desk/finance/proposals/{no}/approve", data={"version": "1"})
    assert refused.status_code == 404
    assert no not in stranger.get("/desk/finance/proposals").text
    assert no in judge.get("/desk/finance/proposals").text
    assert (
        judge.post(f"/desk/finance/proposals/{no}/approve", data={"version": "1"}).status_code
        == 303
    )


@pytest.mark.parametrize("role", [Role.BIDDER, Role.AGENCY, Role.CLERK, Role.PARTY])
def test_the_desks_pages_are_for_those_who_look_after_money(
    app: Flask, bank: PaperBank, role: Role
) -> None:
    seat("other", role)
    visitor = sign_in(app, "other")

    for path in ("proposals", "payouts", "refunds", "reconciliation/2026-03-01", "suspense/S1"):
        assert visitor.get(f"/desk/finance/{path}").status_code == 403


def test_an_inspector_reads_all_and_changes_nothing(
    app: Flask, bank: PaperBank, desk: Desk
) -> None:
    pay(bank, "PTYPO", 777, serial="S1")
    make_person("inspector", Role.INSPECTOR)
    inspector = sign_in(app, "inspector")

    for path in ("", "/proposals", "/payouts", "/refunds", "/suspense/S1"):
        assert inspector.get(f"/desk/finance{path}").status_code == 200
    assert inspector.post("/desk/finance/suspense/S1/take").status_code == 403


def test_payouts_from_the_account_to_the_bank(
    app: Flask, bank: PaperBank, desk: Desk, chen: Client
) -> None:
    account = chart.party(1)
    owe(bank, desk.clerk, account, 300_000)
    entered = chen.post(
        f"/desk/finance/payees/{account}",
        data={
            "holder": "济南泉城商业银行股份有限公司", "number": "6222 0202 0011 2233 445",
            "bank": "中国工商银行济南支行", "document": "卷宗第12页",
        },
    )  # fmt: skip
    assert entered.status_code == 303
    sun = sign_in(app, "sun")
    assert "6222020200112233445" in sun.get("/desk/finance/payouts").text
    waiting = queries.find_payee_account([account], PayeeState.ENTERED)
    assert waiting is not None
    own = chen.post(f"/desk/finance/bank-accounts/{waiting.id}/confirm")
    assert (own.status_code, 'data-code="own_entry"' in own.text) == (403, True)
    assert sun.post(f"/desk/finance/bank-accounts/{waiting.id}/confirm").status_code == 303

    batch = chen.post(
        "/desk/finance/batches", data={"subjects": f"{account}|{CASE}", "reason": "方案已生效"}
    )
    assert batch.status_code == 303
    page = sun.get(batch.location).text
    digest = page.split('name="digest" value="')[1].split('"')[0]
    assert sun.post(f"{batch.location}/approve", data={"digest": digest}).status_code == 303
    work(bank)

    state = chen.get(f"{batch.location}/state").text
    assert 'data-state="still"' in state
    assert 'value="1"' in state
    assert [paid.amount.fen for paid in bank.payouts.values()] == [300_000]


def test_a_payee_enters_his_own_account_and_sees_it_masked(app: Flask, bank: PaperBank) -> None:
    from app.identity.services import people
    from app.identity.vocabulary import PersonKind

    people.register_person(
        account="liu", password="a long enough secret", name="刘建国", kind=PersonKind.NATURAL,
        id_number="11010519491231002X", roles=frozenset({Role.PARTY}), at=clock.now(),
    )  # fmt: skip
    liu = sign_in(app, "liu")

    other = liu.post(
        "/account/bank-account",
        data={"holder": "李强", "number": "6222020200112233445", "bank": "中国银行"},
    )
    own = liu.post(
        "/account/bank-account",
        data={"holder": "刘建国", "number": "6222020200112233445", "bank": "中国银行"},
    )
    page = liu.get("/account/bank-account").text

    assert (other.status_code, 'data-code="holder_differs"' in other.text) == (422, True)
    assert own.status_code == 303
    assert "6222***********3445" in page
    assert "6222020200112233445" not in page
    from app.identity.facade import actor_named

    owner = person_owner(actor_named("liu").person_id or 0)
    row = queries.find_payee_account([owner], PayeeState.ENTERED)
    assert row is not None
    assert open_account(row).number == "6222020200112233445"


def test_refunds_of_an_end_show_their_progress(bank: PaperBank, desk: Desk, chen: Client) -> None:
    order_of_court(desk.clerk)
    for number in range(2):
        bank.pays(open_order(f"enrollment:{number}"))
        facade.release_deposit(f"enrollment:{number}", key=f"release:{number}", at=clock.now(),
                               due_at=clock.now() + timedelta(hours=3))  # fmt: skip
        if number == 0:
            before = chen.get("/desk/finance/refunds/state").text
    desk_page = chen.get("/desk/finance").text

    assert "临近期限" in before
    assert "<progress" in before
    assert "临近期限" in desk_page


def _titles(app: Flask, actor: Actor) -> list[str]:
    with app.test_request_context():
        return [task.url for task in list_tasks(actor, clock.now())]


def test_the_desk_of_each_person_names_what_waits_for_him(
    app: Flask, bank: PaperBank, desk: Desk
) -> None:
    order = order_of_court(desk.clerk)
    pay(bank, "PTYPO", PRICE.fen, serial="S1")
    no = match(desk, order, "S1").no
    give_account(desk, chart.party(1), confirmed=False)

    assert f"/desk/finance/proposals/{no}" not in _titles(app, desk.chen)
    assert f"/desk/finance/proposals/{no}" in _titles(app, desk.sun)
    assert f"/desk/finance/proposals/{no}" in _titles(app, desk.judge)
    assert "/desk/finance/suspense/S1" in _titles(app, desk.chen)
    assert "/desk/finance/payouts#confirm" in _titles(app, desk.sun)
    assert "/desk/finance/payouts#confirm" not in _titles(app, desk.chen)
