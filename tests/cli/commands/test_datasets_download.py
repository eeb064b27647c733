"""``embedstudy datasets download``."""

from tests.cli.runner import call as run


def call(*arguments, columns=100):
    return run(*arguments, env={"COLUMNS": str(columns)})


def test_download_says_what_is_there(home, saved):
    result = call("datasets", "download", saved, "--quiet")
    assert result.exit_code == 0
    assert result.stdout == f"{saved}\t36 train, 4 dev, 10 test\n"


def test_a_misspelt_name_fails_before_anything_is_fetched(home):
    result = call("datasets", "download", "imdb", "imbd")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: no data set 'imbd'; there are: imdb, ")
    assert not home.exists()
