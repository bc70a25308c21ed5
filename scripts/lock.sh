#!/usr/bin/env bash
# Resolve pyproject.toml into hash-locked files, for every platform and Python 3.11 or newer.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .venv/bin/uv)
common=(--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url
    --no-emit-find-links --no-header)
"$uv" pip compile "${common[@]}" pyproject.toml -o requirements.txt "$@"
"$uv" pip compile "${common[@]}" pyproject.toml --group dev -c requirements.txt \
    -o requirements-dev.txt "$@"
