import pytest

from embedstudy.text.tokenizers.treebank import tokenize
from tests.text.tokenizers.nasty import nasty_texts


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("It doesn't work, but they'll see!", "it does n't work , but they 'll see !"),
        (
            "I'm sure he'd've said we're (all) right...",
            "i 'm sure he 'd 've said we 're ( all ) right ...",
        ),
        ("Can’t won't ain't", "ca n't wo n't ai n't"),
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
        ("映画。हिन्दी। 🏳\ufe0f\u200d🌈!", "映画 。 हिन्दी । 🏳\u200d🌈 !"),
        ("cafe\u0301\u2028x\x85y", "café x y"),
    ],
)
def test_treebank(text, tokens):
    assert tokenize(text) == tokens.split(" ") if tokens else tokenize(text) == []
    assert tokenize(tokens) == tokenize(text)


def test_text_that_is_tokenized_already_comes_out_as_it_stands():
    line = (
        "does n't work , but it 's -- `` fun '' -- ( if you 've time ) ... and they 'd , ai n't !"
    )
    assert tokenize(line) == line.split()
    for text in nasty_texts(3000, 1):
        tokens = tokenize(text.replace("n't", " don't"))  # never one contraction upon another
        assert tokenize(" ".join(tokens)) == tokens
