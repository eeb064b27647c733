import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.metrics import METRICS, Metric, Outputs
from embedstudy.statistics.resampling import permutation_test
from tests.metrics.outputs import draw_equal_models, make_outputs, take

every_metric = pytest.mark.parametrize("name", METRICS)


@every_metric
@pytest.mark.parametrize("n_classes", [2, 5])
def test_the_mean_over_texts_is_the_score(name, n_classes):
    outputs, metric = make_outputs(n_classes=n_classes), METRICS[name]
    scores = metric.text_scores(outputs)
    assert scores.shape == outputs.labels.shape
    assert scores.mean() == pytest.approx(metric.compute(outputs), abs=1e-12)


@every_metric
@pytest.mark.parametrize("n_classes", [2, 3])
def test_the_spread_over_texts_is_that_of_resampled_scores(name, n_classes):
    outputs, metric, rng = make_outputs(2000, n_classes), METRICS[name], np.random.default_rng(1)
    resampled = [metric.compute(take(outputs, rng.integers(0, 2000, 2000))) for _ in range(400)]
    error = metric.text_scores(outputs).std() / np.sqrt(2000)
    assert error == pytest.approx(np.std(resampled), rel=0.12)


@every_metric
def test_a_text_counts_as_much_as_its_absence_changes_the_score(name):
    outputs, metric = make_outputs(600, 3), METRICS[name]
    scores, every = metric.text_scores(outputs), np.arange(600)
    for text in range(0, 600, 97):
        without = metric.compute(take(outputs, every != text))
        change = (scores.mean() - without) * 599
        assert change == pytest.approx(scores[text] - scores.mean(), rel=0.02, abs=0.02)


@every_metric
def test_all_right_is_the_best_score(name):
    labels = np.array([0, 1, 2, 2])
    perfect = Outputs(labels, labels, np.eye(3, dtype=np.float32)[labels])
    metric = METRICS[name]
    best = 0.0 if metric.lower_is_better else 1.0
    assert metric.compute(perfect) == pytest.approx(best, abs=1e-6)
    assert metric.sign * metric.compute(make_outputs(n_classes=3)) < metric.sign * best


def test_a_metric_of_one_function_is_the_mean_of_its_texts():
    brier = Metric(
        title="Brier score",
        text_scores=lambda outputs: (
            (outputs.probabilities - np.eye(outputs.probabilities.shape[1])[outputs.labels]) ** 2
        ).sum(axis=1),
        is_share=False,
        lower_is_better=True,
    )
    outputs = Outputs(np.array([0, 1]), np.array([0, 0]), np.array([[1.0, 0.0], [0.8, 0.2]]))
    assert brier.compute(outputs) == pytest.approx((0 + 2 * 0.8**2) / 2)
    assert brier.heading == "Brier score (less is better)"


def test_a_share_is_shown_in_percent():
    accuracy, loss = METRICS["accuracy"], METRICS["log-loss"]
    assert (accuracy.heading, accuracy.factor, accuracy.digits) == ("accuracy in %", 100, 1)
    assert (loss.heading, loss.factor, loss.digits) == ("log loss (less is better)", 1, 3)
    assert accuracy.limits == (0, 1)
    assert loss.limits == (0, np.inf)


@every_metric
@pytest.mark.parametrize("n_classes", [2, 4])
def test_the_mean_difference_of_texts_is_that_of_the_scores(name, n_classes):
    one, second = (make_outputs(n_classes=n_classes, skill=skill) for skill in (1.0, 0.6))
    metric = METRICS[name]
    differences = metric.compare_texts(one, second)
    expected = metric.compute(one) - metric.compute(second)
    assert differences.mean() == pytest.approx(expected, abs=1e-9)
    np.testing.assert_allclose(metric.compare_texts(second, one), -differences, atol=1e-12)


@every_metric
def test_swapping_two_models_for_a_text_turns_its_sign(name):
    one, second = (make_outputs(2000, 2, model=model) for model in (0, 1))
    metric, rng = METRICS[name], np.random.default_rng(0)
    differences = metric.compare_texts(one, second)
    expected, swapped = [], []
    for _ in range(100):
        is_swapped = rng.random(2000) < 0.5
        expected.append(np.where(is_swapped, -differences, differences).mean())
        pair = mix(one, second, is_swapped), mix(second, one, is_swapped)
        swapped.append(metric.compute(pair[0]) - metric.compute(pair[1]))
    assert np.corrcoef(expected, swapped)[0, 1] > 0.99
    assert np.std(expected) == pytest.approx(np.std(swapped), rel=0.05)


def mix(one, second, is_other):
    """Return the outputs of one model, but for some texts those of another."""
    return Outputs(
        one.labels,
        np.where(is_other, second.predicted, one.predicted),
        np.where(is_other[:, None], second.probabilities, one.probabilities),
    )


@pytest.mark.parametrize("name", ["macro-f1", "balanced-accuracy", "auroc"])
def test_equal_models_are_told_apart_as_seldom_as_the_test_says(name):
    """Of 400 texts, 12 are of the rare class."""
    metric, rng, n_found = METRICS[name], np.random.default_rng(8), 0
    for _ in range(150):
        pairs = zip(*draw_equal_models(rng, (0.97, 0.03), 400, 4), strict=True)
        differences = np.stack([metric.compare_texts(*pair) for pair in pairs])
        n_found += permutation_test(differences, 299).p_value <= 0.05
    assert 0.01 < n_found / 150 < 0.09


def test_a_part_without_a_class():
    labels, classes = np.array([0, 1, 1]), ["a", "b", "c", "d"]
    for name, metric in METRICS.items():
        sentences = metric.describe_absent(labels, classes, "dev")
        expected = f"no text of dev has the classes 'c' and 'd', so {metric.title} there is of the"
        assert len(sentences) == (name in ("macro-f1", "balanced-accuracy", "auroc"))
        assert all(sentence.startswith(expected) for sentence in sentences)
        assert metric.describe_absent(labels, ["a", "b"], "dev") == []
        assert metric.has_score(labels[1:]) == (name != "auroc")
    message = "^all texts of dev have one class, so AUROC is not defined there: give texts of other"
    with pytest.raises(InputError, match=message):
        METRICS["auroc"].describe_absent(labels[1:], classes, "dev")
