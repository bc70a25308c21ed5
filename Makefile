# Mingchui: every daily command. `make` alone prints this help.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PY := $(BIN)/python
FLASK := $(BIN)/flask
WORKERS ?= 2
export FLASK_APP ?= app.factory:create_app
# Without bytecode every process that is started compiles the platform anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run stop demo demo-day shell verify test check lint bench fix lock migration docs i18n

## -- Start

setup: ## environment, pinned packages, front-end assets, translations; starts nothing
	@test -n "$(PYTHON)" || { echo "Mingchui needs Python 3.11 or newer on PATH."; exit 1; }
	@$(PYTHON) scripts/setup.py

run: setup ## the whole platform with demo data; prints `Ready:` and the demo people
	@exec $(PY) -u -m app.cli.run

stop: ## stop what `make run` started in this folder
	@$(PY) -m app.cli.stop

## -- Demonstration

demo: setup ## throw the demo database away and make a fresh one (the server must be stopped)
	@$(PY) -m app.cli.run --fresh

demo-day: setup ## walk the demo case of the running server to its next legal date
	@$(FLASK) demo-day

shell: setup ## Python with the app loaded
	@$(FLASK) shell

verify: setup ## ask the database every invariant it can answer; read-only
	@$(FLASK) verify --all

## -- Work on it

test: setup ## all tests, on a PostgreSQL, Valkey and Chromium of their own
	@$(BIN)/pytest -n $(WORKERS) --dist loadgroup $(ARGS)

check: lint ## format, lint, types, contracts, unit tests: before every commit
	@$(BIN)/pytest -q -n $(WORKERS) tests/unit tests/architecture/test_house_rules.py

lint: setup ## format, lint, types, contracts: `make check` without its tests
	@$(BIN)/ruff format --check --quiet . || { echo "run: make fix"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint templates --lint --quiet

bench: setup ## ratios against limits measured in the same run; BENCH_JSON=path for the figures
	@$(PY) -m tests.bench

fix: setup ## format and repair what can be repaired by a machine
	@$(BIN)/ruff check --quiet --fix --unsafe-fixes . ; $(BIN)/ruff format --quiet .

lock: setup ## resolve pyproject.toml anew into the hash-locked requirements files
	@scripts/lock.sh

migration: setup ## write a migration for changed models: make migration NAME="add x"
	@test -n "$(NAME)" || { echo 'say what it does: make migration NAME="add x to y"'; exit 1; }
	@$(FLASK) db migrate -m "$(NAME)"

docs: setup ## state diagrams, OpenAPI, fact catalogue and permission matrix from the code
	@$(FLASK) docs

i18n: setup ## collect and compile the translations
	@$(PY) scripts/i18n.py

help: ## this help
	@awk 'BEGIN {FS = ":.*?## "} /^## -- / {printf "\n\033[1m%s\033[0m\n", substr($$0, 7)} \
		/^[a-z0-9-]+:.*?## / {printf "  \033[36mmake %-10s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)
