# Every target sets itself up in .venv first; that takes about a minute, once, and again when a dependency changes.

VENV   := .venv
PYTHON := $(VENV)/bin/python
READY  := $(VENV)/.ready
PIP    := $(PYTHON) -m pip --quiet --quiet --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help run test campaign check bench lock clean

help:
	@echo 'make run       start guanxi: the server, the worker and everything they need'
	@echo 'make test      run the tests'
	@echo 'make campaign  run the long random and kill tests'
	@echo 'make check     lint, formatting, types and tests: what CI runs'
	@echo 'make bench     measure; the figures go to bench.json'
	@echo 'make lock      resolve the dependencies anew; LOCK="--upgrade" takes newer ones'
	@echo 'make clean     remove the environment, caches and builds; data under var/ stays'

run: $(READY)
	@$(VENV)/bin/guanxi up

test: $(READY)
	@$(PYTHON) -m pytest

campaign: $(READY)
	@$(PYTHON) -m pytest -m campaign --hypothesis-profile=campaign

# All of them run, so that one round shows all there is to mend.
check: $(READY)
	@failed=; \
	$(VENV)/bin/ruff check --quiet . || failed=yes; \
	$(VENV)/bin/ruff format --quiet --check . || \
	  { echo 'Some files are not formatted; this does it: .venv/bin/ruff format .' >&2; failed=yes; }; \
	$(VENV)/bin/mypy --strict --no-error-summary || failed=yes; \
	$(PYTHON) -m pytest || failed=yes; \
	test -z "$$failed"

bench: $(READY)
	@$(PYTHON) -m tests.bench

clean:
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis bench.json
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- set-up -----------------------------------------------------------------------------------------------------

# A name on the path may be a shim that runs nothing, so each candidate is tried, with what `venv` needs.
FIND_PYTHON = for python in python3.12 python3.11 python3; do \
	  "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	  python=; \
	done; \
	test -n "$$python" || { echo 'guanxi needs Python 3.11 or 3.12 with its venv module:' \
	  'Debian/Ubuntu: apt-get install python3 python3-venv; Fedora: dnf install python3; macOS: brew install python@3.12' >&2; exit 1; }

# durable-rules comes as C source, and only for CPython before 3.13 (see pyproject.toml).
define COMPILER_IS_THERE
import importlib.util, os, pathlib, shutil, sys, sysconfig
if sys.version_info >= (3, 13) or sys.implementation.name != "cpython" or importlib.util.find_spec("durable_rules_engine"):
    sys.exit()
compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
headers = pathlib.Path(sysconfig.get_path("include"), "Python.h")
if not (shutil.which(compiler) and headers.is_file()):
    sys.exit(
        "guanxi needs a C compiler to build durable-rules: "
        "Debian/Ubuntu: apt-get install build-essential python3-dev; "
        "Fedora: dnf install gcc python3-devel; macOS: xcode-select --install"
    )
endef
export COMPILER_IS_THERE

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c '' 2>/dev/null || { $(FIND_PYTHON); "$$python" -m venv --clear $(VENV); }
	@$(PYTHON) -c "$$COMPILER_IS_THERE"
	@echo 'Setting up $(VENV) ...' >&2
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $(READY)

# --- lock -------------------------------------------------------------------------------------------------------

# pip-tools lives outside .venv: it must not become a part of what it resolves.
# The versions in the lock stay unless pyproject.toml or LOCK="--upgrade" says otherwise.
lock:
	@set -e; $(FIND_PYTHON); tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	"$$python" -m venv "$$tools"; \
	"$$tools/bin/python" -m pip --quiet --quiet --disable-pip-version-check install 'pip-tools>=7.5,<8'; \
	"$$tools/bin/pip-compile" --quiet --generate-hashes --extra dev --build-deps-for editable --strip-extras \
	  --no-emit-options --no-header --no-annotate \
	  $(LOCK) --output-file requirements.lock pyproject.toml; \
	{ echo '# Made by `make lock` from pyproject.toml: every version and hash of guanxi, its checks and its build. Not edited by hand.'; \
	  grep -v '^#' requirements.lock; } > "$$tools/lock"; \
	cp "$$tools/lock" requirements.lock
