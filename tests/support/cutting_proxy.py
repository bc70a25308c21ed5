"""A wire that breaks when the test says so: a TCP proxy with a limited speed and planned cuts."""

import contextlib
import select
import socket
import struct
import threading
import time
from collections.abc import Sequence

_PIECE = 64 * 1024
_RESET = struct.pack("ii", 1, 0)


class CuttingProxy:
    """Pass connections on to a server of this machine and break them all at given byte counts."""

    def __init__(self, port: int, *, bytes_a_second: float) -> None:
        self.target = port
        self.bytes_a_second = bytes_a_second
        #: Bytes sent towards the server so far, over all connections.
        self.sent = 0
        #: How often every connection was broken.
        self.broken = 0
        self._cuts: list[int] = []
        self._still_at: int | None = None
        self._flows = threading.Event()
        self._flows.set()
        self._lock = threading.Lock()
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """The address under which the server is seen through this wire."""
        return f"http://127.0.0.1:{self.port}"

    def break_after(self, counts: Sequence[int]) -> None:
        """Break every connection each time so many more bytes have gone towards the server."""
        self._cuts = [self.sent + count for count in counts]

    def stand_still_after(self, count: int) -> None:
        """Let nothing more through once so many more bytes have gone towards the server."""
        self._still_at = self.sent + count

    @property
    def stands_still(self) -> bool:
        """Whether the wire has come to its standstill."""
        return not self._flows.is_set()

    def flow(self) -> None:
        """Let everything through again."""
        self._still_at = None
        self._flows.set()

    def close(self) -> None:
        """Take the wire away."""
        self.flow()
        self._door.close()
        self._break()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.target))
            pair = (near, far)
            with self._lock:
                self._pairs.add(pair)
            threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, near: socket.socket, far: socket.socket) -> None:
        try:
            while True:
                for source in select.select([near, far], [], [], 60)[0]:
                    piece = source.recv(_PIECE)
                    if not piece:
                        return
                    if source is near:
                        far.sendall(piece)
                        self._count(len(piece))
                    else:
                        near.sendall(piece)
        except (OSError, ValueError):
            return
        finally:
            with self._lock:
                self._pairs.discard((near, far))
            for end in (near, far):
                end.close()

    def _count(self, amount: int) -> None:
        time.sleep(amount / self.bytes_a_second)
        with self._lock:
            self.sent += amount
            is_due = bool(self._cuts) and self.sent >= self._cuts[0]
            if is_due:
                self._cuts.pop(0)
            if self._still_at is not None and self.sent >= self._still_at:
                self._flows.clear()
        if is_due:
            self._break()
        self._flows.wait()

    def _break(self) -> None:
        """Reset both ends of every connection, as a lost network does."""
        self.broken += 1
        with self._lock:
            pairs = list(self._pairs)
        for pair in pairs:
            for end in pair:
                with contextlib.suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    end.shutdown(socket.SHUT_RDWR)
