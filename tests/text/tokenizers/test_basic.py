import pytest

from embedstudy.text.tokenizers.basic import BASIC, tokenize, tokenize_batch
from tests.text.tokenizers.nasty import nasty_texts


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        (" \t\n!? -- ", []),
        ("It's GOOD.", ["it's", "good"]),
        ("rock'n'roll 'quoted' dogs' x''y", ["rock'n'roll", "quoted", "dogs", "x", "y"]),
        ("it’s itʼs IT＇S", ["it's"] * 3),
        ("KÖTÜ değil, İYİ İstanbul I\u0307yi", ["kötü", "değil", "iyi", "istanbul", "iyi"]),
        ("ﬁlm oﬃce ｇｏｏｄ １０", ["film", "office", "good", "10"]),
        ("too-tepid 21st 9/11 3.5", ["too", "tepid", "21st", "9", "11", "3", "5"]),
        ("snake_case", ["snake", "case"]),
        ("Größe 映画 кино", ["größe", "映画", "кино"]),
        ("cafe\u0301", ["caf\u00e9"]),
        ("a\u2028b\u0085c\x00d", ["a", "b", "c", "d"]),
        ("\ud800x", ["x"]),
        ("bad<br /><br />Good<BR>br<br\n/>x < b", ["bad", "good", "br", "x", "b"]),
        # Vowel signs, a virama and tone marks stay with their letters.
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("กี่ครั้ง", ["กี่ครั้ง"]),
        ("כֹּל العَرَبِيَّة", ["כֹּל", "العَرَبِيَّة"]),
        ("می\u200cخواهم\u200c", ["می\u200cخواهم"]),
        ("q\u0308\u0301'q \u0301 -\u0301x", ["q\u0308\u0301'q", "x"]),
        # An emoji is a word with all that is joined to it, without what says how it looks.
        ("I ❤\ufe0f 🏳\ufe0f\u200d🌈 1\ufe0f\u20e3 👍🏽", ["i", "❤", "🏳\u200d🌈", "1", "👍🏽"]),
        ("so good😀😀bad", ["so", "good", "😀", "😀", "bad"]),
        (
            "👩\u200d👩\u200d👧\u200d👦, 🇩🇪🇫🇷 🇩 ★☆ 🏴\U000e0067\U000e007f",
            [
                "👩\u200d👩\u200d👧\u200d👦",
                "🇩🇪",
                "🇫🇷",
                "★",
                "☆",
                "🏴\U000e0067\U000e007f",
            ],
        ),
        ("© 5° → ■", ["5"]),
        (
            ":) good:-( :'( ;-) =] :D :-P <3 </3 :/ :*",
            [
                ":)",
                "good",
                ":-(",
                ":'(",
                ";-)",
                "=]",
                ":d",
                ":-p",
                "<3",
                "</3",
                ":/",
                ":*",
            ],
        ),
        (
            "o_O ^_^ -_- T_T! _o_ snake_case o_ooo",
            [
                "o_o",
                "^_^",
                "-_-",
                "t_t",
                "o",
                "snake",
                "case",
                "o",
                "ooo",
            ],
        ),
        (
            "http://x note:data 4:3 10:30 x<3 a:(b) C:\\x",
            [
                "http",
                "x",
                "note",
                "data",
                "4",
                "3",
                "10",
                "30",
                "x",
                "3",
                "a",
                "b",
                "c",
                "x",
            ],
        ),
        ("\u202eabc\u202c ok", ["abc", "ok"]),
    ],
)
def test_basic(text, tokens):
    assert tokenize(text) == tokens
    assert BASIC.batch([text, "x", text]).to_pylist() == [tokens, ["x"], tokens]


def test_every_character_alone_and_within_a_word():
    codes = [*range(0xD800), *range(0xE000, 0x30000, 7), *range(0xE0000, 0xE0200), 0x10FFFF]
    texts = [f"{chr(code)} x{chr(code)} x{chr(code)}y" for code in codes]
    for start in range(0, len(texts), 10_000):
        some = texts[start : start + 10_000]
        assert BASIC.batch(some).to_pylist() == [tokenize(text) for text in some]


def test_many_texts_at_once_give_what_one_does():
    texts = nasty_texts(3000, 4)
    assert tokenize_batch(texts).to_pylist() == [tokenize(text) for text in texts]
