"""Tables of one's own through the public door: load_vectors, the commands, and a study."""

import json
import zipfile

import numpy as np
import pytest

from embedstudy import EmbeddingClassifier, load_vectors
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.vectors.formats.write_vectors import write_vectors
from tests.cli.runner import call
from tests.studies import compare, configured


@pytest.fixture
def file(vectors, tmp_path, home):
    write_vectors(vectors, tmp_path / "mine.txt")
    return tmp_path / "mine.txt"


def test_a_path_is_loaded_like_a_name(file, vectors):
    for name in (file, str(file)):
        table = load_vectors(name, progress=False)
        assert isinstance(table.matrix, np.memmap)
        assert np.array_equal(table.matrix, vectors.matrix)
    assert load_vectors(file, vocabulary=["good1", "nope"]).words == ["good1"]


def test_a_member_is_named_after_a_number_sign(file, vectors, tmp_path):
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.write(file, "in/side.txt")
        archive.writestr("other.txt", "a 1\n")
    table = load_vectors(f"{tmp_path}/two.zip#in/side.txt")
    assert np.array_equal(table.matrix, vectors.matrix)
    with pytest.raises(InputError, match="holds 2 files"):
        load_vectors(tmp_path / "two.zip")


def test_options_reach_the_reader(file):
    assert len(load_vectors(file, limit=3)) == 3
    norms = np.linalg.norm(load_vectors(file, normalize=True).matrix, axis=1)
    np.testing.assert_allclose(norms, 1, rtol=1e-5)
    with pytest.raises(InputError, match="limit is -1"):
        load_vectors(file, limit=-1)


def test_a_study_with_a_file(file, corpus, vectors, tmp_path):
    usual = {"seeds": 1, "progress": False}
    study = compare(corpus, str(file), out=tmp_path / "file", **usual)
    direct = compare(corpus, vectors, out=tmp_path / "direct", **usual)
    assert [r.test_accuracy for r in study.runs] == [r.test_accuracy for r in direct.runs]
    file.write_text(file.read_text().replace("good1 ", "good1 -", 1).replace("--", ""))
    with pytest.raises(InputError, match=r"vectors_sha256 of .* is another"):
        compare(corpus, str(file), out=tmp_path / "file", resume=True, **usual)


def test_a_classifier_with_a_file(file, corpus):
    model = EmbeddingClassifier(vectors=str(file), strategy="finetuned", learning_rate=1.0)
    assert model.fit(corpus.train.texts, corpus.train.labels).embedding_.shape[1] == 8


@pytest.mark.parametrize("oov", ["random", "zeros", "mean", "drop"])
def test_words_without_a_vector(oov, corpus, vectors, tmp_path):
    study = compare(
        corpus, vectors, strategies="frozen", seeds=2, tune="none", oov=oov, out=tmp_path / "s",
        progress=False,
    )  # fmt: skip
    without = study.without_vector(study.runs[0].run)
    rows = [study.space(run.run).matrix[without] for run in study.runs]
    if oov == "random":
        assert not np.array_equal(*rows)
        assert len(np.unique(rows[0], axis=0)) == len(without)
    elif oov == "mean":
        known = np.delete(study.space(study.runs[0].run).matrix, without, axis=0)
        np.testing.assert_allclose(
            rows[0], np.tile(known.mean(axis=0), (len(without), 1)), atol=1e-6
        )
    else:
        assert not rows[0].any()
    assert study.meta["identity"]["oov"] == oov
    assert study.meta["without_vector"]["made-up"]["made-up-8d"]


def test_dropped_words_are_not_read(corpus, vectors, tmp_path):
    """Dropping is not the same as zeros: the mean is over fewer words."""
    accuracies = {}
    for oov in ("zeros", "drop"):
        out = tmp_path / oov
        study = compare(
            corpus,
            vectors,
            strategies="finetuned",
            seeds=3,
            oov=oov,
            learning_rate=0.3,
            out=out,
            progress=False,
        )
        accuracies[oov] = [run.train_loss for run in study.runs]
        row = study.without_vector(study.runs[0].run)[0]
        moved = study.space(study.runs[0].run).matrix[row].any()
        assert bool(moved) is (oov == "zeros")
    assert accuracies["zeros"] != accuracies["drop"]


def test_an_unknown_policy_is_named():
    with pytest.raises(InputError, match=r"no policy for words without a vector 'zero'; .*zeros"):
        configured("d", vectors=["v"], strategies=["frozen"], oov="zero")


def test_little_coverage_is_a_warning(corpus, vectors, tmp_path):
    from dataclasses import replace

    few = replace(vectors, words=vectors.words[:2], matrix=vectors.matrix[:2])
    with pytest.warns(EmbedstudyWarning, match=r"knows only \d+%"):
        compare(corpus, few, strategies="frozen", seeds=1, out=tmp_path / "s", progress=False)


def test_convert_between_formats(file, vectors, tmp_path):
    current = file
    for target in ("a.vec", "b.bin", "c.npy", "d.safetensors", "e.txt"):
        result = call("vectors", "convert", current, tmp_path / target)
        assert result.exit_code == 0, result.stderr
        assert result.stdout.splitlines()[0] == str(tmp_path / target)
        current = tmp_path / target
    assert current.read_bytes() == file.read_bytes()
    refused = call("vectors", "convert", file, tmp_path / "b.bin")
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert call("vectors", "convert", file, tmp_path / "b.bin", "--force").exit_code == 0
    assert call("vectors", "convert", file, tmp_path / "b.doc").exit_code == 2


def test_info_of_a_file_counts_what_was_off(tmp_path, home):
    (tmp_path / "v.txt").write_text("5 2\na 1 2\nb 3 4\na 5 6\nc 1 x\n")
    strict = call("vectors", "info", tmp_path / "v.txt")
    assert strict.exit_code == 2
    assert "v.txt:5: value 'x' of word 'c' is not a number" in strict.stderr
    result = call("vectors", "info", tmp_path / "v.txt", "--skip-bad-lines")
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    assert "2 x 2 dimensions" in text
    assert "1 word occurs again" in text
    assert "1 row could not be read" in text
    assert "the header says 5 rows, the file has 4" in text
    again = json.loads(
        call("vectors", "info", tmp_path / "v.txt", "--skip-bad-lines", "--json").stdout
    )
    assert len(again["notes"]) == 3


def test_words_with_spaces_are_counted_and_kept_apart(tmp_path, home):
    """As in GloVe 840B: gensim cannot read such a table at all."""
    from gensim.models import KeyedVectors

    (tmp_path / "v.txt").write_text("the 1 2\n. . . 3 4\nat name@domain.com 5 6\nof 7 8\n")
    shown = call("vectors", "info", tmp_path / "v.txt")
    assert "2 words have spaces in them: '. . .', 'at name@domain.com'" in shown.stdout
    refused = call("vectors", "convert", tmp_path / "v.txt", tmp_path / "w.vec")
    assert refused.exit_code == 2
    assert "2 words such as '. . .' cannot be written" in refused.stderr
    assert not (tmp_path / "w.vec").exists()
    target = tmp_path / "w.vec"
    left_out = call("vectors", "convert", tmp_path / "v.txt", target, "--skip-bad-lines")
    assert left_out.exit_code == 0
    assert "2 words such as '. . .' cannot be written in this format and were" in left_out.stderr
    assert KeyedVectors.load_word2vec_format(str(target)).index_to_key == ["the", "of"]
    assert call("vectors", "convert", tmp_path / "v.txt", tmp_path / "w.npy").exit_code == 0
    assert load_vectors(tmp_path / "w.npy").words == ["the", ". . .", "at name@domain.com", "of"]


def test_info_against_a_data_set_that_the_vectors_do_not_know(tmp_path):
    (tmp_path / "v.txt").write_text("zzyzx 1 2\nqqwert 3 4\n")
    refused = call("vectors", "info", tmp_path / "v.txt", "--against", "rotten-tomatoes")
    assert refused.exit_code == 2
    assert "knows 0 of " in refused.stderr
    (tmp_path / "v.txt").write_text("the 1 2\n")
    warned = call("vectors", "info", tmp_path / "v.txt", "--against", "rotten-tomatoes")
    assert warned.exit_code == 0
    assert "knows only 5% of the training texts' words" in " ".join(warned.stderr.split())


@pytest.mark.parametrize(
    "what", ["text", "text, kept", "text of high dimension", "C array", "Fortran array"]
)
def test_memory_is_that_of_the_rows_kept(what, tmp_path, home):
    """Twice the kept matrix and 64 MiB, of a table of 80 MB, whatever it lies in."""
    import subprocess
    import sys

    n_words, dim, n_read = 400_000, 50, 20_000
    if what.endswith("dimension"):
        n_words, dim, n_read = 1000, 5000, 500
    words = [f"word{i}" for i in range(n_words)]
    matrix = np.random.default_rng(0).random((n_words, dim), np.float32)
    if what.startswith("text"):
        path = tmp_path / "t.txt"
        row = " 0.12345678" * dim + "\n"
        path.write_text("".join(word + row for word in words))
        if what.endswith("kept"):
            load_vectors(path)
    else:
        path = tmp_path / "t.npy"
        np.save(path, np.asarray(matrix, order=what[0]))
        (tmp_path / "t.vocab.txt").write_text("".join(f"{word}\n" for word in words))
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from embedstudy.vectors.loading import load_file\n"
        "from embedstudy.vectors.vector_file import VectorFile\n"
        "def peak():\n"
        "    lines = Path('/proc/self/status').read_text().splitlines()\n"
        "    return next(int(x.split()[1]) for x in lines if x.startswith('VmHWM')) / 1024\n"
        f"words = [f'word{{i}}' for i in range(0, {n_words}, {n_words // n_read})]\n"
        "before = peak()\n"
        "found = load_file(VectorFile(Path(sys.argv[1])), words)\n"
        "print(len(found), peak() - before)\n"
    )
    process = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    count, mib = process.stdout.split()
    assert int(count) == n_read
    assert float(mib) < 2 * n_read * dim * 4 / 2**20 + 64


def test_all_but_the_top_of_no_words(file):
    with pytest.raises(InputError, match="none of the words is known: all_but_the_top needs some"):
        load_vectors(file, ["nope"], all_but_the_top=1)
    assert len(load_vectors(file, ["nope"])) == 0


def test_info_against_a_data_set():
    result = call("vectors", "info", "glove-6b-50d", "--against", "rotten-tomatoes", "--json")
    coverage = json.loads(result.stdout)["against"]
    assert coverage["types_known"] == pytest.approx(0.9272, abs=1e-4)
    assert coverage["tokens_known"] == pytest.approx(0.9712, abs=1e-4)
    assert coverage["without_vector"][:3] == ["it's", "doesn't", "there's"]
    shown = call("vectors", "info", "glove-6b-50d", "--against", "rotten-tomatoes").stdout
    assert "most frequent without a vector: it's, doesn't" in shown


def test_a_full_disk_is_said_and_leaves_nothing(file, tmp_path):
    import subprocess
    import sys

    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000));"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "from embedstudy.cli import main; main(sys.argv[1:])"
    )
    target = tmp_path / "t.npy"
    process = subprocess.run(
        [sys.executable, "-B", "-c", code, "vectors", "convert", str(file), str(target), "--force"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert process.returncode == 1
    assert "Traceback" not in process.stderr
    assert "t.npy: no space left (needs 0.0 MB, " in process.stderr
    assert "no space left (needs 0.0 MB, " in process.stderr.partition("read into memory")[0]
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == [file.name]
    assert not list(tmp_path.rglob("*.tmp"))


def test_trained_vectors_are_vectors(tmp_path, corpus, home):
    """From `vectors train` to a file, to neighbours, to a study."""
    texts, out = tmp_path / "texts.txt", tmp_path / "own.bin"
    texts.write_text("\n".join(corpus.train.texts))
    trained = call("vectors", "train", "--corpus", texts, "--dim", "12", "--min-count", "1",
                   "--epochs", "2", "--out", out, "--quiet")  # fmt: skip
    assert trained.exit_code == 0, trained.stderr
    nearest = call("vectors", "neighbors", out, "good1", "--topn", "3", "--json")
    assert len(json.loads(nearest.stdout)["neighbors"]) == 3
    study = compare(
        corpus,
        str(out),
        strategies="frozen",
        seeds=1,
        learning_rate=0.3,
        out=tmp_path / "s",
        progress=False,
    )
    assert study.space(study.runs[0].run).dim == 12
    assert study.meta["coverage"]["made-up"]["own.bin"]["types"] == 1


def test_a_pickle_is_asked_for_by_name(tmp_path, home, vectors):
    from gensim.models import KeyedVectors

    theirs = KeyedVectors(vectors.dim)
    theirs.add_vectors(list(vectors.words), vectors.matrix)
    theirs.save(str(tmp_path / "t.kv"))
    refused = call("vectors", "neighbors", tmp_path / "t.kv", "good1")
    assert refused.exit_code == 2
    assert "--trust-pickle" in refused.stderr
    assert call("vectors", "neighbors", tmp_path / "t.kv", "good1", "--trust-pickle").exit_code == 0
