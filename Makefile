# CarboniX: every way into the project. Bare `make` lists the targets; the stamp of each environment stands inside it and is
# written last, so a half-made or deleted environment is simply made again.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

ROOT := $(CURDIR)
PYTHON ?= python3.11
UV := $(ROOT)/.venv-tools/bin/uv
PY := $(ROOT)/.venv/bin/python
ONCE ?=

TOOLS := .venv-tools/installed
SERVICE := .venv/installed
BROWNIE := .venv-brownie/installed
SLITHER := .venv-slither/installed
HALMOS := .venv-halmos/installed
OPENDSM_ENV := .venv-opendsm/installed
CLIENT_ENV := .venv-client/installed
NODE := node_modules/.installed
ISLANDS := web/static/built/.made
SOLC := .solcx/solc-v0.8.28

# Nothing but the hash-pinned lock files decides what is installed: settings of the caller's machine that name other
# files, constraints or build modes are left out.
export CARBONIX_ROOT := $(ROOT)
export SOLCX_BINARY_PATH := $(ROOT)/.solcx
export UV_NO_CONFIG := 1
export UV_SYSTEM_CERTS := 1
unexport UV_FIND_LINKS UV_CONSTRAINT UV_OVERRIDE PIP_FIND_LINKS PIP_CONSTRAINT PIP_REQUIRE_VIRTUALENV PYTHONPATH PYTHONHOME VIRTUAL_ENV

# Sources are built without isolation, by the pinned build tools: an isolated build would fetch its own, unpinned.
INSTALL := $(UV) pip install --quiet --require-hashes --no-deps --no-build-isolation --compile-bytecode
COMPILE := $(UV) pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	--python-version 3.11 --override locks/overrides.txt
WITH_CHAIN := $(PY) scripts/with_chain.py
FORGE := node_modules/@foundry-rs/forge-linux-amd64/bin/forge
SEED ?= $(shell date +%s)

.PHONY: help install requirements demo test browser serve check lint types tidy bench accuracy client contracts contracts-ganache coverage fuzz fuzz-engine fuzz-ci chaos gas native slither halmos mutation abis reproduce lock clean distclean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# --- install ----------------------------------------------------------------------------------------------------------

install: $(SERVICE) $(BROWNIE) $(NODE) $(SOLC) $(ISLANDS) ## both Python environments, the node packages and the compiler

requirements:
	@PYTHON="$(PYTHON)" bash scripts/requirements.sh

$(TOOLS): locks/uv.txt | requirements
	rm -rf .venv-tools
	$(PYTHON) -m venv .venv-tools
	.venv-tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r locks/uv.txt
	@touch $@

$(SERVICE): locks/build.txt locks/test.txt locks/data.txt pyproject.toml clients/python/pyproject.toml $(TOOLS)
	rm -rf .venv
	$(UV) venv --quiet --python "$$(command -v $(PYTHON))" .venv
	$(INSTALL) --python $(PY) -r locks/build.txt
	$(INSTALL) --python $(PY) -r locks/test.txt -r locks/data.txt
	$(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation --config-setting editable_mode=compat --editable . --editable clients/python
	@touch $@

# Brownie's wheel is compiled with mypyc and breaks on networks.default and --coverage: it is built from source, plain.
$(BROWNIE): locks/build.txt locks/brownie.txt $(TOOLS)
	rm -rf .venv-brownie
	$(UV) venv --quiet --python "$$(command -v $(PYTHON))" .venv-brownie
	$(INSTALL) --python .venv-brownie/bin/python -r locks/build.txt
	BROWNIE_NOCOMPILE=1 $(INSTALL) --python .venv-brownie/bin/python --no-binary eth-brownie -r locks/brownie.txt
	@touch $@

$(NODE): package.json package-lock.json .npmrc | requirements
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(ISLANDS): vite.config.mts $(wildcard web/islands/*.ts web/islands/*/*.ts web/static/*.css) $(NODE)
	node_modules/.bin/vite build --logLevel warn
	@touch $@

$(SOLC): scripts/solc/solc scripts/solc/standard_json.js $(NODE)
	mkdir -p .solcx
	install -m 755 scripts/solc/solc .solcx/solc-v0.8.28
	@touch $@

$(SLITHER): locks/build.txt locks/slither.txt $(TOOLS) $(SOLC)
	rm -rf .venv-slither
	$(UV) venv --quiet --python "$$(command -v $(PYTHON))" .venv-slither
	$(INSTALL) --python .venv-slither/bin/python -r locks/build.txt
	$(INSTALL) --python .venv-slither/bin/python -r locks/slither.txt
	@touch $@

# A tool beside the project, under the AGPL: it stays in an environment of its own and is never shipped.
$(HALMOS): locks/build.txt locks/halmos.txt $(TOOLS) $(SOLC)
	rm -rf .venv-halmos
	$(UV) venv --quiet --python "$$(command -v $(PYTHON))" .venv-halmos
	$(INSTALL) --python .venv-halmos/bin/python -r locks/build.txt
	$(INSTALL) --python .venv-halmos/bin/python -r locks/halmos.txt
	@touch $@

# Only the table of accuracy asks it for a second opinion: nothing of the house imports it.
$(OPENDSM_ENV): locks/opendsm.txt $(TOOLS)
	rm -rf .venv-opendsm
	$(UV) venv --quiet --python "$$(command -v $(PYTHON))" .venv-opendsm
	$(INSTALL) --python .venv-opendsm/bin/python -r locks/opendsm.txt
	@touch $@

# Writes the Python client from the OpenAPI document; it pins an older typer than the service has.
$(CLIENT_ENV): locks/build.txt locks/client.txt $(TOOLS)
	rm -rf .venv-client
	$(UV) venv --quiet --python "$$(command -v $(PYTHON))" .venv-client
	$(INSTALL) --python .venv-client/bin/python -r locks/build.txt
	$(INSTALL) --python .venv-client/bin/python -r locks/client.txt
	@touch $@

# --- run --------------------------------------------------------------------------------------------------------------

demo: install ## the whole story, then serve it (ONCE=1: prove it and exit)
	$(PY) -m scripts.compile_contracts
	.venv/bin/carbonix demo $(if $(filter-out 0,$(ONCE)),--once)

serve: install ## serve what the last demo left running state for
	.venv/bin/carbonix serve

# --- prove ------------------------------------------------------------------------------------------------------------

test: install ## every proof: service tests, contract tests on anvil and on ganache, fuzz and invariants
	$(PY) -m scripts.compile_contracts
	.venv/bin/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder
	$(MAKE) --no-print-directory contracts
	$(MAKE) --no-print-directory contracts-ganache
	$(MAKE) --no-print-directory fuzz-ci

# `make test` tries each page once; this tries each in every language and theme, and leaves a picture of all.
browser: install ## every journey in a real browser, every page x language x theme, pictures in reports/pages (minutes)
	$(PY) -m scripts.compile_contracts
	rm -rf reports/pages
	.venv/bin/pytest tests/browser --numprocesses 2 --dist load --whole --shots reports/pages
	@echo "pictures: reports/pages/<language>/<theme>/<page>-<width>.png"

contracts: install ## contract tests through Brownie on anvil
	$(PY) -m scripts.test_contracts --engine anvil

contracts-ganache: install ## contract tests through Brownie on ganache
	$(PY) -m scripts.test_contracts --engine ganache

coverage: install ## contract tests with statement and branch coverage (without the random walks, too slow to trace)
	$(WITH_CHAIN) --engine anvil --base-fee 0 -- brownie test tests/contracts --network carbonix --coverage \
		--ignore=tests/contracts/ledger/test_model.py --ignore=tests/contracts/exchange/test_model.py

fuzz-ci: install ## 205,000 stateful calls, 100,000 fees, every mutation, the gas and size snapshots
	$(FORGE) test --no-match-contract GasFigures
	$(FORGE) test --isolate --match-contract GasFigures
	$(PY) scripts/snapshot_gas.py

# Forge prints the seed; the same SEED repeats the run.
fuzz: install ## 2,050,000 stateful calls and 10,000,000 fees from a new seed, new examples of every property (long)
	.venv/bin/pytest -q --hypothesis-profile new $$(grep -rl "from hypothesis" tests --include=*.py | grep -v -e tests/contracts -e conftest)
	FOUNDRY_PROFILE=long $(FORGE) test --no-match-contract GasFigures --fuzz-seed $(SEED)
	$(MAKE) --no-print-directory fuzz-engine

fuzz-engine: install ## 2,000,000 random commands through the engine and a naive book side by side (minutes; SEED repeats)
	@echo "seed $(SEED)"
	CARBONIX_ENGINE_STEPS=2000000 CARBONIX_ENGINE_SEED=$(SEED) .venv/bin/pytest -q --timeout 0 tests/marketplace/engine/test_differential.py

# Minutes; the seed is printed, and the same SEED repeats the places (never the instants).
chaos: install ## 2,000 kills of the market's desk at every transition of its journal: nothing answered is lost or doubled
	$(PY) -m tests.marketplace.journal.chaos --kills $(or $(KILLS),2000) --seed $(SEED)

gas: install ## our gas and code sizes beside published figures, written to snapshots/
	$(FORGE) test --isolate --match-contract GasFigures
	$(PY) scripts/snapshot_gas.py --write

check: lint types tidy ## ruff, mypy, solhint, the TypeScript compiler and the tidy test

lint: install
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	node_modules/.bin/solhint --disc --noPoster --max-warnings 0 'contracts/**/*.sol'
	node_modules/.bin/tsc --project web/islands

types: install
	.venv/bin/mypy

tidy: install
	.venv/bin/pytest -q tests/test_tidy.py

# Each prints its figures beside a peer and ends with 1 where a goal is missed; PRODUCTS=100000 for a smaller run.
bench: install ## speed: a million footprints from a file, and the calls over HTTP from a million products (minutes)
	$(PY) -m benchmarks.footprints $(if $(PRODUCTS),--products $(PRODUCTS))
	$(PY) -m benchmarks.calls $(if $(PRODUCTS),--products $(PRODUCTS)) --engine sqlite --engine postgres
	$(PY) -m benchmarks.lake $(if $(READINGS),--readings $(READINGS))
	$(PY) -m benchmarks.engine

# The same source, faster; nothing needs it. PYTHONPATH=build/native takes it, where Python is started with -P.
native: install ## compile the matching engine with mypyc into build/native, and measure it
	$(PY) -m scripts.compile_engine
	PYTHONPATH=build/native:$(ROOT) $(PY) -P -m benchmarks.engine --alone

# A goal that is missed is printed and published; the diive wheel is read where it lies, its code is never run.
accuracy: install $(if $(OPENDSM),$(OPENDSM_ENV)) ## one table on held-out data: naive, ours, target, coverage (OPENDSM=1: opendsm's own model beside)
	$(PY) -m benchmarks.accuracy

slither: $(SLITHER) ## static analysis of the contracts: no finding, or it fails
	ls contracts/*.sol contracts/methodologies/*.sol | PATH="$(ROOT)/$(dir $(FORGE)):$$PATH" xargs -n 1 -P 2 .venv-slither/bin/slither

halmos: install $(HALMOS) ## proofs over every value: the small state machines and sums (minutes)
	$(PY) -m scripts.prove_symbolically

mutation: install ## does a test notice a wrong contract? a sample of the core, writes docs/spec/12-mutation.md (an hour)
	$(PY) -m scripts.mutate --core --per-file 3

# A test makes it again and compares; a warning of the generator is an error.
client: install $(CLIENT_ENV) ## write the Python client in clients/python anew from the OpenAPI document
	$(PY) -m scripts.write_client

abis: install ## write the ABI files that the service reads, and the Standard JSON inputs that source verifiers read
	$(WITH_CHAIN) --engine anvil -- brownie run scripts/export_abis.py --network carbonix
	$(WITH_CHAIN) --engine anvil -- brownie run scripts/standard_json.py --network carbonix

reproduce: install ## compile each committed Standard JSON input and compare every byte with what is deployed
	$(WITH_CHAIN) --engine anvil -- brownie run scripts/standard_json.py reproduce --network carbonix

# --- keep -------------------------------------------------------------------------------------------------------------

# npm leaves out the hashes of what it finds installed, so its lock is resolved in an empty folder.
lock: $(TOOLS) ## resolve every lock file anew (versions move: read the difference)
	$(COMPILE) --upgrade locks/build.in --output-file locks/build.txt
	$(COMPILE) --upgrade locks/uv.in --output-file locks/uv.txt
	$(COMPILE) --upgrade pyproject.toml --output-file locks/service.txt
	$(COMPILE) --upgrade --extra test --constraint locks/service.txt pyproject.toml --output-file locks/test.txt
	$(COMPILE) --upgrade --no-deps --only-binary :all: locks/data.in --output-file locks/data.txt
	$(COMPILE) --upgrade --no-binary eth-brownie locks/brownie.in --output-file locks/brownie.txt
	$(COMPILE) --upgrade locks/slither.in --output-file locks/slither.txt
	$(COMPILE) --upgrade locks/halmos.in --output-file locks/halmos.txt
	$(COMPILE) --upgrade locks/opendsm.in --output-file locks/opendsm.txt
	$(COMPILE) --upgrade locks/client.in --output-file locks/client.txt
	rm -rf build/lock && mkdir -p build/lock && cp package.json .npmrc build/lock/
	cd build/lock && npm install --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error
	cp build/lock/package-lock.json package-lock.json && rm -rf build/lock

clean: ## forget the demo: its state, its output, the compiled contracts
	rm -rf .carbonix demo build reports deployments/31337.json

distclean: clean ## also forget everything that was installed
	rm -rf .venv .venv-tools .venv-brownie .venv-slither .venv-halmos .venv-opendsm .venv-client .solcx .brownie-home node_modules *.egg-info
