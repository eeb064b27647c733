import numpy as np
import pytest
from gensim.models import KeyedVectors
from safetensors.numpy import load_file

from embedstudy.errors import EmbedstudyWarning, InputError
from tests.structure.export.made_up import HOSTILE, RANDOM, WORDS, export
from tests.studies import compare

GENSIM = {
    "word2vec-text": {},
    "word2vec-binary": {"binary": True},
    "glove": {"no_header": True},
}


# gensim leaves a file open that has no header.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("kind", GENSIM)
@pytest.mark.parametrize("initial", [False, True])
def test_what_gensim_loads_is_the_space(corpus, vectors, tmp_path, kind, initial):
    trained = compare(
        corpus, vectors, strategies=["finetuned"], seeds=1, epochs=1, learning_rate=0.3,
        out=tmp_path / "s",
        progress=False,
    )  # fmt: skip
    exported = export(trained, kind, out=tmp_path / "out", initial=initial, every_word=True)
    loaded = KeyedVectors.load_word2vec_format(tmp_path / "out", **GENSIM[kind])
    space = trained.space(exported.run, initial=initial)
    assert loaded.index_to_key == space.words
    assert np.array_equal(loaded.vectors, space.matrix)
    assert (exported.words, exported.dim, exported.initial) == (*space.matrix.shape, initial)


def test_arrays_with_their_words(study, tmp_path):
    export(study, "safetensors", "random", out=tmp_path / "a.safetensors")
    matrix = study.space(RANDOM.run).matrix
    assert np.array_equal(load_file(tmp_path / "a.safetensors")["vectors"], matrix)
    assert (tmp_path / "a.vocab.txt").read_text().split("\n")[:-1] == list(WORDS)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (
            "word2vec-text",
            r"3 words such as 'a\\tb' cannot be written .*\(npy, safetensors or word2vec",
        ),
        ("word2vec-binary", r"1 word such as 'a b' cannot be written .*\(npy or safetensors"),
        ("safetensors", r"1 word such as 'a\\rb' cannot be written .*\(word2vec-binary can"),
    ],
)
def test_words_that_a_format_cannot_hold(hostile, tmp_path, kind, message):
    with pytest.raises(InputError, match=message):
        export(hostile, kind, "random", out=tmp_path / "t" / "a")
    assert not list(tmp_path.iterdir())
    with pytest.warns(EmbedstudyWarning, match="left out"):
        exported = export(hostile, kind, "random", out=tmp_path / "a", skip_bad_lines=True)
    assert exported.cannot_hold == len(HOSTILE) - exported.words > 0
    if kind in GENSIM:
        loaded = KeyedVectors.load_word2vec_format(tmp_path / "a", **GENSIM[kind])
        space = hostile.space(RANDOM.run)
        assert len(loaded) == exported.words
        for word in ("=1+1", "</script><script>alert(1)</script>", "a\u2028b", "x" * 500):
            assert np.array_equal(loaded[word], space[word])
