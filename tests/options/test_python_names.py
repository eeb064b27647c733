"""Options in messages, as Python calls them."""

import pytest

from embedstudy import compare, load_dataset, load_vectors
from embedstudy.errors import FetchError, InputError
from embedstudy.options.python_names import name_parameters, speak_python
from tests.cli.runner import call


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("o: in use; --resume goes on with it", 'o: in use; if_exists="resume" goes on with it'),
        ("choose another --out", "choose another out="),
        ("(--force replaces it)", '(if_exists="replace" replaces it)'),
        (
            "(use --no-header --text-column 3 --label-column 1)",
            "(use no_header=True, text=3, label=1)",
        ),
        ("(use --text-column N)", "(use text=N)"),
        ("--label-column names another column", "label= names another column"),
        ("(use --encoding cp1252; rather mend it)", '(use encoding="cp1252"; rather mend it)'),
        ("or --tokenizer whitespace to insist", 'or tokenizer="whitespace" to insist'),
        ("it begins with x (--word-prefix '/c/en/')", "it begins with x (word_prefix='/c/en/')"),
        ("give a --test-file", "give a test_file="),
        ("--no-such-flag and a-b--seeds", "--no-such-flag and a-b--seeds"),
        ("run it with embedstudy compare x --force", "run it with embedstudy compare x --force"),
    ],
)
def test_flags_in_a_message_become_keywords(message, expected):
    assert name_parameters(message) == expected


def test_errors_keep_their_type_and_others_their_message():
    for error in (FetchError("--out"), KeyboardInterrupt("--out")):
        with pytest.raises(type(error)) as caught, speak_python():
            raise error
        assert str(caught.value) == "out="
    with pytest.raises(OSError, match="--out"), speak_python():
        raise OSError("--out")


def test_python_and_the_command_line_name_options_as_each_writes_them(tmp_path, home):
    (tmp_path / "o").mkdir()
    (tmp_path / "o" / "mine.txt").touch()
    path = tmp_path / "a.csv"
    path.write_text("text,label\n" + "good,pos\nbad,neg\n" * 30)
    options = {"strategies": ["random"], "out": tmp_path / "o", "progress": False}
    with pytest.raises(InputError, match=r"something other than a study; choose another out=$"):
        compare(path, **options)
    shown = call("compare", path, "--strategy", "random", "--out", tmp_path / "o")
    assert shown.stderr.strip().endswith("choose another --out")
    with pytest.raises(InputError, match=r"no column 'body'; .* .use text=;"):
        load_dataset(path, text="body")
    assert "(use --text-column;" in call("datasets", "info", path, "--text-column", "body").stderr
    path.write_bytes(b"caf\xe9 1 2\n")
    with pytest.raises(InputError, match='encoding_errors="replace" reads it all the same'):
        load_vectors(path)


def test_an_unknown_option_offers_the_nearest_few(tmp_path):
    with pytest.raises(InputError) as caught:
        compare("imdb", strategy="random", out=tmp_path / "s")
    offered = str(caught.value).removeprefix("no option 'strategy'; nearest: ").split(", ")
    assert (offered[0], len(offered)) == ("strategies", 5)
