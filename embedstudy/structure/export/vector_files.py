"""Files of word vectors, as ``vectors convert`` writes them: words and vectors only."""

from pathlib import Path

from embedstudy.structure.export.formats import ExportFormat
from embedstudy.structure.export.word_table import WordTable
from embedstudy.vectors.formats.write_vectors import list_written_files, write_vectors


def _make_format(name: str, ending: str) -> ExportFormat:
    def write(table: WordTable, path: Path) -> None:
        write_vectors(table.vectors, path, name)

    return ExportFormat(
        ending=ending,
        list_files=lambda path: list_written_files(path, name),
        write=write,
        converted=name,
    )


WORD2VEC_TEXT = _make_format("word2vec", ".vec")
WORD2VEC_BINARY = _make_format("word2vec-binary", ".bin")
GLOVE = _make_format("glove", ".txt")
SAFETENSORS = _make_format("safetensors", ".safetensors")
