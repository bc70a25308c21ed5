"""Who is on the socket: one connection each, its person, its language, what it watches."""

from dataclasses import dataclass, field

from app.kernel.actors import PUBLIC, Actor


@dataclass
class Connection:
    """One client of the namespace; the person is known only by a single-use ticket."""

    sid: str
    actor: Actor = PUBLIC
    #: The sign-in the ticket stood on; looked up again at every order.
    session_hash: str | None = None
    locale: str = "zh_Hans_CN"
    streams: set[str] = field(default_factory=set)
    #: Courts whose wall it follows.
    walls: set[str] = field(default_factory=set)


#: A client watches so many lots at most: a wall of many lots is followed as one.
STREAMS_MAX = 64
