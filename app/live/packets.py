"""Read Socket.IO packets strictly: one shape of event, no binary, no odd JSON."""

import json
from typing import Any

from socketio import packet


class StrictJson:
    """JSON that refuses twins, NaN and bottomless nesting with ValueError; Chinese stays short."""

    @staticmethod
    def dumps(value: object, **options: Any) -> str:
        """Write compact JSON."""
        return json.dumps(value, ensure_ascii=False, **options)

    @staticmethod
    def loads(text: str | bytes, **options: Any) -> Any:
        """Read strict JSON; raises ValueError."""
        try:
            return json.loads(
                text, object_pairs_hook=_no_twins, parse_constant=_no_constant, **options
            )
        except RecursionError:
            msg = "nested too deeply"
            raise ValueError(msg) from None


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        msg = "duplicate key"
        raise ValueError(msg)
    return made


def _no_constant(name: str) -> Any:
    raise ValueError(name)


class TextPacket(packet.Packet):
    """A packet without attachments whose event has a name (WS-10)."""

    uses_binary_events = False
    json = StrictJson

    def decode(self, encoded_packet: str) -> int:
        """Decode one packet; a malformed one raises ValueError, which costs only its sender."""
        if not isinstance(encoded_packet, str):
            msg = "binary is not spoken here"
            raise ValueError(msg)  # noqa: TRY004 - the engine takes ValueError as bad input
        attachments = super().decode(encoded_packet)
        if attachments or self.packet_type in {packet.BINARY_EVENT, packet.BINARY_ACK}:
            msg = "attachments are not spoken here"
            raise ValueError(msg)
        if self.packet_type == packet.EVENT and not self._is_named():
            msg = "an event has a name"
            raise ValueError(msg)
        return 0

    def _is_named(self) -> bool:
        return isinstance(self.data, list) and bool(self.data) and isinstance(self.data[0], str)
