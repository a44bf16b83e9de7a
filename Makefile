# Two commands do all the set-up: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test bench corpus corpus-diff rules docs lint types format clean

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(STAMP)

demo: $(STAMP)
	-$(BIN)/planlint check fixtures/real --as-of 2017-08-09

test: $(STAMP)
	$(BIN)/ruff check src tests benchmarks corpus
	$(BIN)/ruff format --check src tests benchmarks corpus
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto

bench: $(STAMP)
	$(BIN)/python -m benchmarks

corpus: $(STAMP)
	$(BIN)/python -m corpus

corpus-diff: $(STAMP)
	$(BIN)/python -m corpus --against $(or $(AGAINST),HEAD)

rules: $(STAMP)
	$(BIN)/planlint rules lint
	$(BIN)/planlint rules test --coverage
	$(BIN)/planlint rules mutate --jobs 2 --at-least 99

docs: $(STAMP)
	$(BIN)/planlint rules doc --out docs

lint: $(STAMP)
	$(BIN)/ruff check src tests benchmarks corpus

types: $(STAMP)
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff format src tests benchmarks corpus
	$(BIN)/ruff check --fix src tests benchmarks corpus

clean:
	rm -rf $(VENV) dist build
