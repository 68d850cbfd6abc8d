# Everything a developer or a first user types. Each target installs what it needs into .venv, and only when that changed.

PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help install run demo test check types lint bench python

help: ## Explain the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)
	@echo '  Options: PYTHON=python3.12 (which Python), ARGS="--port 8001" (passed on to the command)'

install: $(RUN) ## Make .venv with kokoroe in it, from hashed requirements

run: $(RUN) ## Start the server on ./data; the first start prints the link for the first account
	@exec $(BIN)/python -m kokoroe run $(ARGS)

demo: $(RUN) ## Start a server with sample contracts on ./data-demo, and print who can sign in
	@exec $(BIN)/python -m kokoroe demo $(ARGS)

test: $(DEV) ## Run the tests; KOKOROE_TEST_DATABASE=postgresql runs them on a PostgreSQL of their own
	@$(if $(filter postgresql,$(KOKOROE_TEST_DATABASE)),$(BIN)/python tests/postgres.py) $(BIN)/python -m pytest -n auto $(ARGS)

check: types lint ## Look at the code: ruff, mypy, import-linter, djlint

types: $(DEV)
	@$(BIN)/python -m mypy src

lint: $(DEV)
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/python -m djlint --lint --quiet src

bench: $(DEV) ## Measure what is promised about speed and size, as ratios
	@$(BIN)/python -m bench $(ARGS)

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'kokoroe needs Python 3.11 or later. Name one with PYTHON=, such as: make PYTHON=python3.12' >&2; \
		echo 'kokoroe には Python 3.11 以降が必要です。PYTHON= で指定してください。例: make PYTHON=python3.12' >&2; \
		exit 1; }

$(BIN)/python: | python
	@$(PYTHON) -m venv $(VENV) || { \
		rm -rf $(VENV); \
		echo 'The virtual environment could not be made. On Debian and Ubuntu: apt install python3-venv' >&2; \
		exit 1; }

$(RUN): requirements/build.txt requirements/run.txt pyproject.toml | $(BIN)/python
	@echo 'Installing kokoroe into $(VENV) ...'
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	@echo 'Installing the tools for tests and checks into $(VENV) ...'
	@$(PIP) install --no-compile --require-hashes -r requirements/dev.txt
	@touch $@
