# Everything is installed into .venv from the lock files; `make help` lists what can be done.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
LIMIT := $(if $(shell command -v timeout),timeout --signal=INT --kill-after=30 3000)
CODE := portal tests scripts bench piccolo_conf.py

.PHONY: help install demo run test check format soak bench mutate
.NOTPARALLEL:

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.runtime ## a fresh demo with one account per role and the WhatsApp simulator
	$(BIN)/aspal demo

run: $(VENV)/.runtime ## migrate, then web and worker, with the settings of .env
	ASPAL_ENV_FILE=$(wildcard .env) $(BIN)/aspal up

install: $(VENV)/.dev ## what development needs, without running anything

test: $(VENV)/.dev ## all tests on SQLite, PostgreSQL and in Chromium, on two cores
	$(BIN)/python -m tests.provision
	$(LIMIT) $(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

check: $(VENV)/.dev ## lint, format, types, order of imports, templates; no tests
	$(BIN)/ruff check $(wildcard $(CODE))
	$(BIN)/ruff format --check $(wildcard $(CODE))
	$(BIN)/mypy portal
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --check templates
	$(BIN)/djlint --quiet --lint templates

format: $(VENV)/.dev ## rewrite code and templates the way check wants them
	$(BIN)/ruff check --fix $(wildcard $(CODE))
	$(BIN)/ruff format $(wildcard $(CODE))
	$(BIN)/djlint --quiet --reformat templates

soak: $(VENV)/.dev ## 200 rounds with killed processes, 20,000 forms filled with nonsense
	$(BIN)/python -m tests.provision
	$(BIN)/python -m pytest tests/crash --rounds 200 $(ARGS)
	$(BIN)/python -m pytest tests/fuzz --inputs 20000 $(ARGS)

bench: $(VENV)/.dev ## ratios against a bare page, all from one run
	$(BIN)/python -m tests.provision
	$(BIN)/python -m bench $(ARGS)

mutate: $(VENV)/.dev ## change MODULE in every small way and see whether a test notices
	$(BIN)/python -m tests.provision
	$(BIN)/python scripts/mutate.py $(MODULE)

# The lock is whole. Without --no-deps pip looks for an extra (pydantic[email]) afresh and stumbles over the first
# version that is newer than the lock's; `pip check` says if the lock were not whole.
# A stamp is as new as its lock, so nothing is installed twice and `make demo` needs no test tools.
$(VENV)/.runtime: requirements.lock | $(BIN)/python
	$(PIP) install --require-hashes --no-deps -r $<
	$(PIP) install --no-deps -e .
	$(PIP) check
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(BIN)/python
	$(PIP) install --require-hashes --no-deps -r $<
	$(PIP) install --no-deps -e .
	$(PIP) check
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is missing. Install it, then run make again." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
