import pytest

from embedstudy.text.tokenizers import basic


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        (" \t\n!? -- ", []),
        ("It's GOOD.", ["it's", "good"]),
        ("rock'n'roll 'quoted' dogs'", ["rock'n'roll", "quoted", "dogs"]),
        ("it’s", ["it’s"]),
        ("too-tepid 21st 9/11 3.5", ["too", "tepid", "21st", "9", "11", "3", "5"]),
        ("snake_case", ["snake", "case"]),
        ("Größe 映画 кино", ["größe", "映画", "кино"]),
        ("cafe\u0301", ["caf\u00e9"]),
        ("a\u2028b\u0085c\x00d", ["a", "b", "c", "d"]),
        ("\ud800x", ["x"]),
    ],
)
def test_basic(text, tokens):
    assert basic(text) == tokens
