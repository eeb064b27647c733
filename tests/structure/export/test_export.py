import csv
import dataclasses
import errno
import json
import os
import warnings

import numpy as np
import pytest
from gensim.models import KeyedVectors
from pyarrow import parquet
from safetensors.numpy import load_file

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.storage import FullDiskError
from embedstudy.structure.export.formats import FORMATS
from embedstudy.structure.log_odds import log_odds
from tests.structure.export.made_up import COUNTS, HOSTILE, WORDS, export, made_up, row
from tests.studies import compare

RANDOM, FROZEN, TUNED = (row(strategy) for strategy in ("random", "frozen", "finetuned"))


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("export") / "s", [RANDOM, FROZEN, TUNED])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    counts = np.ones((len(HOSTILE), 2), np.int64)
    classes = ("=neg\t", '"pos\n')
    rows = [RANDOM, TUNED]
    return made_up(
        tmp_path_factory.mktemp("hostile") / "s", rows, HOSTILE, counts, classes, without=()
    )


def read_tsv(path):
    """Read as strictly as a program may: a line is a row, a tab divides cells, and no quoting."""
    content = path.read_bytes().decode()
    assert content.endswith("\n")
    assert content.splitlines() == content.split("\n")[:-1]
    return [line.split("\t") for line in content.split("\n")[:-1]]


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
    made = export(trained, kind, out=tmp_path / "out", initial=initial, every_word=True)
    loaded = KeyedVectors.load_word2vec_format(tmp_path / "out", **GENSIM[kind])
    space = trained.space(made.run, initial=initial)
    assert loaded.index_to_key == space.words
    assert np.array_equal(loaded.vectors, space.matrix)
    assert (made.words, made.dim, made.initial) == (*space.matrix.shape, initial)


def test_arrays_with_their_words(study, tmp_path):
    export(study, "safetensors", "random", out=tmp_path / "a.safetensors")
    matrix = study.space(RANDOM.run).matrix
    assert np.array_equal(load_file(tmp_path / "a.safetensors")["vectors"], matrix)
    assert (tmp_path / "a.vocab.txt").read_text().split("\n")[:-1] == list(WORDS)


def test_the_projector(study, tmp_path):
    made = export(study, "projector", "finetuned", out=tmp_path / "p")
    assert {path.name for path in (tmp_path / "p").iterdir()} == {p.name for p in made.files}
    assert (tmp_path / "p" / "projector_config.pbtxt").read_text() == (
        f'embeddings {{\n  tensor_name: "{TUNED.run}"\n  tensor_path: "vectors.tsv"\n'
        '  metadata_path: "metadata.tsv"\n}\n'
    )
    numbers = read_tsv(tmp_path / "p" / "vectors.tsv")
    after, before = study.space(TUNED.run).matrix, study.space(TUNED.run, initial=True).matrix
    assert np.array_equal(np.array(numbers, dtype=np.float32), after)
    head, *rows = read_tsv(tmp_path / "p" / "metadata.tsv")
    assert head == ["word", "count", "class", "log_odds_pos", "drift", "has_vector"]
    ratios, _ = log_odds(COUNTS)
    said = ["pos", "neg", "neg", "neg"]  # the last two as often, of fewer words
    for at, cells in enumerate(rows):
        cosine = after[at] @ before[at] / np.linalg.norm(after[at]) / np.linalg.norm(before[at])
        heard = at < 4
        assert cells[:2] == [WORDS[at], str(10 * COUNTS[at].sum())]
        assert cells[2] == (said[at] if heard else "")
        assert cells[3] == (f"{ratios[at, 1]:.6g}" if heard else "")  # no held-out text has it
        assert float(cells[4]) == pytest.approx(cosine, rel=1e-4)
        assert cells[5] == ("true" if at != 4 else "false")


def test_parquet(study, tmp_path):
    export(study, "parquet", "random", out=tmp_path / "a.parquet")
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.column_names == [
        "word", "x", "y", "count", "class", "log_odds_pos", "drift", "has_vector", "vector",
    ]  # fmt: skip
    assert table["word"].to_pylist() == list(WORDS)
    assert str(table.schema.field("vector").type).startswith("fixed_size_list<")
    matrix = study.space(RANDOM.run).matrix
    assert np.array_equal(np.array(table["vector"].to_pylist(), np.float32), matrix)
    assert table["count"].to_pylist() == (10 * COUNTS.sum(axis=1)).tolist()
    assert table["class"].to_pylist()[4] is table["log_odds_pos"].to_pylist()[4] is None
    assert table["has_vector"].to_pylist() == [None] * 5
    assert np.var(table["x"].to_numpy()) >= np.var(table["y"].to_numpy()) > 0
    assert json.loads(table.schema.metadata[b"embedstudy"])["space"] == RANDOM.run


def test_three_classes_have_a_column_each(tmp_path):
    counts = np.array([[9, 1, 1], [1, 9, 1], [1, 1, 9]])
    study = made_up(tmp_path / "s", [RANDOM], ("a", "b", "c"), counts, ("x", "y", "z"), without=())
    export(study, "parquet", out=tmp_path / "a.parquet")
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table["class"].to_pylist() == ["x", "y", "z"]
    for at, name in enumerate("xyz"):
        values = table[f"log_odds_{name}"].to_pylist()
        assert np.argmax(values) == at


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_bytes_twice(study, tmp_path, kind):
    first = export(study, kind, "finetuned", out=tmp_path / "a" / "t")
    second = export(study, kind, "finetuned", out=tmp_path / "b" / "t")
    assert [p.read_bytes() for p in first.files] == [p.read_bytes() for p in second.files]


@pytest.mark.parametrize(("name", "initial"), [("frozen", False), ("finetuned", True)])
def test_words_without_a_vector_are_not_in_the_pretrained_space(study, tmp_path, name, initial):
    made = export(study, "glove", name, out=tmp_path / "a", initial=initial)
    assert (made.words, made.without_vector) == (4, 1)
    made = export(study, "glove", name, out=tmp_path / "b", initial=initial, every_word=True)
    assert (made.words, made.without_vector) == (5, 0)
    made = export(study, "glove", "finetuned", out=tmp_path / "c")  # where they have learned
    assert (made.words, made.without_vector) == (5, 0)


def test_the_most_frequent_words(study, tmp_path):
    made = export(study, "glove", "frozen", out=tmp_path / "a", limit=2)
    assert [line.split(" ")[0] for line in (tmp_path / "a").read_text().splitlines()] == [
        "good", "bad",
    ]  # fmt: skip
    assert made.without_vector == 0  # it comes after those two
    made = export(study, "glove", "frozen", out=tmp_path / "c", limit=5)
    assert (made.words, made.without_vector) == (4, 1)
    with pytest.raises(InputError, match="limit is 0"):
        export(study, "glove", "frozen", out=tmp_path / "b", limit=0)


def test_frozen_words_do_not_drift(study, tmp_path):
    export(study, "parquet", "frozen", out=tmp_path / "a")
    np.testing.assert_allclose(parquet.read_table(tmp_path / "a")["drift"].to_numpy(), 1)


def test_zero_vectors_have_no_drift(tmp_path):
    study = made_up(tmp_path / "s", [row("zeros")])
    np.save(study.path / "spaces" / row("zeros").run / "initial.npy", np.zeros((5, 4), np.float32))
    export(study, "parquet", out=tmp_path / "a", initial=True)
    table = parquet.read_table(tmp_path / "a")
    assert table["drift"].to_pylist() == table["has_vector"].to_pylist() == [None] * 5
    assert table["x"].to_pylist() == [0] * 5


@pytest.mark.parametrize("safe", [False, True])
@pytest.mark.parametrize("run", ["random", "finetuned"])
def test_no_word_breaks_a_row_of_the_projector(hostile, tmp_path, run, safe):
    export(hostile, "projector", run, out=tmp_path / "p", spreadsheet_safe=safe)
    numbers = read_tsv(tmp_path / "p" / "vectors.tsv")
    head, *rows = read_tsv(tmp_path / "p" / "metadata.tsv")
    assert len(numbers) == len(rows) == len(HOSTILE)
    assert {len(cells) for cells in rows} == {len(head)}
    assert head[3] == r'log_odds_"pos\n'
    shown = dict(zip(HOSTILE, (cells[0] for cells in rows), strict=True))
    assert shown["a\tb"] == r"a\tb"
    assert shown["a\\tb"] == r"a\\tb"
    assert shown["a\u2028b"] == r"a\u2028b"
    assert shown["a\x85b"] == r"a\x85b"
    assert shown[""] == r"\e"
    assert shown["</script><script>alert(1)</script>"] == "</script><script>alert(1)</script>"
    assert shown["👩‍🚀"] == "👩‍🚀"
    assert len(set(shown.values())) == len(HOSTILE)
    mark = "'" if safe else ""
    for word in ("=1+1", "+x", "-x", "@x", "＝1", '"quoted'):
        assert shown[word] == mark + word
    assert shown["-0.5"] == "-0.5"  # a number is no formula
    assert any(cells[4].startswith("-") for cells in rows)


def test_a_safe_projector_table_is_read_alike_with_quoting(hostile, tmp_path):
    export(hostile, "projector", "random", out=tmp_path / "p", spreadsheet_safe=True)
    with (tmp_path / "p" / "metadata.tsv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file, delimiter="\t"))) == len(HOSTILE) + 1


def test_parquet_holds_any_word_as_it_is(hostile, tmp_path):
    export(hostile, "parquet", "random", out=tmp_path / "a")
    assert parquet.read_table(tmp_path / "a")["word"].to_pylist() == list(HOSTILE)


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
        made = export(hostile, kind, "random", out=tmp_path / "a", skip_bad_lines=True)
    assert made.cannot_hold == len(HOSTILE) - made.words > 0
    if kind in GENSIM:
        loaded = KeyedVectors.load_word2vec_format(tmp_path / "a", **GENSIM[kind])
        space = hostile.space(RANDOM.run)
        assert len(loaded) == made.words
        for word in ("=1+1", "</script><script>alert(1)</script>", "a\u2028b", "x" * 500):
            assert np.array_equal(loaded[word], space[word])


def test_a_study_without_word_counts_says_so(tmp_path):
    study = made_up(tmp_path / "s", [RANDOM], counts=None)
    made = export(study, "projector", out=tmp_path / "p")
    assert made.notes[0].startswith("count, class and log-odds are empty: the study does not hold")
    head, *rows = read_tsv(tmp_path / "p" / "metadata.tsv")
    assert head[:4] == ["word", "count", "class", "log_odds_pos"]
    assert all(cells[1:4] == ["", "", ""] and cells[4] for cells in rows)
    assert export(study, "glove", out=tmp_path / "g").notes == ()  # which has no such columns


def test_counts_of_other_words_are_of_no_account(study, tmp_path):
    other = made_up(tmp_path / "s", [RANDOM], ("odd", "new", "good"), counts=None)
    other.write_word_counts("d", study.word_counts("d"))
    export(other, "parquet", out=tmp_path / "a")
    table = parquet.read_table(tmp_path / "a")
    assert table["count"].to_pylist() == [0, None, 100]
    assert table["class"].to_pylist() == [None, None, "pos"]


def test_a_run_with_a_name_that_is_a_path_stays_in_the_folder(tmp_path, monkeypatch):
    evil = dataclasses.replace(RANDOM, run='../../"x')
    study = made_up(tmp_path / "s", [evil])
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    made = export(study, "projector", initial=True)
    assert all(path.resolve().is_relative_to(tmp_path / "here") for path in made.files)
    assert made.files[0].read_text().count('"') == 6


def test_damaged_files_of_a_study_are_named(tmp_path):
    study = made_up(tmp_path / "s", [RANDOM, TUNED])
    np.save(study.path / "words" / "d" / "train.npy", COUNTS[:3])
    with pytest.raises(InputError, match=r"words/d: damaged or missing .*not words x classes"):
        export(study, "parquet", "random", out=tmp_path / "a")
    assert export(study, "glove", "random", out=tmp_path / "b").words == 5  # does without them
    initial = study.path / "spaces" / RANDOM.run / "initial.npy"
    study.write_word_counts("d", made_up(tmp_path / "t", [RANDOM]).word_counts("d"))
    np.save(initial, np.ones((5, 3), np.float32))
    with pytest.raises(InputError, match="before and after are not of one shape"):
        export(study, "projector", "random", out=tmp_path / "c")
    initial.unlink()
    with pytest.raises(InputError, match=r"initial.npy: damaged or missing"):
        export(study, "projector", "random", out=tmp_path / "c")
    assert {path.name for path in tmp_path.iterdir()} == {"s", "t", "b"}


def test_a_mark_that_comes_first_once_others_are_left_out(tmp_path):
    study = made_up(tmp_path / "s", [RANDOM], ("a b", "\ufeffx", "\ufeffy", "z", "\ufeff"))
    with pytest.warns(EmbedstudyWarning, match="3 words such as 'a b'"):
        made = export(study, "glove", out=tmp_path / "a", skip_bad_lines=True)
    assert made.words == 2
    lines = (tmp_path / "a").read_text(encoding="utf-8").splitlines()
    assert [line.split(" ")[0] for line in lines] == ["z", "\ufeff"]


def test_a_space_of_three_words(tmp_path):
    study = made_up(tmp_path / "s", [RANDOM], WORDS[:3], COUNTS[:3])
    for kind in FORMATS:
        assert export(study, kind, out=tmp_path / kind).words == 3


@pytest.mark.parametrize("kind", [*FORMATS, "csv"])
def test_files_that_are_there_stay_unless_told(study, tmp_path, kind):
    run = None if kind == "csv" else "random"
    made = export(study, kind, run, out=tmp_path / "a")
    made.files[-1].write_text("mine")
    with pytest.raises(InputError, match="is there already \\(--force replaces it\\)"):
        export(study, kind, run, out=tmp_path / "a")
    assert made.files[-1].read_text() == "mine"
    export(study, kind, run, out=tmp_path / "a", force=True)
    assert made.files[-1].read_bytes() != b"mine"


@pytest.mark.parametrize("kind", ["parquet", "glove", "safetensors", "projector", "csv"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_nothing_is_left_of_an_export_that_fails(study, tmp_path, monkeypatch, kind, code):
    def fsync(descriptor):
        raise OSError(code, "broken")

    monkeypatch.setattr(os, "fsync", fsync)
    error, message = (FullDiskError, "no space") if code == errno.ENOSPC else (OSError, "broken")
    with pytest.raises(error, match=message):
        export(study, kind, None if kind == "csv" else "random", out=tmp_path / "new" / "a")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("force", [False, True])
def test_nothing_is_written_into_a_study(study, force, monkeypatch):
    before = sorted(study.path.rglob("*"))
    for out in (study.path, study.path / "runs.csv", study.path / "spaces" / "x"):
        for kind, run in (("csv", None), ("glove", "random")):
            with pytest.raises(InputError, match="is inside the study"):
                export(study, kind, run, out=out, force=force)
    monkeypatch.chdir(study.path)
    with pytest.raises(InputError, match="is inside the study"):
        export(type(study)("."), "projector", "random")
    assert sorted(study.path.rglob("*")) == before


def test_the_usual_names(study, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for kind in FORMATS:
        export(study, kind, "random", initial=True)
    export(study, "csv")
    name = f"{RANDOM.run}-before"
    endings = ".vec", ".bin", ".txt", ".safetensors", ".vocab.txt", ".parquet", "-projector"
    with_words = {f"{name}{ending}" for ending in endings}
    assert {path.name for path in tmp_path.iterdir()} == with_words | {"s-tables"}


def test_the_tables(study, tmp_path):
    table = tmp_path / "s"
    evil = made_up(table, [RANDOM])
    (table / "neighbors.csv").write_text(
        'word,space,rank,neighbor,cosine\n=1+1,random,1,"a,\n-b",-0.5\n'
        '"\t=2","x ""y""",2,@c,+1e-3\n'
    )
    plain = export(evil, "csv", out=tmp_path / "plain")
    safe = export(evil, "csv", out=tmp_path / "safe", spreadsheet_safe=True)
    assert [path.name for path in safe.files] == ["neighbors.csv", "runs.csv"]
    for path in plain.files:
        assert path.read_bytes() == (table / path.name).read_bytes()
    with (tmp_path / "safe" / "neighbors.csv").open(newline="") as file:
        assert list(csv.reader(file))[1:] == [
            ["'=1+1", "random", "1", "a,\n-b", "-0.5"],
            ["'\t=2", 'x "y"', "2", "'@c", "+1e-3"],
        ]
    assert (tmp_path / "safe" / "runs.csv").read_bytes() == (table / "runs.csv").read_bytes()


def test_what_does_not_go_together(study, tmp_path):
    for options in ({"run": "random"}, {"initial": True}, {"limit": 3}, {"every_word": True}):
        with pytest.raises(InputError, match="csv has the tables of the whole study"):
            export(study, "csv", out=tmp_path / "a", **options)
    with pytest.raises(InputError, match="--spreadsheet-safe goes with projector, csv"):
        export(study, "parquet", "random", out=tmp_path / "a", spreadsheet_safe=True)
    with pytest.raises(InputError, match="no format 'word2vec'; there are: word2vec-text"):
        export(study, "word2vec", "random", out=tmp_path / "a")
    assert not list(tmp_path.iterdir())


def test_what_is_in_the_way(study, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    for kind, out, message in (
        ("parquet", "folder", "is a folder; name a file"),
        ("projector", "file", "is a file; this format is written to a folder"),
        ("parquet", "file/x/y", "is a file, not a folder"),
        ("projector", "file/x", "is a file, not a folder"),
    ):
        with pytest.raises(InputError, match=message):
            export(study, kind, "random", out=tmp_path / out, force=True)
    assert (tmp_path / "file").read_text() == "mine"


def test_nothing_warns_on_a_good_study(study, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for kind in FORMATS:
            export(study, kind, "pretrained", out=tmp_path / kind)
