"""The formats of data files, by name.

To add one, write a file that makes a `DataFormat`, and name it here.
"""

from embedstudy.datasets.files.data_format import DataFormat
from embedstudy.entries import Entries

FORMATS: Entries[DataFormat] = Entries(
    "data format",
    {
        "csv": "embedstudy.datasets.files.delimited:CSV",
        "tsv": "embedstudy.datasets.files.delimited:TSV",
        "csv with semicolons": "embedstudy.datasets.files.delimited:CSV_WITH_SEMICOLONS",
        "csv with bars": "embedstudy.datasets.files.delimited:CSV_WITH_BARS",
        "json": "embedstudy.datasets.files.json_document:JSON_DOCUMENT",
        "jsonl": "embedstudy.datasets.files.json_lines:JSON_LINES",
        "fasttext": "embedstudy.datasets.files.fasttext:FASTTEXT",
        "parquet": "embedstudy.datasets.files.parquet:PARQUET",
        "excel": "embedstudy.datasets.files.excel:EXCEL",
        "folder": "embedstudy.datasets.files.folders:FOLDER",
    },
)
