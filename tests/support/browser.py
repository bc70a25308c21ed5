"""Find a Chromium that runs here, or say in one sentence what to install."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "static" / "vendor" / "fonts"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_SENTENCE = (
    "No Chromium was found: set CHROMIUM to the path of one, or install it "
    "(Debian: apt-get install chromium; elsewhere: .venv/bin/playwright install chromium)."
)


class NoBrowserError(RuntimeError):
    """There is no Chromium and none could be installed."""


@cache
def find_chromium() -> str:
    """Return the path of a Chromium, installing one as surface.md says if there is none."""
    if named := os.environ.get("CHROMIUM"):
        if shutil.which(named) is None:
            msg = f"CHROMIUM names {named}, which is not a program that can be run."
            raise NoBrowserError(msg)
        return named
    found = _installed() or _of_playwright() or _by_playwright() or _by_debian()
    if found is None:
        raise NoBrowserError(_SENTENCE)
    return found


def _installed() -> str | None:
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def _of_playwright() -> str | None:
    """Return the browser that Playwright has downloaded earlier."""
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folder = Path(named) if named else Path.home() / ".cache" / "ms-playwright"
    for pattern in ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*/Contents/MacOS/*"):
        for path in sorted(folder.glob(pattern), reverse=True):
            return str(path)
    return None


def _by_playwright() -> str | None:
    done = _run(sys.executable, "-m", "playwright", "install", "chromium")
    return _of_playwright() if done else None


def _by_debian() -> str | None:
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return None
    _run("apt-get", "update")
    done = _run("apt-get", "install", "-y", "--no-install-recommends", "chromium")
    return _installed() if done else None


def _run(*command: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        finished = subprocess.run(
            command, check=False, capture_output=True, timeout=600, env=environment
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return finished.returncode == 0


def write_font_config(folder: Path) -> Path:
    """Write a fonts.conf that adds the fonts of set-up, so that Chinese shows in pictures."""
    cache_folder = folder / "font-cache"
    cache_folder.mkdir(parents=True, exist_ok=True)
    config = folder / "fonts.conf"
    alias = "".join(
        f"<alias><family>{generic}</family><prefer><family>{family}</family></prefer></alias>"
        for generic, family in (
            ("sans-serif", "Noto Sans SC"),
            ("serif", "Noto Serif SC"),
            ("system-ui", "Noto Sans SC"),
        )
    )
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{FONTS}</dir><dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir>"
        f"<cachedir>{cache_folder}</cachedir>{alias}</fontconfig>",
        encoding="utf-8",
    )
    return config
