"""Make .venv with the pinned packages, the front-end assets and the translations.

Needs nothing but Python 3.11: uv comes from pip. Each step is stamped with a digest of what it
reads, so a second call does nothing and takes a fraction of a second.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = VENV / "stamps"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
UV_VERSION = "0.13.9"
LOCK = ROOT / "requirements-dev.txt"


def digest_of(paths: Iterable[Path]) -> str:
    """Return a digest over the names and contents of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def run(*command: str | Path) -> None:
    """Run one command of the set-up, or stop with a sentence that names it."""
    finished = subprocess.run([str(part) for part in command], cwd=ROOT, check=False)
    if finished.returncode != 0:
        sys.exit(f"setup: `{' '.join(map(str, command))}` failed; its message stands above.")


def make_environment() -> None:
    """Make .venv and install exactly what the lock file names."""
    if not PYTHON.exists():
        run(sys.executable, "-m", "venv", *([] if has_pip() else ["--without-pip"]), VENV)
    uv = shutil.which("uv")
    if uv is None:
        if not has_pip():
            sys.exit("setup: this Python has no pip; install python3-venv (Debian) or uv.")
        run(PYTHON, "-m", "pip", "install", "-q", f"uv=={UV_VERSION}")
        uv = str(PYTHON.with_name("uv"))
    # Compiled once here: where the environment forbids bytecode, every process would compile anew.
    options = ("-q", "--compile-bytecode", "--require-hashes")
    run(uv, "pip", "install", "--python", PYTHON, *options, "-r", LOCK)


def has_pip() -> bool:
    """Say whether this Python can put pip into a new environment."""
    probe = [sys.executable, "-c", "import ensurepip"]
    return subprocess.run(probe, check=False, capture_output=True).returncode == 0


def step(name: str, inputs: Iterable[Path], work: Callable[[], None]) -> None:
    """Do one step unless its inputs are those of the last time it succeeded."""
    stamp = STAMPS / name
    digest = digest_of([Path(__file__).resolve(), *inputs])
    if stamp.is_file() and stamp.read_text() == digest:
        return
    print(f"setup: {name}", flush=True)
    work()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest)


def main() -> None:
    """Bring everything up to date."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this is where an older Python ends up
        sys.exit("setup: Mingchui needs Python 3.11 or newer; run `make PYTHON=python3.11 setup`.")
    step("packages", [LOCK], make_environment)
    vendor = ROOT / "scripts" / "vendor.py"
    if not (ROOT / "static" / "vendor" / "manifest.json").is_file():
        (STAMPS / "assets").unlink(missing_ok=True)
    step("assets", [vendor, ROOT / "package-lock.json"], lambda: run(PYTHON, vendor))
    words = ROOT / "scripts" / "i18n.py"
    catalogues = [*(ROOT / "translations").rglob("*.yaml"), *(ROOT / "translations").rglob("*.po")]
    if not list((ROOT / "translations").rglob("*.mo")):
        (STAMPS / "translations").unlink(missing_ok=True)
    step("translations", [words, *catalogues], lambda: run(PYTHON, words))


if __name__ == "__main__":
    main()
