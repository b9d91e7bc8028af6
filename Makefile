# Every target makes its own .venv first (tools/setup); a second run starts at once.
PY := .venv/bin/python
MEASURED := docs/measured
PORT := 8080
TESTERS := 2
# A file's tests stay together: what they share is made once.
PYTEST := $(PY) -m pytest -q -n $(TESTERS) --dist loadfile
COMPILE := $(PY) -m uv pip compile --quiet --no-config --cache-dir .venv/uv-cache --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header

.PHONY: help setup page demo screenshot static check test slow soak bench mutate lock clean

help:
	@echo "make setup   .venv from requirements-dev.lock"
	@echo "make page    the page of api/web, built where its sources changed"
	@echo "make demo    the whole product on the demo scene, at 127.0.0.1:8080 (PORT=8081: another port)"
	@echo "make check   lint, types, contracts, unit tests (2 minutes at most)"
	@echo "make test    check, and every test not marked slow: what CI runs"
	@echo "make slow    every test; its summary goes to $(MEASURED)/slow.json"
	@echo "make soak    by hand: hours of virtual time"
	@echo "make bench   by hand: speed beside the plain loop"
	@echo "make mutate  by hand: mutants of the rules that no test kills"
	@echo "make screenshot  by hand: the picture in the README, docs/hall.png"
	@echo "make lock    requirements*.lock from pyproject.toml (UPGRADE=--upgrade: newest releases)"
	@echo "make clean   what the tools left behind, .venv too"

setup:
	@tools/setup

page: setup
	@tools/page

static: setup
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo

check: static
	$(PYTEST) -m "not slow and not thorough" --ignore=tests/real

test: static page
	tools/page check
	$(PYTEST) -m "not slow"

slow: static page
	@mkdir -p $(MEASURED) build
	@$(PYTEST) --junitxml=build/slow.xml; status=$$?; \
	$(PY) -m tests.by_hand.slow_summary build/slow.xml $(MEASURED)/slow.json; exit $$status

demo: page
	@.venv/bin/onpost demo --port $(PORT)

screenshot: page
	$(PY) -m tests.by_hand.screenshot docs/hall.png

soak: setup
	@mkdir -p $(MEASURED)
	$(PY) -m tests.by_hand.soak $(MEASURED)/soak.json

bench: setup
	@mkdir -p $(MEASURED)
	$(PY) -m tests.by_hand.bench $(MEASURED)/bench.json

mutate: setup
	@mkdir -p $(MEASURED)
	$(PY) -m tests.by_hand.mutate $(MEASURED)/mutate.json

lock: setup
	$(COMPILE) $(UPGRADE) pyproject.toml -o requirements.lock
	$(COMPILE) $(UPGRADE) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv build dist mutants api/web/dist api/web/node_modules api/web/.built api/web/.npm .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
