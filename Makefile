# Every recipe does all its own set-up. `make` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

BIN := .venv/bin
STORE ?= build/store
OUT ?= build/papers
ifdef DATA
AREA ?= E10000017
else
AREA ?= X10000001
endif

# End and start of a school year and of a calendar year, the day that most years have not, and three years on.
DAYS := 2026-08-31 2026-09-01 2026-12-31 2027-01-01 2028-02-29 2029-11-30

.PHONY: help run papers test test-days soak quick check fix bench mutants docs notebook lock clean environment-run environment-dev browser pictures

help: ## List the recipes
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort | expand -t 10

run: environment-run ## The web application with a fictional county: SCALE=1 for its true size, PORT=8000
	@$(BIN)/attainable migrate
	@$(BIN)/attainable demo records --keep --scale "$(or $(SCALE),0.1)"
	@[ -e "$${ATTAINABLE_HOME:-build/site}/warehouse/outside" ] || $(BIN)/attainable demo outside || true
	@$(BIN)/attainable warehouse build
	@$(BIN)/attainable serve --port "$(or $(PORT),8000)"

papers: environment-run ## Papers and charts: of DATA=folder for AREA=code, or of a fictional authority and nation
	@set -e; data="$(DATA)"; \
	if [ -z "$$data" ]; then \
	  data=build/fictional; \
	  $(BIN)/attainable demo authority --out $$data; \
	  echo "No DATA was given: these figures are FICTIONAL. For real ones: make papers DATA=folder AREA=code"; \
	fi; \
	rm -rf "$(STORE).new"; \
	$(BIN)/attainable data add "$$data" --store "$(STORE).new"; \
	rm -rf "$(STORE)"; mv "$(STORE).new" "$(STORE)"; \
	rm -rf "$(OUT)"; \
	$(BIN)/attainable paper scrutiny --area "$(AREA)" --out "$(OUT)" --store "$(STORE)"; \
	$(BIN)/attainable paper charts --area "$(AREA)" --out "$(OUT)" --store "$(STORE)"; \
	if [ -z "$(DATA)" ]; then \
	  rm -rf build/pupils; \
	  $(BIN)/attainable demo nation --out build/pupils; \
	  $(BIN)/attainable pack --tables build/pupils --out "$(OUT)/pack"; \
	fi; \
	echo; echo "Look at:"; \
	echo "  $$(pwd)/$(OUT)/index.html"; \
	ls $(OUT)/send-scrutiny-* | sed "s|^|  $$(pwd)/|"; \
	if [ -d "$(OUT)/pack" ]; then echo "  $$(pwd)/$(OUT)/pack/pack.html"; fi; \
	echo "Ask more: $(BIN)/attainable measure show ks2-rwm-expected --area $(AREA) --compare region,england --store $(STORE)"

test: environment-dev browser ## Everything that CI runs, the records on SQLite and on PostgreSQL
	@scripts/test

test-days: environment-dev ## The tests that depend on the day, on awkward days
	@echo "Tests marked 'days', on $(DAYS)"
	@printf '%s\n' $(DAYS) | xargs -P 2 -I{} env ATTAINABLE_TEST_DAY={} $(BIN)/pytest -q -m days $$(grep -rl --include='test_*.py' 'mark\.days' tests)

soak: environment-dev ## What takes too long for CI: hours; writes docs/soak.md
	$(BIN)/python scripts/soak.py

quick: environment-dev ## The unit and spec tests alone
	$(BIN)/pytest -n 2 -q tests/unit tests/spec

pictures: environment-dev browser ## A picture of every page at desktop and phone width, to look at: in build/pictures
	ATTAINABLE_PICTURES=build/pictures $(BIN)/pytest -q -n 2 --dist loadgroup -m browser

check: environment-dev ## Linters, types, import contracts and plain English
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/words.py

fix: environment-dev ## Mend what the linters can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: environment-dev ## Speed, size and how cost grows: DATA=folder for the real files
	@.tools/bin/uv venv -q --allow-existing --python $(BIN)/python build/bench-env
	@.tools/bin/uv pip sync -q -p build/bench-env --compile-bytecode --require-hashes requirements/run.txt
	@.tools/bin/uv pip install -q -p build/bench-env --no-deps --no-build-isolation --compile-bytecode --reinstall-package attainable .
	ATTAINABLE_BENCH_BIN=build/bench-env/bin $(BIN)/python bench/run.py $(if $(DATA),--data "$(DATA)",)

mutants: environment-dev ## Small faults put into the rules one at a time, and those that the tests don't notice: COUNT=100 (hours)
	@.tools/bin/uv venv -q --allow-existing --python $(BIN)/python build/mutants-env
	@.tools/bin/uv pip install -q -p build/mutants-env cosmic-ray==8.7.0
	build/mutants-env/bin/python scripts/mutants.py --count "$(or $(COUNT),100)"

docs: environment-dev ## Write the generated pages of docs/ again
	$(BIN)/python scripts/docs.py

notebook: environment-dev ## Run the notebook of docs/ again
	$(BIN)/jupyter execute --inplace docs/evidence-pack.ipynb

lock: ## Write the hashed requirement files again
	scripts/lock

clean: ## Remove what was made
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

environment-run:
	@scripts/environment run

environment-dev:
	@scripts/environment dev

browser:
	@scripts/browser
