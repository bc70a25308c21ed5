"""What set-up installs is licensed, digested, and never committed."""

import base64
import hashlib
import json
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
VENDOR = ROOT / "static" / "vendor"
FILES = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))["files"]


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["path"])
def test_every_vendored_file_has_its_license(entry: dict[str, str]) -> None:
    words = (VENDOR / entry["license_file"]).read_text(encoding="utf-8")

    assert entry["license"] in {"MIT", "0BSD", "OFL-1.1"}
    assert len(words) > 300


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["path"])
def test_the_digest_in_the_manifest_is_that_of_the_file(entry: dict[str, str]) -> None:
    digest = hashlib.sha384((VENDOR / entry["path"]).read_bytes()).digest()

    assert entry["integrity"] == "sha384-" + base64.b64encode(digest).decode()


def test_the_manifest_names_every_vendored_file() -> None:
    named = {entry["path"] for entry in FILES} | {entry["license_file"] for entry in FILES}
    found = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}

    assert found - {"manifest.json"} == named


def test_nothing_third_party_is_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "static/vendor", "node_modules"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert listed == ""


def test_the_lock_file_holds_no_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))

    assert all("resolved" not in package for package in lock["packages"].values())
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
