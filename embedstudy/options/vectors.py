"""How tables of pretrained vectors are read."""

from typing import Annotated

from embedstudy.options.declaration import Choices, Count, Flag, WholeNumber, option_group
from embedstudy.options.limits import LimitOptions


@option_group("Vectors")
class VectorOptions(LimitOptions):
    """How a table of pretrained vectors is read, apart from the words that are wanted."""

    case_fallback: Annotated[
        bool, Flag(names=("--case-fallback", "--no-case-fallback"), rare=True)
    ] = True
    """Look up a missing word in another case too."""
    word_prefix: Annotated[str, Flag(metavar="TEXT", rare=True)] = ""
    """Prefix of the table's words that texts lack: /c/en/."""
    word_suffix: Annotated[str, Flag(metavar="TEXT", rare=True)] = ""
    """Suffix of the table's words that texts lack: _NOUN."""
    limit: Annotated[Count | None, Flag(metavar="N")] = None
    """Read only the first N rows, the most frequent words."""
    normalize: bool = False
    """Scale every vector to unit length."""
    all_but_the_top: Annotated[WholeNumber, Flag(metavar="N", rare=True)] = 0
    """Remove the mean and N principal components."""
    skip_bad_lines: bool = False
    """Leave out rows that cannot be read, and count them."""
    encoding_errors: Annotated[
        str, Choices("encoding_errors", ("strict", "replace")), Flag(rare=True)
    ] = "strict"
    """How to read non-UTF-8 words."""
    trust_pickle: Annotated[bool, Flag(rare=True)] = False
    """Read gensim .kv files, which can run any code."""
