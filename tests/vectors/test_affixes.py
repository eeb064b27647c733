"""Affixes of a table's words that a corpus lacks: found from the data, and taken off."""

from dataclasses import replace

import numpy as np
import pytest

from embedstudy.vectors.affixes import (
    find_affix,
    list_language_prefixes,
    spell_with_prefixes,
    strip_affixes,
)

CORPUS = "the a film is good bad slow bright plot story and very not was it song".split()  # noqa: SIM905
OTHERS = "zebra quark Paris ing er tion un re over under night day week year one".split()  # noqa: SIM905


def spell(prefix, suffix="", words=(*CORPUS, *OTHERS)):
    return [f"{prefix}{word}{suffix}" for word in words]


@pytest.mark.parametrize(
    "prefix", ["/c/en/", "/en/", "\u2581", "##", "en:", "ENTITY/", "http://dbpedia.org/resource/"]
)
def test_a_prefix_is_found(prefix):
    affix = find_affix(spell(prefix), CORPUS)
    assert (affix.text, affix.is_prefix, affix.family) == (prefix, True, ())
    assert f"--word-prefix {prefix}" in str(affix).replace("'", "")


@pytest.mark.parametrize("suffix", ["_NOUN", "|NOUN", ".n", "/NN", "#n", "@en"])
def test_a_suffix_is_found(suffix):
    affix = find_affix(spell("", suffix), CORPUS)
    assert (affix.text, affix.is_prefix) == (suffix, False)
    assert affix.family == (suffix,)


def test_suffixes_that_vary_are_all_named():
    nouns, verbs = spell("", "_NOUN", CORPUS[:10]), spell("", "_VERB", CORPUS[10:])
    affix = find_affix([*nouns, *verbs], CORPUS)
    assert affix.family == ("_NOUN", "_VERB")
    assert str(affix) == (
        "its words end with '_NOUN' or '_VERB' (--word-suffix _NOUN, or another of them)"
    )


def test_another_command_is_named_where_it_has_the_option():
    affix = replace(find_affix(spell("/en/"), CORPUS), command="embedstudy vectors convert")
    assert str(affix).endswith("(embedstudy vectors convert with --word-prefix /en/)")


def test_a_character_that_no_keyboard_has_is_named():
    affix = find_affix(spell("\u2581"), CORPUS)
    assert str(affix) == (
        "its words begin with '\u2581' (U+2581, pieces of words) (--word-prefix '\u2581')"
    )


def test_case_does_not_matter():
    assert find_affix(spell("/c/en/", words=["The", "FILM", "Good", "Paris"]), CORPUS)


def test_words_that_are_merely_alike_have_no_affix():
    # A table of another language, and one of the corpus's own whose words share syllables.
    assert find_affix(["film", "unfilm", "ungood", "unslow", "une", "le", *OTHERS], CORPUS) is None
    assert find_affix(OTHERS, CORPUS) is None
    assert find_affix(spell(""), CORPUS) is None
    assert find_affix([], CORPUS) is None


def test_a_table_of_languages_is_looked_through_for_the_right_one():
    french = spell("/c/fr/", words=["le", "la", "chose", "maison"])
    prefixes = list_language_prefixes(french)
    assert "/c/en/" in prefixes
    tried = spell_with_prefixes(prefixes, CORPUS)
    assert "/c/en/bright" in tried
    assert find_affix([word for word in spell("/c/en/") if word in tried], CORPUS).text == "/c/en/"
    assert list_language_prefixes(["is:", "it", "a", "/"]) == []


def test_affixes_are_taken_off():
    words, rows = strip_affixes(["x-a-y", "x-y", "x--y", "b", "x-c"], "x-", "-y")
    assert words == ["a"]
    assert rows.tolist() == [0]
    words, rows = strip_affixes(["x-a", "x-", "b"], "x-", "")
    assert (words, rows.dtype) == (["a"], np.int64)


@pytest.mark.parametrize(("opening", "closing"), [('"', '"'), ("'", "'"), ("b'", "'")])
def test_quotes_around_the_words_are_found(opening, closing):
    affix = find_affix([f"{opening}{word}{closing}" for word in [*CORPUS, *OTHERS]], CORPUS)
    assert (affix.text, affix.closing) == (opening, closing)
    assert str(affix).startswith(f"its words stand in quotes, {opening}...{closing} (--word-prefix")
    assert "--word-suffix" in str(affix)
