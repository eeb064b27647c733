# The habits of this project on one screen: `make help`.
PYTHON ?= python3
BIN := .venv/bin
# A checkout keeps its downloads beside the code; elsewhere the user's cache folder is used.
export EMBEDSTUDY_HOME ?= $(CURDIR)/data

.PHONY: help compare test peers lint format bench clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

compare: .venv/installed  ## the main job: random, frozen and fine-tuned embeddings on real reviews
	$(BIN)/embedstudy compare rotten-tomatoes --vectors glove-6b-50d --seeds 5 --out runs/rotten-tomatoes \
		--vectors train:word2vec --resume

compare-on-workers: .venv/installed  ## the same on two workers of a Dask scheduler, started for it
	$(BIN)/python scripts/compare_on_workers.py rotten-tomatoes --vectors glove-6b-50d --seeds 5 \
		--vectors train:word2vec --out runs/rotten-tomatoes-on-workers --resume

test: .venv/installed lint  ## linters, types, import rules, tests and doctests
	$(BIN)/pytest

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

clean:  ## remove the environment and finished studies; downloads stay
	rm -rf .venv runs

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@

.venv/bench: .venv/installed
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	@touch $@

.venv/peers: .venv/installed
	$(BIN)/python -m pip install --quiet --editable '.[peers]'
	@touch $@
