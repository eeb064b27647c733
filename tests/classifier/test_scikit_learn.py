"""scikit-learn's own checks.

The estimator says by its tags that it takes strings and no table of numbers; of such estimators
scikit-learn checks only that they can be cloned. So all its checks run on `RowClassifier`, which
makes texts of rows and adds nothing else.
"""

import pytest
from sklearn.exceptions import SkipTestWarning
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import (
    check_estimator,
    estimator_checks_generator,
    parametrize_with_checks,
)

from embedstudy import EmbeddingClassifier
from tests.classifier.rows import RowClassifier

EXPECTED_TO_FAIL = {
    "check_sample_weight_equivalence_on_dense_data": (
        "a text of weight 2 is one step twice as long, not two steps: so is every SGD"
    ),
}
# scikit-learn skips by itself: check_array_api_input, without SCIPY_ARRAY_API in the environment.
SKIPPED = 1


@parametrize_with_checks(
    [RowClassifier(learning_rate=0.3)], expected_failed_checks=lambda _: EXPECTED_TO_FAIL
)
def test_scikit_learns_checks(estimator, check):
    check(estimator)


def test_how_many_checks_pass():
    checks = [check for _, check in estimator_checks_generator(RowClassifier())]
    assert len(checks) - len(EXPECTED_TO_FAIL) - SKIPPED >= 60  # 66 in scikit-learn 1.9


def test_tags_say_that_it_takes_strings():
    tags = get_tags(EmbeddingClassifier())
    assert (tags.input_tags.string, tags.input_tags.one_d_array) == (True, True)
    assert not tags.input_tags.two_d_array
    assert tags.estimator_type == "classifier"
    with pytest.warns(SkipTestWarning, match="Can't test estimator EmbeddingClassifier"):
        results = check_estimator(EmbeddingClassifier())
    assert [result["status"] for result in results] == ["passed"]  # check_estimator_cloneable
