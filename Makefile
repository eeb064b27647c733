# The habits of this project on one screen: `make help`.
PYTHON ?= python3
BIN := .venv/bin
# pip says what it is doing: the first time it works for a minute or two.
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --editable
# Tests that share what is made for their module go to one process; see tests/conftest.py. Each core
# has its process: more threads of a BLAS would only wait for each other.
PYTEST := OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/pytest --numprocesses=logical --dist=loadscope
# The linters run while the tests do and print below them; a failure of either is one of the target.
define CHECKED
@$(MAKE) --no-print-directory lint >.venv/lint.log 2>&1 & linters=$$!; \
	$(PYTEST) $(SELECTED); tests=$$?; \
	wait $$linters; lint=$$?; cat .venv/lint.log; \
	[ $$tests -eq 0 ] && [ $$lint -eq 0 ]
endef
# A checkout keeps its downloads beside the code; elsewhere the user's cache folder is used.
export EMBEDSTUDY_HOME ?= $(CURDIR)/data

.PHONY: help compare compare-on-workers test test-all faults build audit peers lint format bench docs clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 20

compare: .venv/base  ## the main job: random, frozen and fine-tuned embeddings on real reviews
	$(BIN)/embedstudy compare rotten-tomatoes --vectors glove-6b-50d --seeds 5 --out runs/rotten-tomatoes \
		--vectors train:word2vec --resume

compare-on-workers: .venv/dask  ## the same on two workers of a Dask scheduler, started for it
	$(BIN)/python scripts/compare_on_workers.py rotten-tomatoes --vectors glove-6b-50d --seeds 5 \
		--vectors train:word2vec --out runs/rotten-tomatoes-on-workers --resume

# Of the fault suite, these take a few of the trials of `make faults`.
QUICK_FAULTS := (not faults or quick_faults)
FEW_TRIALS := --fault-scale=0.02

test: SELECTED := -m 'not peers and not browser and not shells and not tutorials and $(QUICK_FAULTS)' $(FEW_TRIALS)
test: .venv/installed  ## linters, types, import rules, tests and doctests, on all cores
	$(CHECKED)

test-all: SELECTED := -m '$(QUICK_FAULTS)' $(FEW_TRIALS)
test-all: .venv/installed  ## the same with the tests that need `make peers`, a browser or shells, and the tutorials
	$(CHECKED)

# Another seed, or a share of the trials: make faults FAULTS='--fault-seed=7 --fault-scale=0.1'
faults: .venv/installed  ## kills, damage and hostile files, in many thousand trials (quarter of an hour)
	$(PYTEST) tests/faults $(FAULTS)

build: .venv/release  ## the wheel and the source distribution, in dist/, twice: the bytes are the same
	rm -rf dist .venv/again
	$(BIN)/python -m build --outdir dist . >/dev/null
	TZ=Asia/Tokyo $(BIN)/python -m build --outdir .venv/again . >/dev/null
	diff --recursive dist .venv/again

audit: .venv/release  ## known vulnerabilities of what is installed; asks the advisories of PyPI
	$(BIN)/pip-audit --strict --skip-editable

peers: .venv/peers  ## PyTorch, Keras, fastText and UMAP for tests beside them (over 1 GB)

lint: .venv/installed  ## ruff, mypy and the import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/installed  ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/bench  ## speed beside scikit-learn, fastText and gensim (quarter of an hour)
	$(BIN)/python benchmarks/text.py
	$(BIN)/python benchmarks/vectors.py
	$(BIN)/python benchmarks/neighbors.py
	$(BIN)/python benchmarks/training.py
	$(BIN)/python benchmarks/cluster.py

docs: .venv/docs  ## the documentation as a site, in site/; runs the tutorials, and a dead link is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	@echo "site/index.html"

clean:  ## remove the environment and finished studies; downloads stay
	rm -rf .venv runs site dist

# One file for each set of packages that is installed. All of them depend on the base, and the base
# on pyproject.toml: when that changes, each set is installed again where it is next needed.
.venv/base: pyproject.toml
	@echo "Making .venv and installing the package into it ..."
	$(PYTHON) -m venv .venv
	$(INSTALL) .
	@touch $@

.venv/installed: .venv/base
	@echo "Installing what the tests need ..."
	$(INSTALL) '.[test]'
	@touch $@

.venv/dask .venv/bench .venv/docs .venv/peers .venv/release: .venv/%: .venv/base
	@echo "Installing the extra $* ..."
	$(INSTALL) '.[$*]'
	@touch $@
