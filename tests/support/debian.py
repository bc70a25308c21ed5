"""Programs of Debian that a test needs: found, or installed where that is allowed."""

import os
import shutil
import subprocess
from collections.abc import Callable


class MissingProgramError(RuntimeError):
    """There is no such program and none could be installed."""


def install(package: str, found: Callable[[], str | None]) -> str:
    """Return where something of a package lies, installing the package as root if it is not there.

    Raises MissingProgramError with a sentence that says what to do.
    """
    if where := found():
        return where
    if shutil.which("apt-get") is not None and os.geteuid() == 0:
        _run("apt-get", "update")
        _run("apt-get", "install", "-y", "--no-install-recommends", package)
    if where := found():
        return where
    msg = f"Nothing of {package} was found; install it (Debian: apt-get install {package})."
    raise MissingProgramError(msg)


def find_nginx() -> str:
    """Return the path of nginx."""
    return install("nginx-light", lambda: shutil.which("nginx") or shutil.which("/usr/sbin/nginx"))


def _run(*command: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=False, capture_output=True, timeout=600, env=environment)
