# Guanxi. `make run` and `make test` need Python 3.11 or later, nothing else.
# Variables: PORT, HOST, DEMO=no, DATABASE_URL, APP_DATABASE_URL, GUANXI_VAR, PYTHON; TEST_DATABASE_URL; SIZE.

.PHONY: run test test-spark check bench fmt messages clean shell
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

# The warehouse's questions on a cluster of Spark against DuckDB. PySpark (450 MB) goes into var/spark, beside nothing else.
test-spark: .venv/.test
	@.ci/java || { echo "make test-spark needs Java 17 or later on PATH (Debian/Ubuntu: apt install openjdk-17-jre-headless)." >&2; exit 1; }
	@test var/spark/.made -nt requirements/spark.txt || { echo "Installing PySpark (first time only) …" && rm -rf var/spark && \
	  $(BIN)/uv pip install --quiet --python $(BIN)/python --target var/spark --require-hashes -r requirements/spark.txt && touch var/spark/.made; }
	PYTHONPATH=$(CURDIR)/var/spark $(BIN)/python -m pytest guanxi/analytics/tests/on_spark.py

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
