"""The verdict of a study: whether pretrained word vectors are needed, as data and in sentences."""

from embedstudy.verdict.verdict import (
    Verdict,
    make_document,
    read_verdicts,
    sum_up,
    write_verdict,
)

__all__ = ["Verdict", "make_document", "read_verdicts", "sum_up", "write_verdict"]
