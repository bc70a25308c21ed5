"""What machines ask of the platform."""

import pytest
from flask import Flask
from sqlalchemy import text

from app.kernel.clock import clock
from app.scheduling.services.ticking import tick
from app.store import db
from app.trail.models import TrailCursor
from app.web.modules import loaded
from tests.support.sealed import seal_all, tell
from tests.support.web import Client


def test_healthz_answers_without_asking_anybody(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_the_platform_is_ready_once_its_clock_beats(app: Flask, client: Client) -> None:
    with app.app_context():
        tick()

    answer = client.get("/readyz")

    assert answer.status_code == 200, answer.text
    assert answer.get_json()["ready"] is True


def test_a_silent_clock_process_makes_it_unready(app: Flask, client: Client) -> None:
    with app.app_context():
        tick()
        db.session.execute(
            text("UPDATE scheduling_heartbeat SET beat_at = beat_at - interval '6 seconds'")
        )
        db.session.commit()

    answer = client.get("/readyz")

    assert answer.status_code == 503
    checks = answer.get_json()["checks"]
    assert [name for name, check in checks.items() if not check["ok"]] == ["clock"]


def test_people_are_let_in_while_nothing_is_sealed_and_the_lag_is_told(
    app: Flask, client: Client
) -> None:
    with app.app_context():
        seal_all()
        tick()
        tell()
        db.session.execute(
            text(
                "UPDATE scheduling_heartbeat SET beat_at = beat_at - interval '7 s' "
                "WHERE name = 'sealer'"
            )
        )
        db.session.commit()

    answer = client.get("/readyz")

    assert answer.status_code == 200
    sealer = answer.get_json()["checks"]["sealer"]
    assert sealer["ok"] is False
    assert 7 <= float(sealer["detail"].removesuffix(" s behind")) < 120
    figures = client.get("/metrics").get_data(as_text=True).splitlines()
    lag = next(line for line in figures if line.startswith("mingchui_sealer_lag_seconds "))
    assert 7 <= float(lag.split()[1]) < 120


def test_a_reader_stopped_at_its_cursor_is_named(app: Flask, client: Client) -> None:
    with app.app_context():
        tick()
        reader = next(reader for module in loaded() for reader in module.readers)
        db.session.merge(
            TrailCursor(
                reader=reader.name, xid=0, entry_id=0, stopped_at=clock.now(), fault="KeyError"
            )
        )
        db.session.commit()

    answer = client.get("/readyz")

    readers = answer.get_json()["checks"]["readers"]
    assert (answer.status_code, readers["ok"]) == (503, False)
    assert f"{reader.name} stopped since" in readers["detail"]
    assert "(KeyError)" in readers["detail"]
    assert f'mingchui_reader_stopped{{reader="{reader.name}"}} 1.0' in client.get("/metrics").text


@pytest.mark.parametrize("path", ["/lots/%00", "/api/v1/lots/L%00"])
def test_an_address_with_the_sign_no_text_holds_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_clock_that_never_ran_is_told_in_words(client: Client) -> None:
    clock = client.get("/readyz").get_json()["checks"]["clock"]

    assert clock == {"ok": False, "detail": "the clock process has never run"}


def test_metrics_are_for_this_machine(app: Flask, client: Client) -> None:
    with app.app_context():
        tick()

    near = client.get("/metrics")
    far = client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    forwarded = client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"})

    assert near.status_code == 200
    assert "mingchui_clock_beat_age_seconds" in near.text
    assert (far.status_code, forwarded.status_code) == (404, 404)


def test_metrics_open_to_the_token(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "a scraping secret")
    far = {"REMOTE_ADDR": "192.0.2.7"}

    right = client.get(
        "/metrics", environ_base=far, headers={"Authorization": "Bearer a scraping secret"}
    )
    wrong = client.get("/metrics", environ_base=far, headers={"Authorization": "Bearer guess"})

    assert (right.status_code, wrong.status_code) == (200, 404)


def test_the_release_is_named(client: Client) -> None:
    assert client.get("/version").get_json()["name"] == "mingchui"
