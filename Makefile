# The verbs of this house. `make` lists them.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv

.PHONY: help demo test lint format bench docs lock audit clean

help: ## list the verbs
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "civicbeat needs Python 3.11 or newer; set PYTHON=python3.12, for example."; exit 1; }
	$(PYTHON) -m venv .venv || { echo "Python's venv module is missing: on Debian, apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet uv

.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/uv
	$(UV) pip install --quiet --require-hashes -r requirements.lock
	$(UV) pip install --quiet --no-deps -e .
	@touch $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml | .venv/bin/uv
	$(UV) pip install --quiet --require-hashes -r requirements-dev.lock
	$(UV) pip install --quiet --no-deps -e .
	@touch $@ .venv/run.stamp

demo: .venv/run.stamp ## load the sample city and open the console on http://127.0.0.1:8000
	$(BIN)/civicbeat demo

test: .venv/dev.stamp ## run the whole test suite
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: .venv/dev.stamp ## ruff, mypy --strict, import-linter, djlint, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint src/civicbeat --lint --quiet

format: .venv/dev.stamp ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/dev.stamp ## print the tables of bench/ (DATA=folder of public data sets, POSTS=10000000)
	$(BIN)/python -m bench $(if $(DATA),--data $(DATA)) $(if $(POSTS),--posts $(POSTS))

docs: .venv/dev.stamp ## write docs/reference and the README's screenshots anew
	$(BIN)/python -m docs.generate

lock: .venv/bin/uv ## resolve the dependencies anew
	$(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --upgrade --quiet -o requirements.lock
	$(UV) pip compile pyproject.toml --group dev --group bench -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --upgrade --quiet -o requirements-dev.lock

audit: .venv/dev.stamp ## hold the locked dependencies against the public list of known faults (needs the network)
	$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip

clean: ## remove what the verbs made, but no data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist staticfiles
