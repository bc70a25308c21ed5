"""Start the bank: `python -m app.ledger.bank.sandbox --port N --callback URL --data DIR`.

Left out, the callback is the site at HOST and PORT and the folder is DATA_DIR/bank, as the
launcher's environment has them.
"""

import argparse
import logging
import os
import sys
from pathlib import Path

from werkzeug.serving import make_server

from app.ledger.bank.sandbox.server import create_bank


def main() -> None:
    """Serve until stopped; the folder given keeps books and keys across restarts."""
    site = f"http://{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
    words = argparse.ArgumentParser(prog="python -m app.ledger.bank.sandbox")
    words.add_argument("--host", default="127.0.0.1")
    words.add_argument("--port", type=int, default=8100)
    words.add_argument(
        "--callback",
        default=f"{site}/bank/notifications",
        help="where signed notices are posted",
    )
    words.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("DATA_DIR", "var")) / "bank",
        help="folder of books and keys",
    )
    given = words.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    bank, messenger = create_bank(given.data, given.callback)
    server = make_server(given.host, given.port, bank, threaded=True)
    messenger.start()
    sys.stdout.write(f"Sandbox bank: http://{given.host}:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
