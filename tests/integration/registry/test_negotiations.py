"""The parties agree on three agencies and their order, or the draw follows (art. 16)."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.documents import facade as papers
from app.identity.vocabulary import PersonKind
from app.kernel.actors import Actor
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.facts import Audience
from app.kernel.permissions import Role
from app.store import db
from app.trail.queries import entries_of, timeline
from registry import facade, queries, seeds
from registry.models import Proposal
from registry.services import cases, negotiating
from registry.services.negotiating import propose
from registry.timers.negotiation import end_due_negotiations
from registry.vocabulary import (
    ChoiceMethod,
    DrawState,
    NegotiationOutcome,
    PartyRole,
    WaiverGround,
)
from tests.integration.registry.test_races import in_parallel
from tests.support.books import APPLICANT, DEBTOR, NINE, STRANGER, Books, clerk_of, write_books
from tests.support.negotiations import SECOND, UNTIL, opened, prepared, standing_codes

pytestmark = pytest.mark.usefixtures("db_session")


def names_of(no: str) -> list[str]:
    return [
        entry.name.removeprefix("registry.")
        for entry in entries_of(f"draw:{no}", audience=Audience.COURT)
    ]


def test_the_same_three_in_the_same_order_is_the_choice() -> None:
    books = write_books()
    no, three = opened(books).draw.no, standing_codes(books)[:3]

    propose(no=no, codes=three, actor=APPLICANT, at=NINE)
    draw = propose(no=no, codes=three, actor=DEBTOR, at=NINE + SECOND)

    assert (draw.state, draw.method) == (DrawState.AGREED, ChoiceMethod.AGREEMENT)
    assert [drawn.agency_code for drawn in draw.drawn] == three
    assert names_of(no)[-1] == "negotiation.agreed"


def test_an_agreed_choice_is_commissioned_like_a_drawn_one() -> None:
    books = write_books()
    no, three = opened(books).draw.no, standing_codes(books)[:3]
    for actor in (APPLICANT, DEBTOR):
        propose(no=no, codes=three, actor=actor, at=NINE)

    negotiating.notify_agreement(no=no, actor=books.clerk, at=NINE)

    chosen = facade.draw_result(books.asset.no)
    assert chosen.next_agency is not None
    assert chosen.next_agency.code == three[0]
    assert papers.find(papers.PaperKind.AGREEMENT_RECORD, no) is not None
    facade.mark_fallen(
        asset_no=books.asset.no, agency_code=three[0], reason="逾期", actor=books.clerk, at=NINE
    )
    follower = facade.draw_result(books.asset.no).next_agency
    assert follower is not None
    assert follower.code == three[1]


def test_the_same_three_in_another_order_is_no_agreement() -> None:
    books = write_books()
    no, three = opened(books).draw.no, standing_codes(books)[:3]

    propose(no=no, codes=three, actor=APPLICANT, at=NINE)
    draw = propose(no=no, codes=[three[1], three[0], three[2]], actor=DEBTOR, at=NINE)

    assert draw.state is DrawState.NEGOTIATING
    assert draw.drawn == []
    assert names_of(no)[-1] == "negotiation.proposals_differ"


def test_a_list_can_be_replaced_until_the_sides_agree() -> None:
    books = write_books()
    no, three = opened(books).draw.no, standing_codes(books)[:3]
    propose(no=no, codes=three[::-1], actor=APPLICANT, at=NINE)
    propose(no=no, codes=three, actor=DEBTOR, at=NINE)

    draw = propose(no=no, codes=three, actor=APPLICANT, at=UNTIL)

    assert draw.state is DrawState.AGREED
    assert db.session.query(Proposal).count() == 2


def test_a_list_sent_twice_is_taken_once() -> None:
    books = write_books()
    no, three = opened(books).draw.no, standing_codes(books)[:3]

    for _ in range(2):
        propose(no=no, codes=three, actor=APPLICANT, at=NINE)
    for _ in range(2):
        draw = propose(no=no, codes=three, actor=DEBTOR, at=NINE)

    assert draw.state is DrawState.AGREED
    assert names_of(no).count("negotiation.proposal_handed_in") == 2
    assert names_of(no).count("negotiation.agreed") == 1


def test_a_list_of_two_is_refused() -> None:
    books = write_books()
    no, codes = opened(books).draw.no, standing_codes(books)

    for wrong in (codes[:2], [*codes[:2], "  "], codes[:4], []):
        with pytest.raises(Refusal, match="list_not_three"):
            propose(no=no, codes=wrong, actor=APPLICANT, at=NINE)

    assert db.session.query(Proposal).count() == 0


def test_the_same_agency_twice_is_refused() -> None:
    books = write_books()
    no, (one, two) = opened(books).draw.no, standing_codes(books)[:2]

    with pytest.raises(Refusal, match="agency_named_twice"):
        propose(no=no, codes=[one, two, one], actor=APPLICANT, at=NINE)


def test_an_agency_outside_the_pool_is_refused_by_its_code() -> None:
    books = write_books()
    no, codes = opened(books).draw.no, standing_codes(books)
    outside = next(seed.code for seed in seeds.AGENCIES if seed.code not in codes)

    with pytest.raises(Refusal, match="agency_not_in_pool") as refused:
        propose(no=no, codes=[*codes[:2], outside], actor=APPLICANT, at=NINE)

    assert refused.value.params["codes"] == outside


def test_a_window_over_by_one_second_takes_no_list() -> None:
    books = write_books()
    no, three = opened(books).draw.no, standing_codes(books)[:3]
    propose(no=no, codes=three, actor=APPLICANT, at=UNTIL)

    with pytest.raises(Conflict, match="negotiation_over"):
        propose(no=no, codes=three, actor=DEBTOR, at=UNTIL + SECOND)

    assert queries.get_draw(no).state is DrawState.NEGOTIATING


def test_one_silent_side_ends_in_the_draw() -> None:
    books = write_books()
    no, three = opened(books).draw.no, standing_codes(books)[:3]
    propose(no=no, codes=three, actor=APPLICANT, at=NINE)

    end_due_negotiations(UNTIL + SECOND)

    draw, negotiation = queries.get_draw(no), queries.find_negotiation(queries.get_draw(no).id)
    assert draw.state is DrawState.DRAFT
    assert negotiation is not None
    assert negotiation.outcome is NegotiationOutcome.NOT_AGREED
    assert names_of(no)[-1] == "negotiation.ended"


def test_the_timer_ends_a_window_once_however_often_it_starts_again() -> None:
    books = write_books()
    no = opened(books).draw.no

    ended = [end_due_negotiations(at) for at in (UNTIL, UNTIL + SECOND, UNTIL + 2 * SECOND)]

    assert ended == [0, 1, 0]
    assert names_of(no).count("negotiation.ended") == 1


def test_a_clerk_cannot_end_a_window_that_runs() -> None:
    books = write_books()
    no = opened(books).draw.no

    with pytest.raises(Conflict, match="negotiation_open"):
        negotiating.end_negotiation(no=no, actor=books.clerk, at=UNTIL)


def test_a_list_is_sealed_until_the_window_ends() -> None:
    books = write_books()
    no, three = opened(books).draw.no, standing_codes(books)[:3]
    propose(no=no, codes=three, actor=APPLICANT, at=NINE)

    row = db.session.scalars(select(Proposal)).one()
    bodies = b"".join(e.body for e in timeline(books.case.number, audience=Audience.SEALED))
    assert row.codes is None
    assert all(code.encode() not in row.codes_sealed + bodies for code in three)

    end_due_negotiations(UNTIL + SECOND)

    assert db.session.scalars(select(Proposal)).one().codes == three


def test_a_stranger_names_nobody() -> None:
    books = write_books()
    no, three = opened(books).draw.no, standing_codes(books)[:3]

    for actor in (STRANGER, books.clerk, Actor(None, "public", "public")):
        with pytest.raises(Forbidden, match="not_a_negotiator"):
            propose(no=no, codes=three, actor=actor, at=NINE)


def test_another_creditor_is_not_asked() -> None:
    books = write_books()
    creditor = Actor(150, "creditor", "其他债权人", frozenset({Role.PARTY}))
    _add(books, PartyRole.OTHER_CREDITOR, 71, creditor.person_id)
    no, three = opened(books).draw.no, standing_codes(books)[:3]

    with pytest.raises(Forbidden, match="not_a_negotiator"):
        propose(no=no, codes=three, actor=creditor, at=NINE)


def test_all_debtors_with_an_account_are_awaited() -> None:
    books = write_books()
    second = Actor(151, "second", "第二被执行人", frozenset({Role.PARTY}))
    _add(books, PartyRole.DEBTOR, 72, second.person_id)
    _add(books, PartyRole.DEBTOR, 73, None)
    no, three = opened(books).draw.no, standing_codes(books)[:3]
    for actor in (APPLICANT, DEBTOR):
        draw = propose(no=no, codes=three, actor=actor, at=NINE)
    assert draw.state is DrawState.NEGOTIATING

    draw = propose(no=no, codes=three, actor=second, at=NINE)

    assert draw.state is DrawState.AGREED


def test_one_account_for_two_debtors_speaks_for_both() -> None:
    books = write_books()
    _add(books, PartyRole.DEBTOR, 72, DEBTOR.person_id)
    no, three = opened(books).draw.no, standing_codes(books)[:3]
    propose(no=no, codes=three, actor=APPLICANT, at=NINE)

    assert propose(no=no, codes=three, actor=DEBTOR, at=NINE).state is DrawState.AGREED


def test_an_account_on_both_sides_cannot_agree_with_itself() -> None:
    books = write_books()
    _add(books, PartyRole.DEBTOR, 72, APPLICANT.person_id)

    with pytest.raises(Refusal, match="account_on_both_sides"):
        opened(books)


def test_a_side_without_account_is_not_negotiated_with_but_waived() -> None:
    books = write_books(with_agencies=True)
    party = queries.find_party_of(DEBTOR.person_id or 0, books.case.id)
    assert party is not None
    party.person_id = None
    db.session.commit()
    no = prepared(books).no

    with pytest.raises(Refusal, match="side_unreachable"):
        negotiating.open_negotiation(no=no, until=UNTIL, actor=books.clerk, at=NINE)
    draw = negotiating.waive_negotiation(
        no=no,
        ground=WaiverGround.PARTY_MISSING,
        note="公告送达，两次上门未见",
        actor=books.clerk,
        at=NINE,
    )

    assert draw.state is DrawState.DRAFT
    assert draw.negotiation_waiver == "一方当事人下落不明：公告送达，两次上门未见"
    assert names_of(no)[-1] == "negotiation.waived"


def test_a_waiver_says_what_it_rests_on() -> None:
    books = write_books()
    no = prepared(books).no

    with pytest.raises(Refusal, match="waiver_note_missing"):
        negotiating.waive_negotiation(
            no=no, ground=WaiverGround.PARTY_MISSING, note=" 无 ", actor=books.clerk, at=NINE
        )


@pytest.mark.parametrize(
    "ground",
    [WaiverGround.NO_RESPONSE, WaiverGround.HELD_ON_RECORD, WaiverGround.LIST_TOO_SHORT],
)
def test_a_running_window_is_not_taken_from_the_parties(ground: WaiverGround) -> None:
    books = write_books()
    no = opened(books).draw.no

    with pytest.raises(Conflict, match="window_still_runs"):
        negotiating.waive_negotiation(
            no=no, ground=ground, note="不等了，直接摇号", actor=books.clerk, at=NINE
        )


def test_a_party_that_declines_ends_the_window_early() -> None:
    books = write_books()
    no = opened(books).draw.no

    draw = negotiating.waive_negotiation(
        no=no,
        ground=WaiverGround.PARTY_DECLINED,
        note="被执行人当庭表示不参加协商",
        actor=books.clerk,
        at=NINE,
    )

    assert draw.state is DrawState.DRAFT
    with pytest.raises(Conflict, match="negotiation_over"):
        propose(no=no, codes=standing_codes(books)[:3], actor=APPLICANT, at=NINE)


def test_a_long_list_is_not_called_too_short() -> None:
    books = write_books()
    no = prepared(books).no

    with pytest.raises(Refusal, match="pool_long_enough"):
        negotiating.waive_negotiation(
            no=no,
            ground=WaiverGround.LIST_TOO_SHORT,
            note="名单机构太少",
            actor=books.clerk,
            at=NINE,
        )


def test_two_clerks_who_open_at_once_open_one_window(app: Flask) -> None:
    books = write_books()
    no, clerk = prepared(books).no, books.clerk

    def open_it() -> str:
        return negotiating.open_negotiation(no=no, until=UNTIL, actor=clerk, at=NINE).draw.no

    ends = in_parallel(app, open_it, open_it)

    assert sorted(ends) == sorted([no, "illegal_move"])
    assert names_of(no).count("negotiation.opened") == 1


def test_both_sides_at_once_make_one_agreement(app: Flask) -> None:
    books = write_books()
    no, three = opened(books).draw.no, standing_codes(books)[:3]

    def hand_in(actor: Actor) -> str:
        return propose(no=no, codes=three, actor=actor, at=NINE).no

    ends = in_parallel(app, lambda: hand_in(APPLICANT), lambda: hand_in(DEBTOR))

    assert ends == [no, no]
    assert names_of(no).count("negotiation.agreed") == 1


def test_a_window_is_opened_once_for_each_choice() -> None:
    books = write_books()
    no = opened(books).draw.no
    end_due_negotiations(UNTIL + SECOND)

    with pytest.raises(Conflict, match="negotiation_held"):
        negotiating.open_negotiation(
            no=no, until=UNTIL + timedelta(days=3), actor=books.clerk, at=UNTIL + SECOND
        )


@pytest.mark.parametrize("until", [NINE, NINE - SECOND, NINE + timedelta(days=30, seconds=1)])
def test_a_window_ends_in_the_next_thirty_days(until: datetime) -> None:
    books = write_books()
    no = prepared(books).no

    with pytest.raises(Refusal, match="bad_negotiation_until"):
        negotiating.open_negotiation(no=no, until=until, actor=books.clerk, at=NINE)


def test_a_clerk_of_another_court_opens_nothing() -> None:
    books = write_books()
    no, other = prepared(books).no, clerk_of(seeds.seed_courts()[2].id)

    with pytest.raises(Forbidden, match="other_court"):
        negotiating.open_negotiation(no=no, until=UNTIL, actor=other, at=NINE)


def _add(books: Books, role: PartyRole, number: int, person_id: int | None) -> None:
    cases.add_party(
        case_id=books.case.id,
        role=role,
        name=f"示范公司{number}",
        kind=PersonKind.LEGAL,
        id_number=seeds.credit_code(number),
        person_id=person_id,
        actor=books.clerk,
        at=NINE,
    )
