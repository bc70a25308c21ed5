"""One clock process acts, a second waits: a session lock of PostgreSQL on its own connection."""

import logging

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

#: Any number, the same everywhere: the advisory lock of the clock process.
LOCK_KEY = 0x6D63_636C_6F63_6B01


class Leadership:
    """Hold the lock while the connection lives; if it dies another process takes over."""

    def __init__(self, url: str, *, key: int = LOCK_KEY) -> None:
        self._key = key
        self._engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None

    def is_held(self) -> bool:
        """Say whether this process leads now, taking the lock if it is free."""
        try:
            return self._still_held() if self._connection is not None else self._take()
        except SQLAlchemyError as fault:
            log.warning("the leader's lock was lost or could not be asked for: %s", fault)
            self.release()
            return False

    def release(self) -> None:
        """Let another process take over at once."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                # Said aloud: a session that only ends keeps its lock until the server has noticed.
                with connection:
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": self._key})
            except SQLAlchemyError as fault:
                log.warning("the lock's connection was already gone: %s", fault)

    def _take(self) -> bool:
        connection = self._engine.connect()
        statement = text("SELECT pg_try_advisory_lock(:key)")
        if connection.execute(statement, {"key": self._key}).scalar_one():
            self._connection = connection
            log.info("this process leads now")
            return True
        connection.close()
        return False

    def _still_held(self) -> bool:
        """Probe the connection: the lock lives exactly as long as its session."""
        assert self._connection is not None
        self._connection.execute(text("SELECT 1"))
        return True
