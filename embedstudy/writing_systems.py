"""Scripts that are written without spaces between words, and the tokenizers that cut them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

# Where words are cut, most characters stand in shorter ones; a clause that is not cut is longer.
# Words of Han and kana have about two characters, those of the others with their vowel signs more.
_SHORT, _LONG = 4, 10
# Of the characters of all tokens. A name or a quotation in another script makes a smaller share.
_LEAST_SHARE, _MOST = 0.1, 0.5


@dataclass(frozen=True)
class UnspacedScript:
    """A script without spaces.

    Attributes
    ----------
    title : str
        The language or the script, for messages.
    letters : str
        Its letters, as a class of a regular expression.
    tokenizer : str
        The tokenizer that cuts it into words.
    install : str
        The command that installs what this tokenizer needs; empty if nothing is missing.
    longest : int
        Characters that a word has on average at most.
    """

    title: str
    letters: str
    tokenizer: str
    install: str = ""
    longest: int = _LONG


KANA = "\u3041-\u309f\u30a1-\u30ff\u31f0-\u31ff"
HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
THAI = "\u0e00-\u0e7f"
_BIGRAMS = "character-bigrams"

# Japanese comes first: it has Han characters too.
SCRIPTS = (
    UnspacedScript("Japanese", KANA, "sudachi", "pip install 'embedstudy[ja]'", _SHORT),
    UnspacedScript("Chinese", HAN, "jieba", "pip install 'embedstudy[zh]'", _SHORT),
    UnspacedScript("Thai", THAI, "thai", "pip install 'embedstudy[th]'"),
    UnspacedScript("Lao", "\u0e80-\u0eff", _BIGRAMS),
    UnspacedScript("Khmer", "\u1780-\u17ff", _BIGRAMS),
    UnspacedScript("Burmese", "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f", _BIGRAMS),
)
# A Japanese text has at least this share of kana among its kana and Han characters.
_SHARE_OF_KANA = 0.1


@dataclass(frozen=True)
class UncutText:
    """Texts in a script without spaces, whose tokens are clauses.

    Attributes
    ----------
    script : UnspacedScript
    mean_length : float
        Characters of the script in a token that has some.
    share : float
        Of the characters of all tokens that are of the script.
    """

    script: UnspacedScript
    mean_length: float
    share: float

    @property
    def is_most(self) -> bool:
        """Whether most characters are of the script."""
        return self.share > _MOST

    @property
    def advice(self) -> str:
        """What to do, as a part of a sentence."""
        install = f" ({self.script.install})" if self.script.install else ""
        return f"--tokenizer {self.script.tokenizer}{install}"


def find_uncut_text(tokens: Iterable[tuple[str, int]]) -> UncutText | None:
    """Tell whether many characters of some tokens are of clauses in a script without spaces.

    Parameters
    ----------
    tokens : iterable of (str, int)
        Each token with its count.

    Examples
    --------
    >>> find_uncut_text([("这家的味道失望而且老板冷淡", 3), ("ok", 1)]).advice
    "--tokenizer jieba (pip install 'embedstudy[zh]')"
    >>> find_uncut_text([("这家", 3), ("的", 5), ("味道", 1), ("ok", 1)])
    """
    tokens = list(tokens)
    total = sum(len(token) * count for token, count in tokens)
    uncut = [(token, count) for token, count in tokens if not token.isascii()]
    characters = [0] * len(SCRIPTS)
    n_tokens = [0] * len(SCRIPTS)
    for token, count in uncut:
        counts = [len(pattern.findall(token)) for pattern in _compile_patterns()]
        for place, n_letters in enumerate(counts):
            characters[place] += count * n_letters
            n_tokens[place] += count * (n_letters > 0)
    kana, han = characters[:2]
    if kana and kana >= _SHARE_OF_KANA * (kana + han):  # one language: each token counts once
        pattern = re.compile(f"[{KANA}{HAN}]")
        n_tokens[0] = sum(count for token, count in uncut if pattern.search(token))
        characters[0] += han
    else:
        characters[0] = 0
    place = max(range(len(SCRIPTS)), key=characters.__getitem__)
    script = SCRIPTS[place]
    if characters[place] <= _LEAST_SHARE * total:
        return None
    mean_length = characters[place] / n_tokens[place]
    if mean_length <= script.longest:
        return None
    return UncutText(script, mean_length, characters[place] / total)


@cache
def _compile_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(f"[{script.letters}]") for script in SCRIPTS)
