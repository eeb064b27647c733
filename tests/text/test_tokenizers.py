"""The named tokenizers on known texts, and what is asked of a person's own function."""

import pickle
import random
import subprocess
import sys
from functools import partial

import pytest

from embedstudy.errors import InputError
from embedstudy.text.basic_tokenizer import basic
from embedstudy.text.tokenizers import TOKENIZERS, Tokenizer, tokenizer_named, whitespace
from embedstudy.text.treebank_tokenizer import treebank

# Line ends, white space, marks, joiners and digits of many kinds, and what is joined with them.
NASTY = [
    *" \n\r\t\v\f\0\x1c\x1f\x85\xa0\u2028\u2029\u3000\ufeff\u200b\u200c\u200d\u2060\xad\u202e",
    *"aZ_09'’`\"!?,.;:()[]{}<>-—…$%&#@*/ßİıΣςéœŒ½²٣೩Ⅷ",
    *"e\u0301a\u0323\u0302\ufe0f\u20e3\U000e0100❤🏳\u200d🌈👍🏽",
    *"हिन्दी ภาษาไทย العربية שָׁלוֹם 映画 한국 \u1112\u1161\u11ab",
    *["<br />", "<BR>", "<br/>", "<br", "n't ", "'s ", "'ll", "--", "...", "mr.", "u.s.", "don't-"],
]


def nasty_texts(count, seed, longest=40):
    rng = random.Random(seed)
    return ["".join(rng.choices(NASTY, k=rng.randrange(longest))) for _ in range(count)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        (" \t\n!? -- ", []),
        ("It's GOOD.", ["it's", "good"]),
        ("rock'n'roll 'quoted' dogs' x''y", ["rock'n'roll", "quoted", "dogs", "x", "y"]),
        ("it’s", ["it’s"]),
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
        # An emoji is no word, nor is what says how it looks.
        ("I ❤\ufe0f 🏳\ufe0f\u200d🌈 1\ufe0f\u20e3 👍🏽", ["i", "1"]),
        ("\u202eabc\u202c ok", ["abc", "ok"]),
    ],
)
def test_basic(text, tokens):
    assert basic(text) == tokens
    assert TOKENIZERS["basic"].batch([text, "x", text]).to_pylist() == [tokens, ["x"], tokens]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ("It isn't BAD!\u2028\x85\xa0Cafe\u0301", ["It", "isn't", "BAD!", "Café"]),
        ("one<br />two<br>\n", ["one", "two"]),
        ("a\0b", ["a\0b"]),
    ],
)
def test_whitespace(text, tokens):
    assert whitespace(text) == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("It doesn't work, but they'll see!", "it does n't work , but they 'll see !"),
        (
            "I'm sure he'd've said we're (all) right...",
            "i 'm sure he 'd 've said we 're ( all ) right ...",
        ),
        ("Can’t won't ain't", "ca n’t wo n't ai n't"),
        ("Good.Bad. Really?!", "good . bad . really ? !"),
        ("At 3.5% or $10,000 by 10:30,", "at 3.5 % or $ 10,000 by 10:30 ,"),
        ("Mr. Smith of the U.S. vs. J.R.R.", "mr. smith of the u.s. vs. j.r.r."),
        ("too-tepid--and, well-", "too-tepid -- and , well-"),
        ("the '70s 'em 'quoted' dogs' rock'n'roll", "the '70s 'em ' quoted ' dogs ' rock'n'roll"),
        ('"Yes," [he] said', '" yes , " [ he ] said'),
        (
            "``quoted'' a show-don't-tell @me #tag r&b",
            "`` quoted '' a show-don't-tell @me #tag r&b",
        ),
        ("one<br /><br />two.<br>", "one two ."),
        ("映画。हिन्दी। 🏳\ufe0f\u200d🌈!", "映画 。 हिन्दी । 🏳\ufe0f\u200d🌈 !"),
        ("cafe\u0301\u2028x\x85y", "café x y"),
    ],
)
def test_treebank(text, tokens):
    assert treebank(text) == tokens.split(" ") if tokens else treebank(text) == []
    assert treebank(tokens) == treebank(text)


def test_text_that_is_tokenized_already_comes_out_as_it_stands():
    line = (
        "does n't work , but it 's -- `` fun '' -- ( if you 've time ) ... and they 'd , ai n't !"
    )
    assert treebank(line) == line.split()
    for text in nasty_texts(3000, 1):
        tokens = treebank(text.replace("n't", " don't"))  # never one contraction upon another
        assert treebank(" ".join(tokens)) == tokens


@pytest.mark.parametrize("name", TOKENIZERS)
def test_tokens_are_words_of_a_line_and_many_texts_give_what_one_does(name):
    tokenizer, texts = tokenizer_named(name), nasty_texts(3000, 2)
    found = tokenizer.batch(texts).to_pylist()
    assert found == [tokenizer(text) for text in texts]
    for token in (token for tokens in found for token in tokens):
        assert token
        assert not set(token) & set(" \n\r\x85\u2028\u2029")
    assert tokenizer.batch([]).to_pylist() == []
    assert tokenizer.batch(["", "\n", ""]).to_pylist() == [[], [], []]


def test_every_character_alone_and_within_a_word():
    codes = [*range(0xD800), *range(0xE000, 0x30000, 7), *range(0xE0000, 0xE0200), 0x10FFFF]
    texts = [f"{chr(code)} x{chr(code)} x{chr(code)}y" for code in codes]
    for start in range(0, len(texts), 10_000):
        some = texts[start : start + 10_000]
        assert TOKENIZERS["basic"].batch(some).to_pylist() == [basic(text) for text in some]


def test_long_words_take_no_longer_than_long_texts():
    for piece in (
        "a",
        "'",
        "-",
        ".",
        "a.",
        "a'",
        "\u0301",
        "e\u0301\u0323",
        "<br",
        "n'",
        "1,",
        "'s",
    ):
        text = piece * (300_000 // len(piece))
        for tokenizer in TOKENIZERS.values():
            assert tokenizer.batch([text])[0].as_py() == tokenizer(text)


def test_named_ones_have_settings_and_travel():
    assert len({tokenizer.settings for tokenizer in TOKENIZERS.values()}) == 3
    for tokenizer in TOKENIZERS.values():
        assert pickle.loads(pickle.dumps(tokenizer)) == tokenizer


def test_the_same_words_whatever_the_seed_of_hashes():
    script = (
        "from embedstudy.text.vocabulary import Vocabulary; "
        "from embedstudy.text.tokenizers import TOKENIZERS; "
        "print([t.settings for t in TOKENIZERS.values()], Vocabulary.from_documents("
        "[t('b a d c, it\\'s e') for t in TOKENIZERS.values()]).extended({'z', 'y', 'x'}).words)"
    )
    said = {
        subprocess.check_output([sys.executable, "-c", script], env={"PYTHONHASHSEED": seed})
        for seed in ("0", "1")
    }
    assert len(said) == 1


def test_an_unknown_name_is_told_with_the_names():
    with pytest.raises(InputError, match=r"no tokenizer 'tree'; there are: treebank, .*callable"):
        tokenizer_named("tree")
    with pytest.raises(InputError, match="a name is a string, not 3"):
        tokenizer_named(3)


def split(text):
    return text.split("|")


def test_a_callable_is_checked_and_has_no_settings():
    tokenizer = tokenizer_named(split)
    assert tokenizer.name == f"{__name__}.split"
    assert tokenizer.settings == ""
    assert tokenizer("a b|c") == ["a b", "c"]
    assert tokenizer.batch(["a b|c", "d"]).to_pylist() == [["a b", "c"], ["d"]]
    assert tokenizer_named(tokenizer) is tokenizer
    assert tokenizer_named(partial(split)).name == "functools.partial"
    assert tokenizer_named(lambda text: iter(text))("ab") == ["a", "b"]
    assert isinstance(tokenizer_named(str.split), Tokenizer)


@pytest.mark.parametrize(
    ("gives", "message"),
    [
        (lambda text: text, "gave str, not a list of strings"),
        (lambda text: None, "gave NoneType, not a list of strings"),
        (lambda text: ["a", b"b"], r"the token b'b' is not a string but bytes"),
        (lambda text: ["a", ""], "the token '' is empty"),
        (lambda text: ["a\nb"], r"the token 'a\\nb' has a line feed"),
    ],
)
def test_what_a_callable_may_not_give(gives, message):
    with pytest.raises(InputError, match=f"tokenizer {__name__}.<lambda>: {message}"):
        tokenizer_named(gives)("text")


def test_half_a_surrogate_pair_cannot_be_kept():
    with pytest.raises(InputError, match=r"half a surrogate pair in the token 'a\\ud800'"):
        tokenizer_named(lambda text: ["a\ud800"]).batch(["text"])
