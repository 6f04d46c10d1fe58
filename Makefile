# The project's commands. `make demo` and `make test` are the two to begin with; each makes the environment it needs.

PORT ?= 8000
PYTEST_ARGS ?=
BENCH ?=
PYTEST := .venv/bin/python -m pytest
# A file stays on one worker.
IN_PARALLEL := -n 2 --dist loadfile --no-loadscope-reorder
RUN_STAMP := .venv/runtime-$(shell sha256sum requirements.lock | cut -c1-16)
DEV_STAMP := .venv/dev-$(shell sha256sum requirements-dev.lock | cut -c1-16)

# The demo and the quick suite use the embedded defaults, whatever the shell has set.
EMBEDDED := env -u DATABASE_URL -u REDIS_URL -u ELASTICSEARCH_URL -u EMAIL_URL READ_DOT_ENV=0
DEMO := $(EMBEDDED) DEBUG=0 LOG_LEVEL=WARNING REQUIRE_MFA=0 ALLOWED_HOSTS=127.0.0.1,localhost SITE_URL=http://127.0.0.1:$(PORT)

.DEFAULT_GOAL := help
.PHONY: help demo test quick check bench services services-stop format clean

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: $(RUN_STAMP) var/secret_key ## the platform with its content, at http://127.0.0.1:PORT (PORT=8000)
	@SECRET_KEY="$$(cat var/secret_key)" exec $(DEMO) .venv/bin/python manage.py demo --port $(PORT)

test: check ## the checks and every test that this machine can run; PYTEST_ARGS adds options
	$(PYTEST) $(IN_PARALLEL) $(PYTEST_ARGS)

quick: $(DEV_STAMP) ## the tests that need no server and no browser
	$(EMBEDDED) $(PYTEST) $(IN_PARALLEL) -m "not browser and not served and not services" $(PYTEST_ARGS)

check: $(DEV_STAMP) ## formatting, lint, layers, templates, migrations, translations
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/lint-imports
	.venv/bin/djlint --lint --quiet templates
	$(EMBEDDED) .venv/bin/python manage.py check --fail-level WARNING
	$(EMBEDDED) .venv/bin/python manage.py makemigrations --check --dry-run
	$(EMBEDDED) $(PYTEST) -q tests/test_translations.py

bench: $(DEV_STAMP) ## measurements beside a reference, on SQLite and, with DATABASE_URL, on PostgreSQL; BENCH="pages sizes people load relevance search rooms"
	READ_DOT_ENV=0 .venv/bin/python -m tests.benchmarks $(BENCH)

services: ## PostgreSQL, Redis and Elasticsearch for tests; prints their variables for eval
	@.ci/services start

services-stop: ## those servers end; their data stays
	@.ci/services stop

format: $(DEV_STAMP) ## put the code into its form
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format .

clean: ## remove what can be made again; the demo's data (var/) stays
	rm -rf .venv .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.venv/bin/python:
	python3 -m venv .venv

# A stamp is named by what its lock holds: another lock is another stamp.
$(RUN_STAMP): | .venv/bin/python
	@echo "Installing what the platform needs (a minute or two, once)"
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@touch $@

$(DEV_STAMP): | .venv/bin/python
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	@touch $(RUN_STAMP) $@

var/secret_key:
	@mkdir -p var && umask 077 && python3 -c 'import secrets; print(secrets.token_urlsafe(50))' > $@
