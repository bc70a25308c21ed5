"""Names that nobody can guess or mistake."""

import secrets
from collections.abc import Callable

#: No 0/O, 1/I/L: a paddle is read aloud over a telephone.
PADDLE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def new_token(size: int = 32) -> str:
    """Return an unguessable URL-safe token of ``size`` random bytes."""
    return secrets.token_urlsafe(size)


def new_paddle(is_taken: Callable[[str], bool], length: int = 4) -> str:
    """Return a random paddle of the lot that is not taken yet (reliability P2)."""
    while True:
        paddle = "".join(secrets.choice(PADDLE_SIGNS) for _ in range(length))
        if not is_taken(paddle):
            return paddle
