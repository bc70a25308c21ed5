"""Settings from the environment; a bad value stops the start with a sentence that names it."""

import importlib.util
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

#: The business modules, loaded by name, lowest first.
MODULES = ("registry", "appraisal", "auction")

#: Parts of the platform that have routes, facts or timers, loaded before the modules.
PLATFORM = (
    "app.identity",
    "app.media",
    "app.documents",
    "app.scheduling",
    "app.live",
    "app.ledger",
    "app.screening",
    "app.feed",
    "app.supervision",
    "app.supervision.log",
)

ROOT = Path(__file__).resolve().parent
SECRET_MIN = 32
#: Adapters that app/ledger/bank knows, and layouts of a bank's daily statement.
BANKS = ("sandbox", "files")
STATEMENTS = ("csv", "csv_gb18030", "mt940", "camt053")


class BadSetting(SystemExit):
    """A setting that the platform will not start with."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"Setting {name}: {why}")


def _flag(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = env.get(name)
    if text is None or text == "":
        return default
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(name, f"“{text}” is neither yes nor no")


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise BadSetting(name, f"“{text}” is not a port between 1 and 65535")
    return int(text)


def database_url(text: str) -> str:
    """Return the URL with the one driver that does not freeze the server (stack.md).

    Raises BadSetting for anything but PostgreSQL through psycopg2.
    """
    scheme, mark, rest = text.partition("://")
    if scheme in {"postgresql", "postgres"}:
        scheme = "postgresql+psycopg2"
    if scheme != "postgresql+psycopg2" or not mark or not rest:
        raise BadSetting("DATABASE_URL", "only postgresql:// through psycopg2 is supported")
    return f"{scheme}://{rest}"


def _address(env: Mapping[str, str], name: str, default: str, schemes: tuple[str, ...]) -> str:
    """Return an address without its last slash; empty stays empty where that is the default."""
    text = (env.get(name) or default).rstrip("/")
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        is_good = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good:
        raise BadSetting(name, f"“{text}” is not an address that begins with {schemes[0]}://")
    return text


def _host(env: Mapping[str, str]) -> str:
    text = env.get("HOST") or "127.0.0.1"
    if not re.fullmatch(r"[0-9A-Za-z.:-]+", text, re.ASCII):
        raise BadSetting("HOST", f"“{text}” is neither a name nor an address")
    return text


def _hosts(env: Mapping[str, str], name: str) -> frozenset[str]:
    """Return a list of hosts, each with or without a port."""
    hosts = frozenset(item.strip().lower() for item in (env.get(name) or "").split(",") if item)
    for host in hosts:
        if not re.fullmatch(r"[0-9a-z]([0-9a-z.-]*[0-9a-z])?(:[0-9]{1,5})?", host, re.ASCII):
            raise BadSetting(name, f"“{host}” is neither a host nor a host with its port")
    return hosts


def _brokers(env: Mapping[str, str], name: str) -> str:
    """Return the brokers of a Kafka, none if it is not set; their client must be installed."""
    brokers = sorted(_hosts(env, name))
    for broker in brokers:
        if ":" not in broker:
            raise BadSetting(name, f"“{broker}” has no port")
    if brokers and importlib.util.find_spec("confluent_kafka") is None:
        raise BadSetting(name, "needs the package confluent-kafka, which is not installed")
    return ",".join(brokers)


def _topic(env: Mapping[str, str], name: str, default: str) -> str:
    text = env.get(name) or default
    if not re.fullmatch(r"[0-9A-Za-z._-]{1,200}", text, re.ASCII):
        raise BadSetting(name, f"“{text}” is not the name of a topic")
    return text


def _data_folder(env: Mapping[str, str]) -> Path:
    folder = Path(env.get("DATA_DIR") or ROOT / "var").resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise BadSetting("DATA_DIR", f"{folder} cannot be made ({fault.strerror})") from None
    if not os.access(folder, os.W_OK):
        raise BadSetting("DATA_DIR", f"{folder} cannot be written to")
    return folder


def _secret(env: Mapping[str, str], folder: Path, *, is_production: bool) -> str:
    given = env.get("SECRET_KEY", "")
    if given:
        if len(given) < SECRET_MIN or len(set(given)) < 8:
            raise BadSetting("SECRET_KEY", f"must be at least {SECRET_MIN} random signs")
        return given
    if is_production:
        raise BadSetting("SECRET_KEY", "must be set in production")
    file = folder / "keys" / "secret.key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_text(secrets.token_urlsafe(48))
        file.chmod(0o600)
    return file.read_text().strip()


def _refuse_demo_in_production(env: Mapping[str, str]) -> None:
    for name in ("REHEARSAL", "DEMO"):
        if _flag(env, name, default=False):
            raise BadSetting(name, "is for demo and training; it cannot be on in production")
    if not env.get("DATABASE_URL"):
        raise BadSetting("DATABASE_URL", "must be set in production")
    if env.get("BANK") != "files" and not env.get("BANK_URL"):
        raise BadSetting("BANK_URL", "must be set in production; there is no sandbox bank there")
    if not env.get("PUBLIC_URL", "").startswith("https://"):
        raise BadSetting("PUBLIC_URL", "must be the https address of the site in production")


def _bank(env: Mapping[str, str]) -> dict[str, str]:
    """Return which bank there is and how it writes its statements."""
    bank, layout = env.get("BANK") or "sandbox", env.get("BANK_STATEMENTS") or "csv"
    if bank not in BANKS:
        raise BadSetting("BANK", f"“{bank}” is none of {', '.join(BANKS)}")
    if layout not in STATEMENTS:
        raise BadSetting("BANK_STATEMENTS", f"“{layout}” is none of {', '.join(STATEMENTS)}")
    return {"BANK": bank, "BANK_STATEMENTS": layout, "BANK_KEYS": env.get("BANK_KEYS", "")}


def _wechat(env: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the merchant account at WeChat Pay, or nothing; no message repeats a secret."""
    if not env.get("WECHAT_MCHID"):
        return None
    forms = {
        "WECHAT_MCHID": (r"[0-9]{8,12}", "8 to 12 digits"),
        "WECHAT_APPID": (r"wx[0-9a-z]{16}", "wx and 16 letters or digits"),
        "WECHAT_CERT_SERIAL": (r"[0-9A-Fa-f]{16,40}", "the number of the merchant's certificate"),
        "WECHAT_APIV3_KEY": (r"[0-9A-Za-z]{32}", "exactly 32 letters or digits"),
    }
    for name, (form, words) in forms.items():
        if not re.fullmatch(form, env.get(name, ""), re.ASCII):
            raise BadSetting(name, f"must be {words}")
    public, number = env.get("WECHAT_PUBLIC_KEY_FILE"), env.get("WECHAT_PUBLIC_KEY_ID", "")
    if bool(public) != bool(number):
        raise BadSetting("WECHAT_PUBLIC_KEY_ID", "goes together with WECHAT_PUBLIC_KEY_FILE")
    return {
        "mchid": env["WECHAT_MCHID"],
        "appid": env["WECHAT_APPID"],
        "cert_serial": env["WECHAT_CERT_SERIAL"].upper(),
        "key_file": _file(env, "WECHAT_KEY_FILE"),
        "apiv3_key": env["WECHAT_APIV3_KEY"],
        "public_key_file": _file(env, "WECHAT_PUBLIC_KEY_FILE") if public else None,
        "public_key_id": number,
        "proxy": _address(env, "WECHAT_PROXY", "", ("http", "https")),
    }


def _file(env: Mapping[str, str], name: str) -> Path:
    path = Path(env.get(name) or "")
    if not path.is_file():
        raise BadSetting(name, "names no file that can be read")
    return path


def _readers_outside(env: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings of those who check the record or are told of it."""
    return {
        # The sealed log: private keys, witnesses' keys, and who states the time; docs/log.md.
        "LOG_KEY_FILE": env.get("LOG_KEY_FILE", ""),
        "LOG_POLICY_FILE": env.get("LOG_POLICY_FILE", ""),
        "TSA_URL": _address(env, "TSA_URL", "", ("http", "https")),
        "TSA_ROOTS_FILE": env.get("TSA_ROOTS_FILE", ""),
        # Hosts of the house that may be sent events: `host` or `host:port`, separated by commas.
        "FEED_INTERNAL_HOSTS": _hosts(env, "FEED_INTERNAL_HOSTS"),
        # Brokers as `host:port`, separated by commas; none sends nothing to a Kafka.
        "KAFKA_URL": _brokers(env, "KAFKA_URL"),
        "KAFKA_TOPIC": _topic(env, "KAFKA_TOPIC", "mingchui.events"),
    }


def settings(env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the settings of the app; raises BadSetting."""
    env = os.environ if env is None else env
    mode = env.get("MINGCHUI_ENV", "demo")
    if mode not in {"demo", "production", "test"}:
        raise BadSetting("MINGCHUI_ENV", f"“{mode}” is not demo, test or production")
    is_production = mode == "production"
    if is_production:
        _refuse_demo_in_production(env)
    folder = _data_folder(env)
    host, port = _host(env), _port(env, "PORT", 8000)
    shown = f"[{host}]" if ":" in host else host
    public_url = _address(env, "PUBLIC_URL", f"http://{shown}:{port}", ("http", "https"))
    url = env.get("DATABASE_URL", "")
    return {
        "MINGCHUI_ENV": mode,
        "DATA_DIR": str(folder),
        "HOST": host,
        "PORT": port,
        "PUBLIC_URL": public_url,
        "SQLALCHEMY_DATABASE_URI": database_url(url) if url else "",
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_size": 16,
            "max_overflow": 16,
            "pool_pre_ping": True,
            "pool_timeout": 10,
            # The pages and services know more than the 500 statements that are kept by default; one
            # that was dropped is compiled anew, in milliseconds, while its rows take one.
            "query_cache_size": 2_000,
            "connect_args": {
                "options": "-c timezone=UTC -c synchronous_commit=on "
                "-c statement_timeout=15000 -c idle_in_transaction_session_timeout=60000"
            },
        },
        "REDIS_URL": _address(env, "REDIS_URL", "", ("redis", "rediss")),
        "SECRET_KEY": _secret(env, folder, is_production=is_production),
        "SESSION_COOKIE_NAME": "mingchui",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": public_url.startswith("https://"),
        "MAX_CONTENT_LENGTH": 2 * 1024**3,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024**2,
        "TEMPLATES_AUTO_RELOAD": False,
        "CSRF_ENABLED": True,
        "REHEARSAL": _flag(env, "REHEARSAL", default=not is_production),
        "DEMO": _flag(env, "DEMO", default=mode == "demo"),
        "DEMO_PASSWORD": env.get("DEMO_PASSWORD") or "mingchui-2026",
        "DEMO_LOTS": _flag(env, "DEMO_LOTS", default=True),
        "BANK_URL": _address(env, "BANK_URL", "http://127.0.0.1:8100", ("http", "https")),
        **_bank(env),
        "WECHAT": _wechat(env),
        # Number of the court's account at the bank; the default is the sandbox bank's.
        "BANK_ACCOUNT": env.get("BANK_ACCOUNT", "" if is_production else "6222370100000000"),
        # Where the reference inquiry platforms of a demo listen; the launcher says it.
        "INQUIRY_SANDBOX_URL": ""
        if is_production
        else _address(env, "INQUIRY_SANDBOX_URL", "", ("http",)),
        # Only tests may let go of the lock, to prove that the race test sees what it prevents.
        "SKIP_ROW_LOCK": mode == "test" and _flag(env, "SKIP_ROW_LOCK", default=False),
        **_readers_outside(env),
        "METRICS_TOKEN": env.get("METRICS_TOKEN", ""),
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "MODULES": MODULES,
    }
