"""Sign-ins are rows: they end when they should, and a code works once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import argon2
import pyotp
import pytest
from cryptography.exceptions import InvalidTag
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import vault
from app.identity.facade import issue_ticket, own_name, real_name, redeem_ticket
from app.identity.models import Person
from app.identity.services import people, sessions
from app.identity.vocabulary import PersonKind
from app.kernel.actors import SYSTEM
from app.kernel.clock import clock
from app.kernel.errors import Refusal
from app.kernel.facts import Audience
from app.kernel.permissions import Role
from app.store import db
from app.trail.models import TrailEntry
from app.trail.queries import entries_of
from tests.support.people import STRONG

NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)
PASSWORD = "a long enough secret"
ID_NUMBER = "11010519491231002X"

pytestmark = pytest.mark.usefixtures("db_session")


def _zhang(**changes: object) -> Person:
    given: dict[str, object] = {
        "account": "zhang",
        "password": PASSWORD,
        "name": "张三",
        "kind": PersonKind.NATURAL,
        "id_number": ID_NUMBER,
        "roles": frozenset({Role.BIDDER}),
        "at": NOON,
    }
    return people.register_person(**{**given, **changes})  # type: ignore[arg-type]


def test_the_identity_number_is_nowhere_in_clear(db_session: Session) -> None:
    _zhang()

    person = db_session.scalar(select(Person))

    assert person is not None
    assert ID_NUMBER.encode() not in (person.id_sealed or b"")
    assert person.id_masked == "1101**********002X"
    assert own_name(sessions.actor_of(person)).id_number == ID_NUMBER


def test_passwords_are_hashed_as_rfc_9106_asks_where_memory_is_scarce() -> None:
    """Tests hash lightly for speed; what the platform itself makes is strong and is understood."""
    stored = STRONG.hash(PASSWORD)
    _zhang(hashed=stored)

    person, _ = sessions.begin_session(account="zhang", password=PASSWORD, otp=None, at=NOON)

    assert person.password_hash == stored
    made = argon2.extract_parameters(stored)
    assert made.type is argon2.Type.ID
    assert (made.time_cost, made.memory_cost, made.parallelism) >= (3, 64 * 1024, 4)
    with pytest.raises(Refusal, match="sign_in_failed"):
        sessions.begin_session(account="zhang", password=PASSWORD + "?", otp=None, at=NOON)


def test_one_identity_number_has_one_account() -> None:
    _zhang()

    with pytest.raises(Refusal) as refused:
        _zhang(account="zhang2")

    assert refused.value.code == "id_taken"


@pytest.mark.parametrize(("change", "code"), [
    ({"id_number": "110105194912310021"}, "bad_id_number"),
    ({"account": "1x"}, "bad_account"),
    ({"password": "short"}, "weak_password"),
    ({"password": "zhang zhang zhang"}, "weak_password"),
])  # fmt: skip
def test_a_bad_registration_is_refused_by_name(change: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        _zhang(**change)

    assert refused.value.code == code


@pytest.mark.parametrize(("account", "password"), [("zhang", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_sign_in_never_says_which_half_was_wrong(account: str, password: str) -> None:
    _zhang()

    with pytest.raises(Refusal) as refused:
        sessions.begin_session(account=account, password=password, otp=None, at=NOON)

    assert refused.value.code == "sign_in_failed"
    assert entries_of(
        f"account:{'zhang' if account == 'zhang' else 'unknown'}",
        audience=Audience.COURT,
    )


def _with_second_factor() -> tuple[Person, pyotp.TOTP]:
    person = _zhang()
    actor = sessions.actor_of(person)
    secret = sessions.offer_second_factor(actor=actor).split("secret=")[1].split("&")[0]
    totp = pyotp.TOTP(secret)
    earlier = totp.generate_otp(totp.timecode(clock.real_now()) - 1)
    sessions.set_second_factor(actor=actor, code=earlier, at=NOON)
    return person, totp


def test_auth_01_a_one_time_code_works_once() -> None:
    _, totp = _with_second_factor()
    code = totp.at(clock.real_now())
    sessions.begin_session(account="zhang", password=PASSWORD, otp=code, at=NOON)

    with pytest.raises(Refusal) as refused:
        sessions.begin_session(account="zhang", password=PASSWORD, otp=code, at=NOON)

    assert refused.value.code == "sign_in_failed"
    rows = db.session.scalars(select(TrailEntry).filter_by(name="identity.session.refused"))
    assert [(row.payload["account"], row.payload["code"]) for row in rows] == [
        ("zhang", "otp_wrong")
    ]


def test_auth_01_of_eight_sign_ins_at_once_with_one_code_one_gets_in(app: Flask) -> None:
    _, totp = _with_second_factor()
    code = totp.at(clock.real_now())
    together = Barrier(8)

    def sign_in(_: int) -> str:
        with app.app_context():
            together.wait(timeout=30)
            try:
                sessions.begin_session(account="zhang", password=PASSWORD, otp=code, at=NOON)
            except Refusal as refusal:
                return refusal.code
            finally:
                db.session.remove()
            return "in"

    with ThreadPoolExecutor(8) as people_at_doors:
        answers = list(people_at_doors.map(sign_in, range(8)))

    assert sorted(answers) == ["in", *["sign_in_failed"] * 7]
    query = select(TrailEntry.name).where(TrailEntry.name.like("identity.session.%"))
    told = Counter(db.session.scalars(query))
    assert told == {"identity.session.began": 1, "identity.session.refused": 7}


def test_a_second_factor_is_asked_for_only_after_the_right_password() -> None:
    _with_second_factor()

    with pytest.raises(Refusal) as asked:
        sessions.begin_session(account="zhang", password=PASSWORD, otp=None, at=NOON)
    with pytest.raises(Refusal) as refused:
        sessions.begin_session(account="zhang", password="wrong", otp=None, at=NOON)

    assert asked.value.code == "otp_required"
    assert refused.value.code == "sign_in_failed"


def test_a_socket_ticket_is_used_up_by_its_first_use() -> None:
    person, token = _signed_in()
    ticket = issue_ticket(actor=sessions.actor_of(person), token_hash=sessions.hash_of(token))

    assert redeem_ticket(ticket) is not None
    assert redeem_ticket(ticket) is None


def test_a_socket_ticket_dies_with_the_sign_in() -> None:
    person, token = _signed_in()
    actor, held = sessions.actor_of(person), sessions.hash_of(token)
    ticket = issue_ticket(actor=actor, token_hash=held)

    sessions.end_session(token_hash=held, actor=actor, at=NOON)

    assert redeem_ticket(ticket) is None


def _signed_in() -> tuple[Person, str]:
    _zhang()
    return sessions.begin_session(account="zhang", password=PASSWORD, otp=None, at=NOON)


def test_reading_a_sealed_name_is_recorded_before_it_is_shown() -> None:
    person = _zhang()

    name = real_name(person.id, purpose="confirmation", reference="L-1", actor=SYSTEM, at=NOON)

    assert name.id_number == ID_NUMBER
    names = [entry.name for entry in entries_of("account:zhang", audience=Audience.SEALED)]
    assert names[-1] == "identity.name.read"


def test_a_sealed_text_opens_only_in_its_own_context(app: Flask) -> None:
    blob = vault.seal("bidder", "张三", "L-1")

    assert vault.unseal("bidder", blob, "L-1") == "张三"
    with pytest.raises(InvalidTag):
        vault.unseal("bidder", blob, "L-2")
    assert app.config["DATA_DIR"]


def test_an_unknown_account_costs_as_much_work_as_a_known_one() -> None:
    assert not STRONG.check_needs_rehash(people.NOBODY)
