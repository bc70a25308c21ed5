"""Which banks there are is configuration; a bad value stops the start and repeats no secret."""

from pathlib import Path

import pytest

import config

SECRET = "0123456789abcdefghijklmnopqrstuv"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A merchant account at WeChat Pay, complete."""
    (tmp_path / "key.pem").write_text("x")
    return {
        "DATA_DIR": str(tmp_path),
        "WECHAT_MCHID": "1900000109",
        "WECHAT_APPID": "wx0123456789abcdef",
        "WECHAT_CERT_SERIAL": "444F4864EA9B34415A1B2C3D4E5F60718293A4B5",
        "WECHAT_KEY_FILE": str(tmp_path / "key.pem"),
        "WECHAT_APIV3_KEY": SECRET,
    }


def test_without_a_merchant_number_there_is_no_wechat(tmp_path: Path) -> None:
    settings = config.settings({"DATA_DIR": str(tmp_path)})

    assert settings["WECHAT"] is None
    assert (settings["BANK"], settings["BANK_STATEMENTS"]) == ("sandbox", "csv")


def test_a_complete_account_is_taken(env: dict[str, str]) -> None:
    words = config.settings(env)["WECHAT"]

    assert words["mchid"] == "1900000109"
    assert words["apiv3_key"] == SECRET
    assert words["proxy"] == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BANK", "icbc"),
        ("BANK_STATEMENTS", "pdf"),
        ("WECHAT_MCHID", "19"),
        ("WECHAT_APPID", "0123456789abcdef"),
        ("WECHAT_CERT_SERIAL", "xyz"),
        ("WECHAT_KEY_FILE", "/nowhere/key.pem"),
        ("WECHAT_APIV3_KEY", SECRET[:-1]),
        ("WECHAT_APIV3_KEY", f"{SECRET}0"),
        ("WECHAT_PUBLIC_KEY_ID", "PUB_KEY_ID_1"),
        ("WECHAT_PROXY", "ftp://gateway"),
    ],
)
def test_a_bad_value_stops_the_start(env: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(config.BadSetting) as stopped:
        config.settings({**env, name: value})

    assert str(stopped.value).startswith(f"Setting {name}: ")
    assert SECRET[:-1] not in str(stopped.value)


def test_a_court_with_files_only_needs_no_address_of_a_bank(env: dict[str, str]) -> None:
    production = {
        "MINGCHUI_ENV": "production",
        "DATA_DIR": env["DATA_DIR"],
        "DATABASE_URL": "postgresql://court@db/mingchui",
        "PUBLIC_URL": "https://court.example",
        "SECRET_KEY": "k3J9sd82Lq0ZxVb7Wm5TnYcR1fHg4Pae",
    }
    with pytest.raises(config.BadSetting, match="BANK_URL"):
        config.settings(production)

    assert config.settings({**production, "BANK": "files"})["BANK"] == "files"
