# Every target calls a script that can be read and run by itself. `make` alone explains.
.DEFAULT_GOAL := help
.PHONY: help run test lint format bench chaos screenshots lock clean

DEV = python="$$(./bin/bootstrap dev)" &&

help: ## Say what can be done here
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: ## Start Mockingbird on this machine (PORT=8000, HOST=127.0.0.1); Ctrl-C stops it
	@./bin/run

test: ## Check everything: style, types, contracts, suites on SQLite and PostgreSQL, browser
	@./bin/test

lint: ## Check style, types, templates and import directions
	@$(DEV) "$$python" -m ruff check . && "$$python" -m ruff format --check . && "$$python" -m mypy \
	&& "$$python" -m djlint --quiet --lint templates && "$$(dirname "$$python")/lint-imports"

format: ## Put the code into its standard form
	@$(DEV) "$$python" -m ruff check --fix . && "$$python" -m ruff format .

bench: ## Measure (scripts in benchmarks/, each run by hand)
	@./bin/bench

chaos: ## Break everything at random while candidates answer (SECONDS=300, SEED=any, CANDIDATES=20)
	@./bin/chaos $(if $(SECONDS),--seconds=$(SECONDS)) $(if $(SEED),--seed=$(SEED)) \
	$(if $(CANDIDATES),--candidates=$(CANDIDATES))

screenshots: ## Take pictures of the main pages
	@$(DEV) "$$python" -m tests.browser.screenshots

lock: ## Renew requirements/*.txt from pyproject.toml (needs uv and the network)
	@./bin/lock

clean: ## Remove environments and caches; var/ (your data) stays
	rm -rf .venv .venv-dev .camera-model .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +
