"""What a verdict says, in every case."""

from embedstudy.statistics.question import list_questions
from embedstudy.statistics.sentences import write_answer
from tests.statistics.made_up_tables import cell, make_tables, pair

RANDOM, FROZEN, TUNED = cell("random", 0.769), cell("frozen", 0.703), cell("finetuned", 0.782)


def answer(cells, pairs, **tables):
    (question,) = list_questions(make_tables(cells, pairs, **tables))
    return write_answer(question)


def test_yes():
    pairs = [pair("finetuned", "random", 0.03, 0.0004), pair("frozen", "random", -0.06, 0.001)]
    written = answer([RANDOM, FROZEN, TUNED], pairs)
    assert written.headline == "YES"
    assert written.sentences[-1] == "Use fine-tuned glove."
