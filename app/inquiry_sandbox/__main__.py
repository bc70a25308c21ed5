"""Start the reference platforms: `python -m app.inquiry_sandbox --port N --data DIR`.

Left out, the folder is DATA_DIR/inquiry, as the launcher's environment has it.
"""

import argparse
import os
import sys
from pathlib import Path

from werkzeug.serving import make_server

from app.inquiry_sandbox.server import create_platforms


def main() -> None:
    """Serve until stopped; the folder keeps the keys across restarts."""
    words = argparse.ArgumentParser(prog="python -m app.inquiry_sandbox")
    words.add_argument("--host", default="127.0.0.1")
    words.add_argument("--port", type=int, default=8200)
    words.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("DATA_DIR", "var")) / "inquiry",
        help="folder of keys",
    )
    given = words.parse_args()
    platforms, messenger = create_platforms(given.data)
    server = make_server(given.host, given.port, platforms, threaded=True)
    messenger.start()
    sys.stdout.write(f"Inquiry platforms: http://{given.host}:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
