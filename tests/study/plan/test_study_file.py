"""A study in a file: what it may say, and what is said of what it may not."""

import re
import tomllib
from pathlib import Path

import pytest

from embedstudy.errors import InputError
from embedstudy.options.compare import TABLES, CompareOptions
from embedstudy.options.declaration import list_options
from embedstudy.options.model import ModelOptions
from embedstudy.study.plan.study_file import list_keys, read_study
from tests.made_up_files import same, texts, write_csv, write_vectors
from tests.studies import compare

# docs/reference/options.md lists these.
MODEL_ONLY = [option.name for option in list_options(ModelOptions) if option.name != "dim"]
DOCS = Path(__file__).parents[3] / "docs" / "study-file.md"


def write(folder: Path, text: str, name: str = "study.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_documented_file_is_read_whole(tmp_path):
    (text,) = re.findall(r"```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), flags=re.DOTALL)
    read = read_study(write(tmp_path, text))
    assert read["dataset"] == ["rotten-tomatoes", "imdb"]
    assert read["vectors"] == ["glove-6b-50d"]
    assert read["train_sizes"] == [100, 300, 1000, "all"]
    assert read["model"] == {"word_dropout": 0.1}
    assert read["reading"] == {"limit": 200_000}
    assert read["out"] == tmp_path / "studies" / "reviews"
    assert len(read) == len(tomllib.loads(text))


def test_every_key_is_documented():
    text = DOCS.read_text(encoding="utf-8")
    for key in (*(key for key in list_keys() if key not in MODEL_ONLY), *TABLES):
        assert re.search(rf"`\[?{key}\]?`", text), key


def test_one_alone_is_a_list_of_one(tmp_path):
    text = 'dataset = "imdb"\nstrategies = "random"\ntrain_sizes = 100\ntune_dropout = 0'
    read = read_study(write(tmp_path, text))
    assert read["dataset"] == ["imdb"]
    options = CompareOptions.from_values({k: v for k, v in read.items() if k != "dataset"})
    assert options.study.strategies == ("random",)
    assert (options.study.train_sizes, options.tuning.tune_dropout) == ((100,), (0.0,))


def test_every_option_may_stand_at_the_top(tmp_path):
    flat = 'dataset = "imdb"\nword_dropout = 0.1\nlimit = 5\nencoding = "latin-1"'
    tables = 'dataset = "imdb"\n[model]\nword_dropout = 0.1\n[reading]\nlimit = 5\n'
    one = read_study(write(tmp_path, flat))
    in_tables = read_study(write(tmp_path, tables + '[data]\nencoding = "latin-1"'))
    for read in (one, in_tables):
        read.pop("dataset")
    assert CompareOptions.from_values(one) == CompareOptions.from_values(in_tables)


def test_the_place_is_named_after_the_file(tmp_path):
    assert read_study(write(tmp_path, 'dataset = "imdb"', "films.toml"))["out"] == Path(
        "runs/films"
    )


def test_paths_begin_at_the_file(tmp_path, monkeypatch):
    folder = tmp_path / "here"
    folder.mkdir()
    write_csv(folder / "a.csv", texts(40, 1))
    write_vectors(folder / "v.txt")
    text = 'dataset = ["a.csv", ["a.csv", "a.csv"]]\nvectors = "v.txt"\n[data]\ntest_file = "t.csv"'
    file = write(folder, text)
    monkeypatch.chdir(folder)
    expected = read_study(file)
    assert expected["dataset"] == [str(folder / "a.csv"), [str(folder / "a.csv")] * 2]
    assert expected["vectors"] == [str(folder / "v.txt")]
    assert expected["data"] == {"test_file": str(folder / "t.csv")}
    monkeypatch.chdir(tmp_path)
    assert read_study("here/study.toml") == expected


def test_a_byte_order_mark_is_none_of_the_file(tmp_path):
    path = tmp_path / "study.toml"
    path.write_bytes(b'\xef\xbb\xbfdataset = "imdb"')
    assert read_study(path)["dataset"] == ["imdb"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('strategy = "random"', "no key 'strategy'; there are: strategies,"),
        ("sedes = 3", "no key 'sedes'; there are: seeds,"),
        ("[modle]\ndropout = 1", r"no key 'modle'; there are: \[model\],"),
        ("[model]\ndrop_out = 0.1", r"\[model\] no key 'drop_out'; there are: dropout,"),
        ("[data]\nencodng = 'x'", r"\[data\] no key 'encodng'; there are: encoding,"),
        ("trust_pickle = true", "no file can say trust_pickle"),
        ("jobs = 3", "no key 'jobs'; there are: "),
        (
            "[reading]\ntrust_pickle = true",
            r"\[reading\] no file can say trust_pickle",
        ),
        ('seeds = "5"', "seeds is '5'; it must be a whole number"),
        ("seeds = true", "seeds is true; it must be a whole number"),
        ("seeds = 2.5", "seeds is 2.5; it must be a whole number"),
        ("vectors = 7", "vectors holds 7; each value must be a string"),
        ('vectors = ["imdb", 7]', "vectors holds 7; each value must be a string"),
        ('train_sizes = [10, "most"]', "train size 'most' is neither a number of texts nor 'all'"),
        (
            'learning_rate = "fast"',
            "learning_rate is 'fast'; it must be a number, above 0, or",
        ),
        ("model = 3", r"model is 3; it must be a table, \[model\]"),
        ("[model]\nnesterov = 1", r"\[model\] nesterov is 1; it must be true or false"),
        ('scale = "x0"', "scale is 'x0'; it must be auto, xF such as x0.3"),
        ('[model]\noptimizer = ["sgd", "foo"]', "no optimizer 'foo'; there are: "),
        ("optimizer = []", "name at least one optimizer"),
        ('optimizer = ["sgd", "adam"]\ntune = "none"', "nothing is tuned with tune none"),
        ('dataset = "imdb"\n[reading]\nlimit = 0', "limit is 0; it must be a whole"),
        ('dataset = "rotten-tomatos"', "no data set 'rotten-tomatos'; there are: rotten-tomatoes"),
        ('dataset = "imdb"\nvectors = "glov-6b-50d"', "no vectors 'glov-6b-50d'; nearest: glove"),
        ("dataset = [7]", "dataset holds 7; each value must be a string"),
        ('dataset = ""', "no data set ''; there are: "),
        ('dataset = "imdb"\nvectors = ""', "no vectors ''; nearest: "),
        (
            'dataset = "imdb"\nvectors = "train:x"',
            "no vectors 'train:x'; there are: train:",
        ),
        (f'dataset = "imdb"\nvectors = "{"a" * 300}"', "no vectors 'aaa.*'; nearest: "),
        (f'dataset = "{"a" * 300}"', "no data set 'aaa.*'; there are: "),
        ("seeds = 3", "no dataset; name what to compare on"),
        ('dataset = "imdb"\ndatasets = "r8"', "both dataset and datasets"),
        ("seeds = 3\nseeds = 4\n", "Cannot overwrite a value .at"),
        ("seeds : 3", r"\(at line 1, column 7\)"),
    ],
)
def test_a_mistake_is_one_line_with_the_file(tmp_path, text, message):
    path = write(tmp_path, text)
    with pytest.raises(InputError, match=message) as raised:
        read_study(path)
    assert str(raised.value).startswith(f"{path}: ")
    assert "\n" not in str(raised.value)


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match=r"none\.toml: No such file or directory"):
        read_study(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'dataset = "\xe9"')
    with pytest.raises(InputError, match=r"latin\.toml: not UTF-8 .byte 11"):
        read_study(tmp_path / "latin.toml")


def test_it_makes_the_study_that_compare_makes(tmp_path, home):
    write_csv(tmp_path / "a.csv", texts(120, 1))
    write_vectors(tmp_path / "v.txt")
    text = """
        dataset = "a.csv"
        vectors = "v.txt"
        strategies = ["random", "frozen"]
        seeds = 2
        learning_rate = 0.3
        baselines = []
        [model]
        epochs = 2
    """
    read = read_study(write(tmp_path, text))
    from_file = compare(**{**read, "out": tmp_path / "file", "progress": False})
    from_arguments = compare(
        [str(tmp_path / "a.csv")], [str(tmp_path / "v.txt")], strategies=["random", "frozen"],
        seeds=2,
        learning_rate=0.3, model={"epochs": 2}, out=tmp_path / "told", progress=False,
    )  # fmt: skip
    same(from_file, from_arguments)
    assert {row.dataset for row in from_file.runs} == {"a.csv"}
    assert {row.vectors for row in from_file.runs} == {"v.txt"}
