"""Metrics by name: what tunes, stops, tests and ranks the runs of a study."""

from embedstudy.entries import Entries
from embedstudy.metrics.metric import Metric, Outputs

__all__ = ["METRICS", "Metric", "Outputs"]

METRICS: Entries[Metric] = Entries(
    "metric",
    {
        "accuracy": "embedstudy.metrics.accuracy:ACCURACY",
        "macro-f1": "embedstudy.metrics.macro_f1:MACRO_F1",
        "balanced-accuracy": "embedstudy.metrics.balanced_accuracy:BALANCED_ACCURACY",
        "auroc": "embedstudy.metrics.auroc:AUROC",
        "log-loss": "embedstudy.metrics.log_loss:LOG_LOSS",
    },
)
