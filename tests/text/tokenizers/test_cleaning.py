import pytest

from embedstudy.text.tokenizers.cleaning import clean, clean_lower
from tests.text.tokenizers.nasty import nasty_texts


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("", ""),
        ("a < b", "a < b"),
        ("one<BR>two<br\n/>three<br/ >", "one two three<br/ >"),
        ("cafe\u0301", "café"),
        ("q\u0301", "q\u0301"),
        ("R&D AT&T &x; &notit; a&b;", "R&D AT&T &x; &notit; a&b;"),
        ("isn&#39;t &quot;x&quot; &amp; &#x27;y&#x27; caf&eacute;", "isn't \"x\" & 'y' café"),
        ("&amp;amp; &amp;#39; &amp;lt;br&amp;gt;x", "& '  x"),
        ("&lt;br /&gt;bad&#10;good&nbsp;one", " bad\ngood\xa0one"),
        # As AG News has them.
        ("Oracle #39;s #36;46 quot;bid quot; #12; &#39;", "Oracle's $46 \"bid \" #12; '"),
        (r"bad.\nThe end\r\nnow\\nthen", "bad. The end now then"),
        # A path and LaTeX: not every backslash with an n is a line break.
        (r"C:\new\User \nabla\frac", r"C:\new\User \nabla\frac"),
    ],
)
def test_clean(text, cleaned):
    assert clean(text) == cleaned


def test_lower_case_keeps_no_dot_of_turkish():
    assert clean("İYİ &Eacute;t\xc9 \\N", lower=True) == "iyi été \\n"


def test_many_texts_give_what_one_does():
    texts = nasty_texts(500, 9)
    assert clean_lower(texts) == [clean(text, lower=True) for text in texts]
