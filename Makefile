# Two commands do everything: `make run` opens the app, `make test` tests it. Both set up what they need first.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run test check soak words pictures setup clean

run: setup
	@$(BIN)/nnlab

test: setup
	$(BIN)/python .ci/tests

soak: setup
	NNLAB_SOAK=1 $(BIN)/python -m pytest -m soak

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

words: setup
	$(BIN)/python .ci/words

pictures: setup
	$(BIN)/python .ci/pictures

setup:
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh .ci/setup

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
