# The same steps everywhere: a developer's machine, CI, a first try.
SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
UV := $(shell command -v uv 2>/dev/null)
# The first Python that runs here and is new enough (a version manager may know names that do not run).
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
JOBS ?= 2

.PHONY: help demo test check bench messages browser clean

help:
	@echo "make demo    try Skwer with an invented city at http://127.0.0.1:8000"
	@echo "make test    everything that can fail: checks, unit, property, browser tests"
	@echo "make check   ruff, mypy, import floors, translations, migrations"
	@echo "make bench   speed, as ratios in one run (SKWER_PABULIB=folder adds real elections)"

$(VENV)/installed: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Skwer needs Python 3.11 or newer; none was found. Name one: make PYTHON=/path/to/python3."; exit 1; }
ifneq ($(UV),)
	@test -x $(PY) || $(UV) venv --quiet --python $(PYTHON) $(VENV)
	@$(UV) pip install --quiet --python $(PY) -e .
else
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check -e .
endif
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
ifneq ($(UV),)
	@$(UV) pip install --quiet --python $(PY) --group dev
else
	@$(PY) -m pip install --quiet --disable-pip-version-check --upgrade pip
	@$(PY) -m pip install --quiet --disable-pip-version-check --group dev
endif
	@touch $@

demo: $(VENV)/installed
	@$(VENV)/bin/skwer demo

check: $(VENV)/installed-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports
	SKWER_DEBUG=1 $(VENV)/bin/mypy src/skwer/methods src/skwer/values $(wildcard src/skwer/apps/*/actions.py src/skwer/apps/*/actions)
	SKWER_DEBUG=1 $(PY) -m django makemigrations --check --dry-run --settings skwer.settings --pythonpath src
	$(PY) tools/messages.py --check
	$(PY) tools/jobs.py --check

browser:
	@tools/browser.sh

# In the order of the folders: sorted by number, the long files of few tests would come last and leave a core idle.
test: $(VENV)/installed-dev check browser
	$(PY) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(PYTEST)

bench: $(VENV)/installed-dev
	@for b in benchmarks/*.py; do echo "== $$b"; $(PY) $$b || exit 1; done

messages: $(VENV)/installed-dev
	$(PY) tools/messages.py

clean:
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .hypothesis
