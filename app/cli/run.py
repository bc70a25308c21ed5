"""`make run`: the whole platform from nothing, one line `Ready:` when it answers.

Starts a private PostgreSQL (unless DATABASE_URL names one), brings the schema up to date, seeds
the demo when the database is empty, and starts the sandbox bank, the reference inquiry platforms,
the clock process, the sealer of the record and the web process. Ctrl-C stops all it started; if
one child ends by itself, all are stopped.
"""

import argparse
import fcntl
import hashlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

import config
from app.cli.processes import Children

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 90
#: Never set: waiting on it is a rest that a signal ends.
_pause = threading.Event()


class StartFault(Exception):
    """Why the platform cannot start, as one sentence for a person."""


def main(arguments: list[str] | None = None) -> int:
    """Run the platform until Ctrl-C; return the exit status."""
    parser = argparse.ArgumentParser(prog="make run", description="Run the whole platform.")
    parser.add_argument("--fresh", action="store_true", help="throw the demo database away first")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    # A shell that starts this in the background lets it ignore Ctrl-C; whoever sends it means it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return _run(is_fresh=options.fresh)
    except KeyboardInterrupt:
        print("\nStopped.", flush=True)
        return 0
    except StartFault as fault:
        print(f"Mingchui cannot start: {fault}", file=sys.stderr, flush=True)
        return 1


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _run(*, is_fresh: bool) -> int:
    settings = config.settings()
    host, port = str(settings["HOST"]), int(settings["PORT"])
    folder = Path(str(settings["DATA_DIR"]))
    folder.mkdir(parents=True, exist_ok=True)
    bank = urlsplit(str(settings["BANK_URL"]))
    has_sandbox_bank = settings["MINGCHUI_ENV"] != "production"
    with _only_launcher(folder / "run.pid"):
        _refuse_taken_port("PORT", host, port)
        if has_sandbox_bank:
            _refuse_taken_port("BANK_URL", bank.hostname or "127.0.0.1", bank.port or 80)
        environment = _environment(settings, _database_url(settings, folder, is_fresh=is_fresh))
        inquiry_port = _free_port() if has_sandbox_bank else 0
        if inquiry_port:
            environment["INQUIRY_SANDBOX_URL"] = f"http://127.0.0.1:{inquiry_port}"
        children = Children(folder / "log", environment, ROOT)
        try:
            if has_sandbox_bank:
                children.start("bank", ["-m", "app.ledger.bank.sandbox", "--port", str(bank.port)])
            if inquiry_port:
                children.start(
                    "inquiry", ["-m", "app.inquiry_sandbox", "--port", str(inquiry_port)]
                )
            people = _prepare(environment, folder, has_demo=bool(settings["DEMO"]))
            children.start("clock", ["-m", "flask", "clock"])
            children.start("sealer", ["-m", "flask", "log", "seal"])
            if settings["TSA_URL"]:
                children.start("stamps", ["-m", "flask", "log", "timestamp", "--watch"])
            children.start("web", ["wsgi.py"])
            _wait_until_ready(host, port, children)
            print(f"Ready: http://{host}:{port}\n{people}", flush=True)
            _watch(children)
        finally:
            # A second Ctrl-C may not leave half of the children behind.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            children.stop()
    return 0


@contextmanager
def _only_launcher(pid_file: Path) -> Iterator[None]:
    """Hold the data folder, so that two launchers never share one."""
    with pid_file.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            msg = f"process {file.read().strip()} already runs on {pid_file.parent}; `make stop`."
            raise StartFault(msg) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _refuse_taken_port(name: str, host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            msg = f"{name}: {host}:{port} cannot be used ({fault.strerror}); choose another one."
            raise StartFault(msg) from None


def _free_port() -> int:
    """Return a port of the loopback that nobody uses: platforms are found by our settings alone."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _database_url(settings: Mapping[str, object], folder: Path, *, is_fresh: bool) -> str:
    """Return the database to use, starting the private PostgreSQL if none is named."""
    if given := str(settings["SQLALCHEMY_DATABASE_URI"]):
        if is_fresh:
            raise StartFault("only the private database is thrown away, and DATABASE_URL is set.")
        return given
    from app.store.embedded import DATABASE, EmbeddedPostgres

    try:
        server = EmbeddedPostgres(folder / "postgres")
    except RuntimeError as fault:
        raise StartFault(str(fault)) from None
    if is_fresh:
        server.drop(DATABASE)
        # What belonged to the old rows: the bank's own books and the files they named.
        for name in ("bank", "blobs", "inquiry"):
            shutil.rmtree(folder / name, ignore_errors=True)
    return server.ensure(DATABASE)


def _environment(settings: Mapping[str, object], url: str) -> dict[str, str]:
    """Return what the children inherit: the settings, said once and in full."""
    return {
        **os.environ,
        "FLASK_APP": "app.factory:create_app",
        "DATABASE_URL": url,
        "DATA_DIR": str(settings["DATA_DIR"]),
        "HOST": str(settings["HOST"]),
        "PORT": str(settings["PORT"]),
        "PUBLIC_URL": str(settings["PUBLIC_URL"]),
        "BANK_URL": str(settings["BANK_URL"]),
        "SECRET_KEY": str(settings["SECRET_KEY"]),
    }


def _prepare(environment: Mapping[str, str], folder: Path, *, has_demo: bool) -> str:
    """Bring the schema up to date, seed an empty demo, and return the demo people as text.

    Loading the app twice for that takes seconds, so a database that was prepared by this very
    code is recognized by a marker in it and left alone.
    """
    told = folder / "people.txt"
    marker = _digest_of_migrations()
    url = environment["DATABASE_URL"]
    if has_demo and told.is_file() and _read_marker(url) == marker:
        return told.read_text(encoding="utf-8")
    _flask(environment, "db", "upgrade")
    people = _flask(environment, "demo", "seed") if has_demo else ""
    told.write_text(people, encoding="utf-8")
    told.chmod(0o600)
    _write_marker(url, marker)
    return people


def _digest_of_migrations() -> str:
    digest = hashlib.sha256()
    for path in sorted((ROOT / "migrations" / "versions").glob("*.py")):
        digest.update(path.read_bytes())
    return f"mingchui prepared {digest.hexdigest()}"


def _read_marker(url: str) -> str | None:
    """Return the comment on the database, which `_write_marker` leaves there."""
    statement = (
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
        "WHERE datname = current_database()"
    )
    with closing(psycopg2.connect(url.replace("+psycopg2", "", 1))) as connection:
        cursor = connection.cursor()
        cursor.execute(statement)
        row = cursor.fetchone()
        return row[0] if row else None


def _write_marker(url: str, marker: str) -> None:
    with closing(psycopg2.connect(url.replace("+psycopg2", "", 1))) as connection:
        connection.autocommit = True
        name = sql.Identifier(connection.info.dbname)
        connection.cursor().execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(marker))
        )


def _flask(environment: Mapping[str, str], *command: str) -> str:
    finished = subprocess.run(
        [sys.executable, "-m", "flask", *command],
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        print(finished.stdout + finished.stderr, file=sys.stderr)
        msg = f"`flask {' '.join(command)}` failed; its message stands above."
        raise StartFault(msg)
    return finished.stdout.strip()


def _wait_until_ready(host: str, port: int, children: Children) -> None:
    deadline = time.monotonic() + READY_SECONDS
    seen = "no answer yet"
    while time.monotonic() < deadline:
        _refuse_dead(children)
        connection = http.client.HTTPConnection(host, port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            seen = answer.read().decode(errors="replace").strip()
            if answer.status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        _pause.wait(0.1)
    msg = f"it was not ready within {READY_SECONDS} s: {seen}"
    raise StartFault(msg)


def _refuse_dead(children: Children) -> None:
    if (dead := children.find_dead()) is not None:
        status = dead.process.returncode
        msg = (
            f"the {dead.name} process ended by itself (status {status}), so everything was "
            f"stopped. Its last words, from {dead.log}:\n{dead.tail()}"
        )
        raise StartFault(msg)


def _watch(children: Children) -> None:
    """Wait for Ctrl-C, looking after the children twice a second."""
    while True:
        _refuse_dead(children)
        _pause.wait(0.5)


if __name__ == "__main__":
    sys.exit(main())
