# Two commands do everything: `make demo` and `make test`. Both make the virtual environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXTRAS := data,lora,lsp,monty,openai,serve,train
# The environment is stamped with the folder it was made in and the packages it was made from, so that a moved
# checkout or a changed pyproject.toml makes it anew.
STAMP := $(VENV)/.made-for
WANTED = $(CURDIR) $(EXTRAS) $(shell cksum < pyproject.toml)

.PHONY: demo test check lint types layers unit browser tables docs clean setup

setup:
	@if [ "$$(cat $(STAMP) 2>/dev/null)" != "$(WANTED)" ]; then \
	  echo "making the virtual environment in $(VENV) (about two minutes, once)"; \
	  $(PYTHON) -c 'import sys; sys.exit("Toolwright needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)' && \
	  $(PYTHON) -m venv --clear $(VENV) && \
	  $(BIN)/python -m pip install --quiet --upgrade "pip>=25.1" && \
	  $(BIN)/python -m pip install --quiet "torch==2.13.0" --editable ".[$(EXTRAS)]" --group dev && \
	  printf '%s' "$(WANTED)" > $(STAMP); \
	fi

demo: setup
	$(BIN)/toolwright demo

test: setup lint types layers unit

check: lint types layers

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

layers: setup
	$(BIN)/lint-imports

# Some hundred processes are started, which all load the same modules: their bytecode is kept, whoever forbids it.
unit: setup
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n 2 --dist worksteal

# What `unit` leaves out on a machine without a browser.
browser: setup
	$(BIN)/python -m pytest -m browser

# After a change of dsl/grammar.lark: the parser's tables are made from it by lark.
tables: setup
	$(BIN)/python -m toolwright.dsl.syntax.generate_tables > $(VENV)/tables.json
	cp $(VENV)/tables.json dsl/syntax/tables.json

# After a change of the grammar or of the tables of builtins, generators or settings, or of explained codes: the
# documents show them, and editors colour by them.
docs: setup
	$(BIN)/python -m toolwright.dsl.export.regions < docs/language.md > $(VENV)/language.md
	cp $(VENV)/language.md docs/language.md
	$(BIN)/python -m toolwright.dsl.export.textmate > $(VENV)/tool.tmLanguage.json
	cp $(VENV)/tool.tmLanguage.json editors/vscode/syntaxes/tool.tmLanguage.json
	$(BIN)/python -m toolwright.dsl.diagnostics.explain > $(VENV)/diagnostics.md
	cp $(VENV)/diagnostics.md docs/diagnostics.md
	$(BIN)/python -m toolwright.trainer.config.document < docs/training.md > $(VENV)/training.md
	cp $(VENV)/training.md docs/training.md

clean:
	rm -rf $(VENV) build out dist
