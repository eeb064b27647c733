"""Files that the tests write, and what is read from them."""

from pathlib import Path

import pytest

from embedstudy.datasets.files import make_files_source
from embedstudy.datasets.source import SCHEMA, Tally
from embedstudy.options.data import DataOptions


class Reader:
    """Writes a file and reads it back: rows of text and label, and what was tolerated."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, content: bytes | str, name: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def __call__(self, content: bytes | str, name: str, **options):
        return self.read(self.write(content, name), **options)

    def read(self, path, **options):
        self.source = make_files_source(path, DataOptions(**options))
        tally = Tally()
        parts = {part: [] for part in self.source.parts(tally)}
        for part, batches in self.source.parts(tally).items():
            for batch in batches:
                assert batch.schema == SCHEMA
                batch.validate(full=True)
                parts[part] += zip(*(column.to_pylist() for column in batch.columns), strict=True)
        self.notes, self.readings = tally.notes(), tally.readings
        return parts[""] if list(parts) == [""] else parts


@pytest.fixture
def reader(tmp_path, home) -> Reader:
    return Reader(tmp_path)
