# Everything that is done by hand or by the CI is one word here. `make help` lists the words.
# Works with GNU make from 3.81 (the one of macOS), in a folder whose name holds spaces, and with -s.

HOST ?= 127.0.0.1
PORT ?= 8000
VENV ?= .venv
PYTHON ?=
ARGS ?=
ON_EVERY_CORE = -n auto --maxprocesses=4 --dist loadfile --no-loadscope-reorder

export PYTHON
RUN_TOOLS = .ci/venv "$(VENV)" requirements.lock
DEV_TOOLS = .ci/venv "$(VENV)" requirements-dev.lock
IN_VENV = "$(VENV)/bin/python"

.PHONY: help run test lint fix bench docs check release lock

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | while IFS='	' read -r word what; do printf '  make %-8s %s\n' "$$word" "$$what"; done

run: ## serve the demonstration at http://HOST:PORT (default 127.0.0.1:8000); Ctrl-C stops it
	@$(RUN_TOOLS)
	@exec $(IN_VENV) -m repo_service demo --host "$(HOST)" --port "$(PORT)"

test: ## run every test, on several cores at once; ARGS="tests/store -k blob" runs some, in one process
	@$(DEV_TOOLS)
	@exec $(IN_VENV) -m pytest $(or $(ARGS),$(ON_EVERY_CORE))

lint: ## ruff and mypy --strict
	@$(DEV_TOOLS)
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m mypy

fix: ## let ruff correct what it can
	@$(DEV_TOOLS)
	$(IN_VENV) -m ruff check --fix .

bench: ## measure filing, indexing and searching; ARGS="/folder/of/files" or ARGS=--json
	@$(RUN_TOOLS)
	@exec $(IN_VENV) -m repo_service bench $(ARGS)

docs: ## check README, settings, dependencies and links against the code
	@$(DEV_TOOLS)
	$(IN_VENV) -m pytest tests/house/test_docs.py

check: lint ## what the CI runs before the tests: lint, the rules of the house, nothing left behind
	@before=$$(git status --porcelain) && \
	$(IN_VENV) -m pytest tests/house && \
	after=$$(git status --porcelain) && \
	if [ "$$before" != "$$after" ]; then echo "The checks left files that .gitignore does not name:"; echo "$$after"; exit 1; fi

release: check ## build wheel and sdist into dist/ after proving what the wheel holds
	rm -rf dist
	$(IN_VENV) -m build --no-isolation --outdir dist

lock: ## write both lock files anew from pyproject.toml; UPGRADE=1 takes the newest versions
	@.ci/lock
