"""How texts become word ids."""

from typing import Annotated

from embedstudy.options.declaration import Choices, Count, Flag, option_group

TOKENIZERS = Choices(
    "tokenizer",
    "embedstudy.text.tokenizers:TOKENIZERS",
    reader="embedstudy.text.tokenizers:get_tokenizer",
)


@option_group("Text")
class TextOptions:
    """How texts become word ids."""

    tokenizer: Annotated[str, TOKENIZERS] = "basic"
    """How a text is cut into tokens; subwords:N learns N pieces."""
    max_tokens: Annotated[Count | None, Flag(metavar="N")] = None
    """Truncate each text to its first N tokens."""
    min_count: Annotated[Count, Flag(metavar="N")] = 1
    """Leave out words that occur fewer than N times."""
    max_vocabulary: Annotated[Count | None, Flag(metavar="N")] = None
    """Keep only the N most frequent words."""
    unicode_form: Annotated[
        str, Choices("Unicode form", "embedstudy.spelling:FORMS"), Flag(rare=True)
    ] = "nfc"
    """Normal form of texts; nfkc also reads x² as x2."""
