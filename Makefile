# Guanxi. `make run` and `make test` need Python 3.11 or later, nothing else.
# Variables: PORT, HOST, DEMO=no, DATABASE_URL, APP_DATABASE_URL, GUANXI_VAR, PYTHON; TEST_DATABASE_URL; SIZE.

.PHONY: run test check bench fmt messages clean shell
.DEFAULT_GOAL := run
BIN := .venv/bin
INSTALLED := requirements/uv.txt pyproject.toml .ci/bootstrap
SIZE ?= 10k

run: .venv/.run
	@$(BIN)/guanxi run

test: .venv/.test
	@$(BIN)/guanxi vendor --with-tests
	@$(BIN)/guanxi messages compile
	$(BIN)/python -m pytest -n 2

check: .venv/.test
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy guanxi
	$(BIN)/lint-imports
	$(BIN)/guanxi messages check
	$(BIN)/guanxi manage makemigrations --check --dry-run
	$(BIN)/python -m pytest -q tests/architecture/test_budgets.py

bench: .venv/.run
	$(BIN)/guanxi bench $(SIZE)

fmt: .venv/.test
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

messages: .venv/.test
	$(BIN)/guanxi messages update

shell: .venv/.run
	@$(BIN)/guanxi shell

# Everything that can be made again. Your data in var/ stays.
clean:
	rm -rf .venv node_modules guanxi/ui/static/vendor guanxi/sales/fonts .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find guanxi tests -name __pycache__ -prune -exec rm -rf {} +
	find guanxi -name '*.mo' -delete

.venv/.run: requirements/run.txt $(INSTALLED)
	@echo "Installing (first time only) …"
	@.ci/bootstrap run

.venv/.test: requirements/test.txt $(INSTALLED)
	@echo "Installing what tests need (first time only) …"
	@.ci/bootstrap test
