"""The description of a data set in Python."""

from dataclasses import asdict

import pandas as pd
import pytest

from embedstudy import describe_dataset, load_dataset
from embedstudy.cli.output.datasets import make_info_document
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions
from embedstudy.text.tokenizers import get_tokenizer

TEXTS = [f"a {'good' if i % 2 else 'bad'} film {i}" for i in range(60)]
LABELS = ["pos" if i % 2 else "neg" for i in range(60)]


def test_it_is_what_the_command_shows(tmp_path, home):
    path = tmp_path / "a.csv"
    frame = pd.DataFrame({"body": TEXTS, "category": LABELS})
    frame.to_csv(path, index=False)
    description = describe_dataset(path, progress=False)
    document = make_info_document(
        str(path), DataOptions(), get_tokenizer("basic"), (), progress=False
    )
    assert asdict(description).items() <= document.items()
    of_corpus = describe_dataset(load_dataset(path), progress=False)
    assert of_corpus == description
    of_frame = describe_dataset(frame, text="body", label="category", progress=False)
    assert (of_frame.dataset, of_frame.classes) == ("memory", description.classes)
    split = describe_dataset((TEXTS, LABELS), tokenizer=str.split, progress=False)
    assert split.words == of_frame.words


def test_columns_that_are_not_there_are_named(home):
    with pytest.raises(InputError, match="no column 'x'"):
        describe_dataset({"text": TEXTS, "label": LABELS}, text="x", progress=False)


def test_it_says_how_a_file_was_read(tmp_path):
    rows = "".join(f"{n},text {n} {'good' if n % 2 else 'bad'},{'ab'[n % 2]}\n" for n in range(60))
    (tmp_path / "x.csv").write_text(f"id,body,label\n{rows}", encoding="utf-8")
    description = describe_dataset(tmp_path / "x.csv")
    assert "text from column body (not used: id)" in description.reading
    assert description.reading in repr(description)
