from embedstudy.study.data.prepared_corpus import prepare
from embedstudy.study.data.probe_words import choose_probe_words
from embedstudy.study.data.study_datasets import encode_examples
from embedstudy.study.plan.config import StudyConfig
from embedstudy.text.tokenizers import get_tokenizer


def test_probes_tell_the_classes_apart_in_turn(corpus, vectors):
    texts = encode_examples(corpus, get_tokenizer("basic"))
    materials = prepare(corpus, texts, [vectors], StudyConfig((corpus.name,)))
    probes = choose_probe_words(materials, 6)
    kinds = [word.rstrip("0123456789") for word in probes]
    assert len(set(probes)) == len(probes)
    assert set(kinds) <= {"good", "bad"}
    assert all(word in vectors for word in probes)
