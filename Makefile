# Claim Tracker. `make` alone lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV ?= .venv
PORT ?= 8000
DEMO ?= 1
AUDIT ?= 1
PYTEST_ARGS ?= -n auto --dist loadfile
PYTHON ?=
SYSTEM_PYTHON ?= /usr/bin/python3.11
export DEMO
ifneq ($(PORT),8000)
export PUBLIC_URL ?= http://127.0.0.1:$(PORT)
endif

BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py

.PHONY: help run demo test test-postgres faults faults-broken faults-demo fuzz-doors fuzz-api backup restore release-check check style types floors dependencies django audit format screenshots bench-weighing bench-comparing bench-retrieval bench-claims bench-digests bench-desk bench-api bench-scale fit-comparing bench-reading fit-reading lock clean

help: ## this list
	@grep -hE '^[a-z_-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z_-]+):.*## /  make \1|/' | column -t -s '|'

run: $(VENV)/.runs ## install what is missing, load the demo once, serve on http://127.0.0.1:$(PORT) (PORT=8001, DEMO=0 for an empty desk)
	@exec $(MANAGE) serve --prepare --port $(PORT)

demo: $(VENV)/.runs ## load the demo without serving
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_demo

test: $(VENV)/.tests ## every test; a part whose server or browser is missing says so in one line
	@$(BIN)/python -m pytest -rs $(PYTEST_ARGS)

release-check: $(VENV)/.tests ## every test at full size: a thousand fresh examples for each property, three long fault runs, each guard taken away
	@HYPOTHESIS_PROFILE=release $(BIN)/python -m pytest -rs $(PYTEST_ARGS)
	@$(MAKE) --no-print-directory test-postgres
	@$(MAKE) --no-print-directory faults SIZE=standard SEEDS=1,2,3
	@$(MAKE) --no-print-directory faults-broken
	@$(MAKE) --no-print-directory faults-demo
	@$(MAKE) --no-print-directory fuzz-doors

test-postgres: $(VENV)/.tests ## the tests that touch the database, on PostgreSQL (POSTGRES=postgres://postgres@127.0.0.1/claims_tests, MARK=postgres for the few that CI runs)
	@DATABASE_URL=$(or $(POSTGRES),postgres://postgres@127.0.0.1:$(or $(TEST_POSTGRES_PORT),5432)/claims_tests) \
	  $(BIN)/python -m pytest -rs $(PYTEST_ARGS) $(if $(MARK),-m $(MARK)) tests/tracker tests/verification

faults: $(VENV)/.tests ## kill, freeze and flush under the whole program and see that nothing is lost (SIZE=quick|standard, SEEDS=1,2,3, BROKEN=no-sweep|no-lock|no-fence|mark-after-send|naive)
	@$(BIN)/python -m tests.faults.run --size $(or $(SIZE),quick) --seeds $(or $(SEEDS),1) $(if $(BROKEN),--broken $(BROKEN))

faults-broken: $(VENV)/.tests ## take each guard away in turn: every such run must fail
	@for way in no-sweep no-lock no-fence mark-after-send; do \
	  if $(BIN)/python -m tests.faults.run --size $(or $(SIZE),quick) --seeds $(or $(SEEDS),1) --broken $$way; then \
	    echo "the fault run did not notice $$way" >&2; exit 1; fi; done

faults-demo: $(VENV)/.tests ## kill the one process of make run at twenty random moments of the demo's loading and see that nothing is lost or doubled
	@$(BIN)/python -m tests.faults.demo --kills $(or $(KILLS),20) --seed $(or $(SEEDS),1)

backup: $(VENV)/.runs ## write the whole database into one file (FILE=var/backups/claims-DATE.tar)
	@$(MANAGE) backup $(if $(FILE),--output "$(FILE)")

restore: $(VENV)/.runs ## put a backup in the place of the database, after asking (FILE=…, YES=1 not to be asked), and check the record
	@test -n "$(FILE)" || { echo "make restore needs FILE=…, a file that make backup wrote" >&2; exit 1; }
	@$(MANAGE) restore "$(FILE)" --replace $(if $(YES),--yes)

fuzz-doors: $(VENV)/.tests ## hand N=10000 random and mutated inputs in at every door: no error of the program, nothing lost, memory bounded (DOOR="desk question" for one)
	@FUZZ_INPUTS=$(or $(N),10000) FUZZ_FIRST=$(or $(FIRST),0) $(BIN)/python -m pytest $(if $(DOOR),-k "$(DOOR)",-n auto --dist load) tests/fuzz

fuzz-api: $(VENV)/.tests ## let schemathesis ask every operation of the API with every role's token and all checks, on SQLite and PostgreSQL (EXAMPLES=50, ROLES=lead, SEED=1)
	@$(BIN)/python -m tests.fuzz_api.run --examples $(or $(EXAMPLES),50) --seed $(or $(SEED),1) $(if $(ROLES),--roles $(ROLES))

check: style types floors dependencies django audit ## style, types, floors, dependencies, settings, migrations, known vulnerabilities

style: $(VENV)/.tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.tests
	@DEBUG=1 $(BIN)/mypy

floors: $(VENV)/.tests
	@$(BIN)/lint-imports

dependencies: $(VENV)/.tests
	@$(BIN)/deptry .

django: $(VENV)/.tests
	@DEBUG=1 $(MANAGE) check --fail-level WARNING
	@SECRET_KEY=$$(head -c 64 /dev/urandom | base64 -w 0) PUBLIC_URL=https://claims.example READ_DOT_ENV=0 $(MANAGE) check --deploy --fail-level WARNING
	@DEBUG=1 $(MANAGE) makemigrations --check --dry-run

audit: $(VENV)/.tests
	@if [ "$(AUDIT)" = 0 ]; then echo "pip-audit: switched off (AUDIT=0)."; exit 0; fi; \
	found=$$($(BIN)/pip-audit --disable-pip --requirement requirements.txt --progress-spinner off 2>&1) && sound=1 || sound=0; \
	if grep -q 'known vulnerabilit' <<< "$$found" && [ $$sound = 0 ]; then echo "$$found"; exit 1; fi; \
	if [ $$sound = 0 ] || grep -q 'could not be audited' <<< "$$found"; then echo "pip-audit: no advisories to be had from here; this part was left out."; \
	else echo "pip-audit: no known vulnerabilities"; fi

format: $(VENV)/.tests ## put the code into shape
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

bench-weighing: $(VENV)/.tests ## measure records and grouped copies on DATA=DIR (weighing/clean.csv and dirty.csv in it)
	@test -n "$(DATA)" || { echo "make bench-weighing needs DATA=DIR, the directory that holds weighing/clean.csv and weighing/dirty.csv" >&2; exit 1; }
	@$(BIN)/python -m tests.bench.bench_weighing "$(DATA)"

bench-comparing: $(VENV)/.tests ## measure comparing on the own pairs and on DATA=DIR (relations/ in it), and write docs/benchmarks.md
	@test -n "$(DATA)" || { echo "make bench-comparing needs DATA=DIR, the directory that holds relations/" >&2; exit 1; }
	@$(BIN)/python -m tests.bench.bench_comparing "$(DATA)" --size $(or $(LIMIT),0) --write

bench-retrieval: $(VENV)/.tests ## measure how well a post finds the claim that it repeats, on DATA=DIR (retrieval/checkthat2020_* in it), and write docs/benchmarks.md
	@test -n "$(DATA)" || { echo "make bench-retrieval needs DATA=DIR, the directory that holds retrieval/" >&2; exit 1; }
	@$(BIN)/python -m tests.bench.bench_retrieval "$(DATA)" --write

bench-claims: $(VENV)/.tests ## measure finding and comparing among CLAIMS=100000 made claims and a tenth of them, and write docs/benchmarks.md
	@$(BIN)/python -m tests.bench.bench_claims --claims "$(or $(CLAIMS),100000)" --write

bench-desk: $(VENV)/.tests ## measure the desk's pages with CLAIMS=100000 made claims and three statements for each, and write docs/benchmarks.md (needs PostgreSQL)
	@$(BIN)/python -m tests.bench.bench_desk --claims "$(or $(CLAIMS),100000)" --write

bench-scale: $(VENV)/.tests ## measure a report from intake to flags as the record grows, SIZES=10000,100000,1000000 claims, DATABASES=postgresql,sqlite, DATA= a folder of texts besides, and write docs/benchmarks.md
	@$(BIN)/python -m tests.bench.bench_scale --sizes "$(or $(SIZES),10000,100000,1000000)" --databases "$(or $(DATABASES),postgresql,sqlite)" --reports "$(or $(REPORTS),40)" --data "$(DATA)" --keep "$(KEEP)" --write

bench-api: $(VENV)/.tests ## measure the lists of the API with CLAIMS=100000 made claims, and write docs/benchmarks.md (needs PostgreSQL)
	@$(BIN)/python -m tests.bench.bench_api --claims "$(or $(CLAIMS),100000)" --write

bench-digests: $(VENV)/.tests ## measure digests to PEOPLE=5000 people with two schedulers over a clock change, exactly one each, and write docs/benchmarks.md
	@$(BIN)/python -m tests.bench.bench_digests --people "$(or $(PEOPLE),5000)" --write

fit-comparing: $(VENV)/.tests ## fit the likeness of words anew on DATA=DIR (relations/vitaminc_pages_even.jsonl in it)
	@test -n "$(DATA)" || { echo "make fit-comparing needs DATA=DIR, the directory that holds relations/vitaminc_pages_even.jsonl" >&2; exit 1; }
	@$(BIN)/python -m tests.bench.fit_likeness "$(DATA)" --write

bench-reading: $(VENV)/.tests ## measure reading on the sets in DATA=DIR (LIMIT=n rows of each) and write docs/benchmarks.md
	@test -n "$(DATA)" || { echo "make bench-reading needs DATA=DIR, the directory that holds the sets, at any depth" >&2; exit 1; }
	@$(BIN)/python -m tests.bench.bench_reading "$(DATA)" --limit "$(or $(LIMIT),0)" --write

fit-reading: $(VENV)/.tests ## fit the learned tables of reading anew on the training splits in DATA=DIR (LIMIT=n: figures of a sample, nothing written)
	@test -n "$(DATA)" || { echo "make fit-reading needs DATA=DIR, the directory that holds the training splits, at any depth" >&2; exit 1; }
	@$(BIN)/python -m tests.bench.fit_reading "$(DATA)" --limit "$(or $(LIMIT),0)" --write

screenshots: $(VENV)/.tests ## photograph the demo's pages into docs/images (needs Chromium)
	@$(BIN)/python -m tests.bench.screenshots

lock: $(VENV)/.tests ## work requirements*.txt out anew, with hashes (needs uv on the PATH)
	@command -v uv > /dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	uv pip compile --quiet --custom-compile-command 'make lock' --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --output-file requirements.txt requirements.in
	uv pip compile --quiet --custom-compile-command 'make lock' --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --output-file requirements-dev.txt requirements-dev.in

clean: ## forget caches and built static files; the database, the mail and the environment stay
	@rm -rf staticfiles .ruff_cache .mypy_cache .hypothesis .import_linter_cache test-results
	@find tracker verification tests -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- the environment: made once, installed again only when the lock changed
$(BIN)/python:
	@for candidate in $(PYTHON) python3.11 python3 $(SYSTEM_PYTHON); do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2> /dev/null; then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Claim Tracker needs Python 3.11 and found none on the PATH. Install it (Debian 12: apt-get install python3.11-venv)" >&2; \
	  echo "or name it: make run PYTHON=/path/to/python3.11" >&2; exit 1; \
	fi; \
	"$$found" -m venv $(VENV) || { echo "Python's venv module is missing (Debian 12: apt-get install python3.11-venv)." >&2; rm -rf $(VENV); exit 1; }

$(VENV)/.runs: requirements.txt | $(BIN)/python
	@if ! cmp -s requirements.txt $@; then echo "Installing what Claim Tracker runs on (once, about a minute)…"; \
	  $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt; fi
	@cp requirements.txt $@

$(VENV)/.tests: requirements-dev.txt | $(BIN)/python
	@if ! cmp -s requirements-dev.txt $@; then echo "Installing what the tests run on…"; \
	  $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt; fi
	@cp requirements-dev.txt $@
