"""The output of ``embedstudy predict``: lines for lines, a table for a table."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from embedstudy.cli.output.models import make_prediction_writer, make_table_writer
from embedstudy.datasets.files.streams import choose_encoding
from embedstudy.datasets.files.text_table import (
    KnownColumns,
    find_table,
    has_text_ending,
    is_header,
    is_table,
    open_text_table,
)
from embedstudy.datasets.files.virtual_path import SIGN
from embedstudy.errors import InputError
from embedstudy.parallel import map_on_threads
from embedstudy.progress import write_line
from embedstudy.text.line_reader import read_lines, stream_lines
from embedstudy.wording import printable

if TYPE_CHECKING:
    from embedstudy.classifier import EmbeddingClassifier
    from embedstudy.options.classifier import PredictionOptions

Batch = TypeVar("Batch")
STDIN = "-"
# A text that stands for a file may be long.
_SHOWN = 60


def check_input(file: str, options: "PredictionOptions") -> None:
    """Check what is to be predicted, before a model is read.

    Raises
    ------
    InputError
        If a file is not there, or a file and texts are given.
    """
    if file == STDIN:
        return
    is_there = _exists(file.partition(SIGN)[0] or file) or _exists(file)
    # cyclopts takes a misspelt option for the file.
    if file.startswith("-") and not is_there:
        raise InputError(f"no option {file!r} (see --help)")
    if options.text:
        raise InputError("give a file or --text, not both")
    if not is_there:
        short = file if len(file) <= _SHOWN else f"{file[:_SHOWN]}..."
        raise InputError(
            f"{printable(short)}: No such file or directory (a text itself is given with --text)"
        )
    find_table(file)


def list_outputs(
    classifier: "EmbeddingClassifier", file: str, options: "PredictionOptions"
) -> Iterator[str]:
    """Yield the predictions as they are printed, some at a time.

    Says on stderr how a file is read, where its name does not say so.

    Raises
    ------
    InputError
        If the texts cannot be read: with the line.
    """
    data = classifier.training_data
    if data is not None:
        skip = options.skip_bad_lines or data.skip_bad_lines
        options = replace(options, skip_bad_lines=skip)
    columns = KnownColumns(
        options.text_column,
        data.text_columns if data else (),
        has_header=not options.no_header and (data is None or data.has_header),
    )
    if options.text:
        yield from _predict_lines(classifier, [list(options.text)], options)
        return
    is_given = bool(options.text_column or options.no_header)
    if file == STDIN and not is_given:
        lines = stream_lines(sys.stdin.buffer, "standard input", options.encoding)
        yield from _predict_lines(classifier, _check_header(lines, columns), options)
        return
    path = find_table(file)
    if data is not None and options.encoding == type(options)().encoding:
        encoding = choose_encoding(path, options.encoding, data.encoding)
        if encoding != options.encoding and not options.quiet:
            write_line(f"read {path.name} in {encoding}, as in training")
        options = replace(options, encoding=encoding)
    if is_given or is_table(path, columns, options.encoding):
        yield from _predict_table(classifier, path, columns, options)
    else:
        if not has_text_ending(path) and not options.quiet:
            write_line(f"read {path.name}: a text a line")
        lines = _warn_of_tabs(read_lines(path, options.encoding), path.name)
        yield from _predict_lines(classifier, _check_header(lines, columns), options)


def _predict_lines(
    classifier: "EmbeddingClassifier",
    batches: "Iterator[list[str]] | Sequence[list[str]]",
    options: "PredictionOptions",
) -> Iterator[str]:
    write = make_prediction_writer(
        classifier.classes_.tolist(), every=options.proba, as_json=options.json
    )
    yield from _map_batches(
        classifier, lambda lines: write(classifier.predict_proba(lines)), batches
    )


def _map_batches(
    classifier: "EmbeddingClassifier", work: "Callable[[Batch], str]", batches: "Iterable[Batch]"
) -> Iterator[str]:
    return map_on_threads(work, batches, threads=None if classifier.reads_on_threads else 1)


def _predict_table(
    classifier: "EmbeddingClassifier",
    path: Path,
    columns: KnownColumns,
    options: "PredictionOptions",
) -> Iterator[str]:
    table = open_text_table(path, columns, options.encoding, skip_bad_lines=options.skip_bad_lines)
    if not options.quiet:
        write_line(table.describe())
    classes = classifier.classes_.tolist()
    if options.json:
        texts = (texts for texts, _ in table.batches())
        yield from _predict_lines(classifier, texts, options)
        return
    header, write = make_table_writer(table.names, classes, every=options.proba)
    yield header
    yield from _map_batches(
        classifier,
        lambda batch: write(batch[1], classifier.predict_proba(batch[0])),
        table.batches(),
    )


def _check_header(batches: Iterator[list[str]], columns: KnownColumns) -> Iterator[list[str]]:
    """Pass lines on, without a first one that is the name of a column of texts.

    Warns if the first line names several columns: then standard input is a table.
    """
    for lines in batches:
        if lines[0].strip() in columns.remembered:
            write_line(f"line 1 is the name of a column of texts ({lines[0].strip()}), left out")
            lines = lines[1:]
        elif is_header(lines[0], columns.remembered):
            write_line(
                "warning: line 1 looks like a header; standard input is read a text a line "
                "(--text-column reads a table)"
            )
        if lines:
            yield lines
        break
    yield from batches


def _warn_of_tabs(batches: Iterator[list[str]], name: str) -> Iterator[list[str]]:
    """Pass lines on; warn if each of the first ones looks like the cells of a table."""
    first = next(batches, None)
    if first is None:
        return
    if all("\t" in line for line in first):
        write_line(
            f"warning: {name}: each line is read as one text, tabs and all "
            "(--no-header --text-column N reads one column)"
        )
    yield first
    yield from batches


def _exists(file: str) -> bool:
    try:
        return Path(file).exists()
    except (OSError, ValueError):  # no file can be called so
        return False
