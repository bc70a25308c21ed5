"""LIVE: the socket, its rooms, the relay of public facts. It speaks and never decides."""
