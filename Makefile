# newsparallax: everything sets itself up; repeated, it skips what is done.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
STAMP := $(VENV)/.newsparallax-set-up
export GX_ANALYTICS_ENABLED := false

.PHONY: help setup report test check test-browser lab build validate generated bench clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "newsparallax needs Python 3.11 or newer, found none; install it, or run: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; exit 2; }
	@echo "setting up $(VENV) with $(PYTHON) (first time: a few minutes)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $(STAMP)

setup: $(STAMP) ## make .venv and install everything with the pinned versions

report: $(STAMP) ## build, validate, execute the notebooks, write build/report/index.html
	@$(BIN)/newsparallax report

build: $(STAMP) ## build the tables from the curation files into build/release
	@$(BIN)/newsparallax build

validate: $(STAMP) ## check the released data
	@$(BIN)/newsparallax validate

generated: $(STAMP) ## renew the files that are derived from schemas and data
	@$(BIN)/newsparallax generate

check: $(STAMP) ## quick tests and style, about two minutes
	@$(BIN)/ruff check --quiet src tests benchmarks
	@$(BIN)/python -m pytest -q -m "not slow"

test: $(STAMP) ## all tests: data, notebooks, layers, docs, wheel, browser (where there is one)
	@$(BIN)/ruff check --quiet src tests benchmarks
	@$(BIN)/python -m pytest -q

test-browser: $(STAMP) ## only the tests in a real browser (needs Chromium)
	@$(BIN)/python -m pytest -q tests/test_browser.py

lab: $(STAMP) ## open JupyterLab at the notebooks
	@cd notebooks && ../$(BIN)/jupyter lab $$([ $$(id -u) = 0 ] && echo --allow-root)

bench: $(STAMP) ## speed, as ratios measured in one run
	@$(BIN)/python benchmarks/bench_load.py
	@$(BIN)/python benchmarks/bench_validation.py
	@$(BIN)/python benchmarks/bench_measures.py

clean: ## remove build/ (not .venv, not the releases)
	@rm -rf build
