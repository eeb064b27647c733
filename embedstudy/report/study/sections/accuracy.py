"""The section on test accuracy, or the test score by another metric."""

from typing import Any

from embedstudy.report.study.figures.accuracy import draw_accuracy
from embedstudy.report.study.groups import group_results, list_looks
from embedstudy.report.study.sections.section import Section
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.accuracy import (
    tabulate_accuracy,
    tabulate_calibration,
    tabulate_pairs,
    tabulate_seeds,
)
from embedstudy.results.protocol import list_protocol
from embedstudy.wording import printable


def _content(study_data: StudyData) -> dict[str, Any] | None:
    groups, page_id = group_results(study_data), study_data.page_id
    if not groups:
        return None
    results = [result for group in groups for result in group.results]
    has_runs = any(result.scores for result in results)
    return {
        "title": f"Test {study_data.metric.title}",
        "link": study_data.metric.title[0].upper() + study_data.metric.title[1:],
        "charts": draw_accuracy(groups, f"{page_id}-accuracy"),
        "looks": list_looks(groups),
        "train_size": study_data.train_sizes[-1],
        "has_smaller_sizes": any(row.mean is not None for row in study_data.curve),
        "is_cross_validated": study_data.is_cross_validated,
        "has_intervals": any(result.interval for result in results),
        "accuracies": tabulate_accuracy(f"{page_id}-cells", groups, study_data),
        "protocol": [printable(s) for s in list_protocol(study_data.look_up("data"))],
        "pairs": tabulate_pairs(f"{page_id}-pairs", study_data),
        "metric": study_data.metric,
        "calibration": tabulate_calibration(f"{page_id}-calibration", groups, study_data),
        "seeds": tabulate_seeds(f"{page_id}-seeds", groups) if has_runs else None,
    }


ACCURACY = Section(
    title="Test accuracy", link="Accuracy", template="study/accuracy.html", content=_content
)
