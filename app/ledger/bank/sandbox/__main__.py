"""Start the bank: `python -m app.ledger.bank.sandbox --port N --callback URL --data DIR`."""

import argparse
import logging
from pathlib import Path

from werkzeug.serving import make_server

from app.ledger.bank.sandbox.server import create_bank


def main() -> None:
    """Serve until stopped; the folder given keeps books and keys across restarts."""
    words = argparse.ArgumentParser(prog="python -m app.ledger.bank.sandbox")
    words.add_argument("--host", default="127.0.0.1")
    words.add_argument("--port", type=int, default=8010)
    words.add_argument(
        "--callback", required=True, help="where signed notices are posted"
    )
    words.add_argument(
        "--data", type=Path, required=True, help="folder of books and keys"
    )
    given = words.parse_args()
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(name)s %(message)s"
    )
    bank, messenger = create_bank(given.data, given.callback)
    server = make_server(given.host, given.port, bank, threaded=True)
    messenger.start()
    print(f"Sandbox bank: http://{given.host}:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
