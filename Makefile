# make demo | test | lint | types | docs | lock | clean; everything happens in .venv, made from any Python >= 3.11
# that is found (or PYTHON=/path/to/python make demo).

VENV := .venv
BIN := $(VENV)/bin
PYTHONS := python3.13 python3.12 python3.11 python3.14 python3 python
# Errors alone: there is nothing to be done about a warning of what the lock pins.
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
# PYTEST_ARGS: make test PYTEST_ARGS="tests/pipelines -k dates"
PYTEST_ARGS ?=

# The locks hold every package with the hashes of all its files; pip refuses anything else.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-config --quiet

.PHONY: demo test lint types docs lock upgrade clean help
.DEFAULT_GOAL := help

help:
	@echo "make demo    set up and crawl the bundled news town: the first thing to run"
	@echo "make test    set up and run the tests"
	@echo "make lint    ruff check, ruff format --check"
	@echo "make types   mypy"
	@echo "make docs    write the guides as a site with search to build/docs"
	@echo "make lock    write the locks anew from pyproject.toml, keeping versions (make upgrade: newest ones)"
	@echo "make clean   remove the environment and all caches"

demo: $(VENV)/.runtime
	@$(BIN)/wiredesk demo

# Six at once, whatever the machine: the tests wait for processes and clocks most of their time. Each file stays in one
# process, which starts its servers once. Compiled modules are kept even where the environment says not to, because
# every command that a test starts would compile all of them again.
test: $(VENV)/.dev
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 6 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

lint: $(VENV)/.dev
	@$(BIN)/ruff check; status=$$?; $(BIN)/ruff format --check && exit $$status

types: $(VENV)/.dev
	$(BIN)/mypy

docs: $(VENV)/.dev
	@$(BIN)/zensical build
	@echo "build/docs/index.html; to read it with search: $(BIN)/python -m http.server -b 127.0.0.1 -d build/docs"

lock: $(VENV)/.dev
	$(BIN)/$(LOCK) $(UPGRADE) --extra serve --extra scale --extra s3 pyproject.toml -o requirements.lock
	$(BIN)/$(LOCK) $(UPGRADE) --group build -c requirements.lock -o requirements-build.lock
	$(BIN)/$(LOCK) $(UPGRADE) --extra serve --extra scale --extra s3 --group dev pyproject.toml -c requirements.lock -c requirements-build.lock \
		-o requirements-dev.lock
	$(BIN)/$(LOCK) $(UPGRADE) --group training -c requirements-dev.lock -o requirements-training.lock
	@! grep -nE '://|^-' requirements.lock requirements-build.lock requirements-dev.lock requirements-training.lock

upgrade:
	$(MAKE) lock UPGRADE=--upgrade

clean:
	rm -rf $(VENV) build .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis dist
	find crawlers pipelines settings wiredesk tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. The stamps make the second run instant; a changed lock or pyproject.toml brings it up to date.

$(VENV)/.python:
	@python="$(PYTHON)"; \
	if [ -z "$$python" ]; then \
	  for name in $(PYTHONS); do \
	    if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python="$$name"; break; fi; \
	  done; \
	fi; \
	if [ -z "$$python" ]; then \
	  echo "wiredesk needs Python 3.11 or later, and none of $(PYTHONS) is one. Install it, or name it:" >&2; \
	  echo "  make PYTHON=/path/to/python3.12 demo" >&2; exit 1; \
	fi; \
	if ! "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	  echo "$$python is not Python 3.11 or later" >&2; exit 1; \
	fi; \
	echo "setting up $(VENV) with $$("$$python" --version)" >&2; \
	rm -rf $(VENV); \
	"$$python" -m venv $(VENV) || { \
	  rm -rf $(VENV); \
	  echo "$$python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.runtime: $(VENV)/.python pyproject.toml requirements.lock requirements-build.lock
	@echo "installing wiredesk and what it needs; this takes a minute the first time" >&2
	@$(PIP) install --require-hashes -r requirements-build.lock
	@$(PIP) install --require-hashes --no-build-isolation --use-pep517 -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	@echo "installing the development tools" >&2
	@$(PIP) install --require-hashes --no-build-isolation --use-pep517 -r requirements-dev.lock
	@touch $@
