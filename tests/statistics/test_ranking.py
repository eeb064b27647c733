from embedstudy.statistics.ranking import find_contest
from tests.report.study.made_up import comparison, run_row, summaries


def cells(accuracies, **changes):
    return summaries([run_row(name, 0, value, **changes) for name, value in accuracies.items()])


def test_the_best_is_first_and_its_rivals_are_seen_from_its_side():
    summary = cells({"random": 0.7, "frozen": 0.6, "finetuned": 0.8})
    rows = [
        comparison("finetuned", "random", p_holm=0.2),
        comparison("frozen", "finetuned", delta=-0.2, ci_low=-0.3, ci_high=-0.1, p_holm=0.001),
        comparison("frozen", "random"),
    ]
    contest = find_contest("d", summary, rows)
    assert [cell.strategy for cell in contest.cells] == ["finetuned", "random", "frozen"]
    assert contest.best.strategy == "finetuned"
    assert [cell.strategy for cell in contest.level] == ["random"]
    assert [cell.strategy for cell in contest.worse] == ["frozen"]
    turned = contest.rivals["frozen"]
    assert (turned.a, turned.b) == ("finetuned", "frozen")
    assert (turned.delta, turned.ci_low, turned.ci_high) == (0.2, 0.1, 0.3)


def test_the_largest_size_and_the_best_vectors_count():
    summary = [
        *cells({"finetuned": 0.9}, train_size=100),
        *cells({"finetuned": 0.7}, vectors="a"),
        *cells({"finetuned": 0.8}, vectors="b"),
    ]
    contest = find_contest("d", summary, [])
    assert (contest.vectors, contest.n_places, contest.sizes) == ("b", 2, [100, 1000])
    assert [cell.vectors for cell in contest.cells] == ["b"]
    assert contest.fits("", "mean")
    assert not contest.fits("a", "mean")


def test_without_a_finished_run_there_is_no_contest():
    assert find_contest("d", cells({"random": None}), []) is None
    assert find_contest("other", cells({"random": 0.5}), []) is None
