"""A prepared corpus, and specs of runs on it."""

from embedstudy.nn.model_config import recommended
from embedstudy.study.data.prepared_corpus import PreparedCorpus, prepare
from embedstudy.study.data.study_datasets import encode_examples
from embedstudy.study.plan.grid import RunSpec
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.tuning.values import TunedValues
from tests.studies import configured


def prepare_corpus(corpus, vectors, **options) -> PreparedCorpus:
    """Return a corpus as runs with these vectors, if any, and options need it."""
    encoded = encode_examples(corpus, get_tokenizer("basic"), progress=False)
    tables = [] if vectors is None else [vectors]
    names, strategies = [table.name for table in tables], ["frozen" if tables else "random"]
    config = configured(corpus.name, vectors=names, strategies=strategies, **options)
    return prepare(corpus, encoded, tables, config)


def make_spec(strategy, values=None, *, encoder="mean", vectors="made-up-8d", **options) -> RunSpec:
    """Return the spec of a run; without an encoder, that of a baseline."""
    config = recommended(encoder, **{"epochs": 2, **options}) if encoder else None
    values = values or TunedValues(learning_rate=0.3)
    return RunSpec("made-up", vectors if encoder else "", strategy, config, 320, None, 0, values)
