"""Settings: a bad value stops the start with a sentence that names it."""

from pathlib import Path

import pytest

import config

SECRET = "k3-Vb9_qZ7x2mN5tR8wY1cE4gH6jL0pAs"
PRODUCTION = {
    "MINGCHUI_ENV": "production",
    "DATABASE_URL": "postgresql://court@db.court.example/mingchui",
    "BANK_URL": "https://bank.example/api",
    "PUBLIC_URL": "https://auction.court.example",
    "SECRET_KEY": SECRET,
}


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"DATA_DIR": str(tmp_path / "var")}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "８０００"),
        ("HOST", "not a host"),
        ("DATABASE_URL", "sqlite:///court.db"),
        ("DATABASE_URL", "postgresql+psycopg://court@db/mingchui"),
        ("DATABASE_URL", "postgresql://"),
        ("REDIS_URL", "http://cache"),
        ("PUBLIC_URL", "auction.court.example"),
        ("BANK_URL", "ftp://bank"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 64),
        ("MINGCHUI_ENV", "prod"),
        ("FEED_INTERNAL_HOSTS", "data.court.example,http://x"),
        ("KAFKA_URL", "broker.court.example"),
        ("KAFKA_TOPIC", "court events"),
        ("DEMO", "perhaps"),
        ("REHEARSAL", "2"),
        ("DATA_DIR", "/dev/null/var"),
    ],
)
def test_a_bad_value_is_named(env: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(config.BadSetting) as stopped:
        config.settings({**env, name: value})

    assert str(stopped.value).startswith(f"Setting {name}: ")


def test_nothing_set_is_a_demo_on_this_machine(env: dict[str, str]) -> None:
    settings = config.settings(env)

    assert settings["PUBLIC_URL"] == "http://127.0.0.1:8000"
    assert settings["SQLALCHEMY_DATABASE_URI"] == ""
    assert settings["REHEARSAL"] is True
    assert settings["DEMO"] is True


def test_a_demo_keeps_the_secret_it_made(env: dict[str, str]) -> None:
    first, second = config.settings(env), config.settings(env)

    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) >= config.SECRET_MIN


def test_the_driver_is_always_the_one_that_does_not_freeze_the_server(
    env: dict[str, str],
) -> None:
    settings = config.settings({**env, "DATABASE_URL": "postgresql://court@db/mingchui"})

    assert settings["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg2://court@db/mingchui"


def test_production_starts_when_it_is_complete(env: dict[str, str]) -> None:
    settings = config.settings({**env, **PRODUCTION})

    assert settings["REHEARSAL"] is False
    assert settings["DEMO"] is False
    assert settings["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize("name", ["DATABASE_URL", "BANK_URL", "PUBLIC_URL", "SECRET_KEY"])
def test_production_does_without_nothing(env: dict[str, str], name: str) -> None:
    given = {**env, **PRODUCTION}
    del given[name]

    with pytest.raises(config.BadSetting) as stopped:
        config.settings(given)

    assert str(stopped.value).startswith(f"Setting {name}: ")


@pytest.mark.parametrize("name", ["REHEARSAL", "DEMO"])
def test_production_has_neither_rehearsal_nor_demo_people(env: dict[str, str], name: str) -> None:
    with pytest.raises(config.BadSetting) as stopped:
        config.settings({**env, **PRODUCTION, name: "yes"})

    assert str(stopped.value).startswith(f"Setting {name}: ")


def test_production_is_reached_by_https_only(env: dict[str, str]) -> None:
    with pytest.raises(config.BadSetting) as stopped:
        config.settings({**env, **PRODUCTION, "PUBLIC_URL": "http://auction.court.example"})

    assert str(stopped.value).startswith("Setting PUBLIC_URL: ")
