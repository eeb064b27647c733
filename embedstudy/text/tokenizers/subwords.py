"""The tokenizer ``subwords:N``: N pieces of words, learned from the training texts alone.

The pieces are those of byte-pair encoding (Sennrich et al. 2016, "Neural machine translation of
rare words with subword units") over lower-case characters, by the library ``tokenizers``. The
library learns the same pieces of the same texts, however many threads it has.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from embedstudy.errors import InputError
from embedstudy.text.encoding import compute_offsets
from embedstudy.text.tokenizers.cleaning import clean
from embedstudy.text.tokenizers.tokenizer import Tokenizer

if TYPE_CHECKING:
    import pyarrow as pa

DEFAULT_SIZE, LARGEST_SIZE = 8_000, 1_000_000
# Precedes the first piece of a word inside the library.
_START = "▁"
# Scripts that write no spaces: Thai, Lao, Burmese, Khmer, kana and Han. No piece starts a word.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
# A piece that occurs once would be learned from one text.
_MIN_FREQUENCY = 2


@dataclass(frozen=True)
class SubwordLearner:
    """Learns the pieces of a tokenizer.

    Attributes
    ----------
    size : int
        The most pieces.
    """

    size: int = DEFAULT_SIZE

    @property
    def name(self) -> str:
        """The name of the tokenizer."""
        return f"subwords:{self.size}"

    def configure(self, argument: str) -> Tokenizer:
        """Return the tokenizer, not learned yet, with the size that a name asks for.

        Raises
        ------
        InputError
            If it is no size, or the library is not installed.
        """
        size = int(argument) if re.fullmatch("[0-9]{1,9}", argument) else -1
        if not argument:
            size = self.size
        if not 1 <= size <= LARGEST_SIZE:
            raise InputError(
                f"tokenizer subwords:{argument}: give the number of pieces, from 1 to "
                f"{LARGEST_SIZE:,}, as in subwords:{DEFAULT_SIZE}"
            )
        if find_spec("tokenizers") is None:
            raise InputError(
                "the tokenizer subwords needs the library tokenizers: pip install "
                "'embedstudy[subwords]'"
            )
        return make_unlearned(SubwordLearner(size))

    def learn(self, texts: Iterable[str]) -> Tokenizer:
        """Learn pieces from texts."""
        import tokenizers

        model = _make_model(tokenizers.models.BPE())
        trainer = tokenizers.trainers.BpeTrainer(
            vocab_size=self.size,
            limit_alphabet=self.size,
            min_frequency=_MIN_FREQUENCY,
            show_progress=False,
        )
        model.train_from_iterator(map(_prepare, texts), trainer)
        return self.restore(model.to_str())

    def restore(self, state: str) -> Tokenizer:
        """Return the tokenizer whose pieces were learned before.

        Raises
        ------
        InputError
            If the library is not installed, or cannot read them.
        """
        pieces = Subwords(self.name, state)
        pieces.check()
        return Tokenizer(
            self.name, pieces.tokenize, version=1, tokenize_batch=pieces.tokenize_batch, state=state
        )


@dataclass(frozen=True)
class Subwords:
    """Pieces that were learned, and how to cut texts into them.

    Attributes
    ----------
    name : str
        The name of the tokenizer, for messages.
    state : str
        The JSON of the library ``tokenizers``.
    """

    name: str
    state: str = field(repr=False)

    def check(self) -> None:
        """Make sure that the library is there and reads the pieces.

        Raises
        ------
        InputError
            If not.
        """
        try:
            _ = self._model
        except ImportError:
            raise InputError(
                f"the tokenizer {self.name} needs the library tokenizers: pip install "
                "'embedstudy[subwords]'"
            ) from None
        except Exception as error:  # the library raises plain exceptions
            cause = str(error).partition("\n")[0]
            raise InputError(f"tokenizer {self.name}: its pieces are damaged ({cause})") from None

    def tokenize(self, text: str) -> list[str]:
        """Return the pieces of a text."""
        tokens: list[str] = self.tokenize_batch([text]).values.to_pylist()
        return tokens

    def tokenize_batch(self, texts: Sequence[str]) -> "pa.LargeListArray":
        """Return a list of pieces for each text; an unknown character is left out."""
        import pyarrow as pa

        encodings = self._model.encode_batch_fast(
            [_prepare(text) for text in texts], add_special_tokens=False
        )
        lengths = [len(encoding.ids) for encoding in encodings]
        ids = np.fromiter((i for encoding in encodings for i in encoding.ids), np.int64)
        is_token = self._is_token[ids]
        offsets = compute_offsets(is_token)[compute_offsets(lengths)]
        return pa.LargeListArray.from_arrays(offsets, self._tokens.take(pa.array(ids[is_token])))

    @cached_property
    def _model(self) -> Any:
        import tokenizers

        return _make_model(tokenizers.models.BPE(*_read_pieces(self.state)))

    @cached_property
    def _tokens(self) -> "pa.Array":
        """The token of each piece, by its id."""
        import pyarrow as pa

        pieces = sorted(self._model.get_vocab().items(), key=lambda item: item[1])
        return pa.array([mark_piece(piece) for piece, _ in pieces], pa.large_string())

    @cached_property
    def _is_token(self) -> np.ndarray:
        return np.array([token != "" for token in self._tokens.to_pylist()], bool)

    def __getstate__(self) -> dict[str, str]:
        return {"name": self.name, "state": self.state}

    def __setstate__(self, state: dict[str, str]) -> None:
        self.__dict__.update(state)


def _make_model(pieces: Any) -> Any:
    """Return a tokenizer of the library that cuts into some pieces."""
    import tokenizers

    model = tokenizers.Tokenizer(pieces)
    model.pre_tokenizer = tokenizers.pre_tokenizers.Sequence(
        [
            tokenizers.pre_tokenizers.Metaspace(_START, prepend_scheme="always"),
            tokenizers.pre_tokenizers.Punctuation("isolated"),
            tokenizers.pre_tokenizers.Digits(individual_digits=False),
        ]
    )
    return model


def _read_pieces(state: str) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Return the pieces by name and the merges of a saved tokenizer, and nothing else of it.

    A state from a stranger may hold regular expressions that take for ever, and ids at which the
    library panics.

    Raises
    ------
    ValueError
        If it holds no pieces that go together.
    """
    model = json.loads(state)["model"]
    vocabulary = {str(piece): number for piece, number in dict(model["vocab"]).items()}
    if sorted(vocabulary.values()) != list(range(len(vocabulary))) or "" in vocabulary:
        raise ValueError("the ids of its pieces have gaps")
    merges = []
    for merge in model["merges"]:  # versions of the library write them in two ways
        first, second = merge.split(" ") if isinstance(merge, str) else merge
        if not {first, second, first + second} <= vocabulary.keys():
            raise ValueError("it merges pieces that it lacks")
        merges.append((first, second))
    return vocabulary, merges


def mark_piece(piece: str) -> str:
    """Return the token of a piece: ``##`` precedes one that goes on with a word.

    A piece that starts a word is spelled as the word, so that it may have a pretrained vector.

    Examples
    --------
    >>> [mark_piece(piece) for piece in ("▁film", "s", "!", "映画", "▁")]
    ['film', '##s', '!', '映画', '']
    """
    if piece.startswith(_START):
        return piece.removeprefix(_START)
    is_inside = unicodedata.category(piece[0])[0] in "LMN" and not _UNSPACED.match(piece)
    return f"##{piece}" if is_inside else piece


def make_unlearned(learner: SubwordLearner) -> Tokenizer:
    """Return a tokenizer that has no pieces yet."""
    return Tokenizer(learner.name, _Unlearned(learner.name), version=1, learner=learner)


@dataclass(frozen=True)
class _Unlearned:
    name: str

    def __call__(self, text: str) -> list[str]:  # noqa: ARG002
        raise InputError(
            f"tokenizer {self.name}: has no pieces before it is learned from training texts"
        )


def _prepare(text: str) -> str:
    """Return a text in lower case, with single spaces."""
    text = " ".join(clean(text, lower=True).split())
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


SUBWORDS = make_unlearned(SubwordLearner())
