# The tiers of the gate. Each is the tier before it plus more.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2
SA21 := .cache/sqlalchemy21
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --upgrade

.PHONY: install up test quick check slow docs pictures lock

install: .venv/installed

.venv/installed: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "缺少 $(PYTHON)：请先安装 Python 3.11 或更新版本" >&2; exit 3; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 版本过低：需要 3.11 或更新版本（可用 make PYTHON=python3.12 install 指定）" >&2; exit 3; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "缺少 venv：请先安装 python3-venv" >&2; exit 3; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

up: install
	@$(BIN)/python -m flows.up

quick: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q -n $(WORKERS) -m "not check and not slow"

check: quick
	$(BIN)/disclosure verify --machines --config
	$(BIN)/pytest -q -n $(WORKERS) -m "check and not slow"

slow: install $(SA21)/installed
	$(BIN)/pytest -m slow
	@# The domain layer must run on the next SQLAlchemy too; Prefect holds the product on 2.0.
	PYTHONPATH=$(SA21) SQLALCHEMY_LINE=2.1 $(BIN)/pytest -q -n $(WORKERS) -m "not slow" \
	  tests/law tests/store tests/cases tests/house/test_sqlalchemy_line.py

$(SA21)/installed: requirements-sa21.lock .venv/installed
	rm -rf $(SA21)
	$(BIN)/pip install --quiet --no-deps --require-hashes --target $(SA21) -r requirements-sa21.lock
	@touch $@

# Nothing is skipped silently: what this machine lacks makes its tests fail with the reason, and pytest lists
# every test it left out at the end (-ra).
test: install
	$(MAKE) check
	$(MAKE) slow

docs: install
	$(BIN)/python -m tests.house.generate
	$(BIN)/python -m tests.house.schemas
	$(BIN)/python -m tests.house.config_schemas
	$(BIN)/python -m tests.house.helptext
	$(BIN)/python -m tests.house.openapi

# What README.md shows, from the demo in a real browser.
pictures: install
	rm -f docs/pictures/*.png
	README_PICTURES=docs/pictures $(BIN)/pytest -q tests/web/test_pictures.py

lock:
	$(COMPILE) pyproject.toml --extra dev -o requirements.lock
	echo 'sqlalchemy>=2.1,<2.2' | $(COMPILE) - -o requirements-sa21.lock
